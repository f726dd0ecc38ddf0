package dev.tubeway.internal.guacamole;

/// What [InstructionReader#read] has found.
public sealed interface ReadResult {

    /// Bytes that break no rule.
    enum Progress implements ReadResult {
        /// An instruction lies whole in the buffer; the reader tells its elements.
        INSTRUCTION,
        /// The buffer holds less than an instruction.
        NEED_MORE
    }

    /// The rule that the bytes broke, after which they mean nothing any more.
    enum Malformed implements ReadResult {
        BAD_LENGTH("an element does not begin with a length in digits and a dot"),
        BAD_TERMINATOR("an element does not end with a comma or a semicolon where its length says"),
        TOO_MANY_ELEMENTS("an instruction has more than " + InstructionReader.MAX_ELEMENTS + " elements"),
        OVERSIZE("an instruction is longer than " + InstructionReader.MAX_BYTES + " bytes");

        private final String rule;

        Malformed(String rule) {
            this.rule = rule;
        }

        /// What was broken, for people.
        public String rule() {
            return rule;
        }
    }
}
