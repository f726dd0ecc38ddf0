package dev.tubeway.internal.module.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// One call of the host, as it stands in a recording.
///
/// Shape: number of the function's name in the file (a new one is followed by the name) | 1 where the call did not
/// return | arguments: count, values | digests of the buffers that were given: count, values | result | what the
/// host wrote: count, then argument that points, bytes | microseconds since the call before.
///
/// @param name      of the import
/// @param arguments as the guest gave them
/// @param inputs    digests of the buffers that the host reads, in order
/// @param threw     whether the guest was ended in this call
/// @param result    what the guest got
/// @param writes    what the host wrote into the guest's memory
/// @param micros    time since the call before it returned
@SuppressWarnings("ArrayRecordComponent") // compared by content where it is compared
record RecordedCall(
        String name, long[] arguments, int[] inputs, boolean threw, long result, List<Write> writes, long micros) {

    private static final int MOST_ARGUMENTS = 64;

    /// @param argument index of the argument that points to where the bytes went
    @SuppressWarnings("ArrayRecordComponent")
    record Write(int argument, byte[] bytes) {}

    void pack(Packer out, Names names) {
        int number = names.number(name);
        out.number(number);
        if (names.isNew(number)) {
            out.text(name);
            names.add(name);
        }
        out.number(threw ? 1 : 0).number(arguments.length);
        for (long each : arguments) {
            out.number(each);
        }
        out.number(inputs.length);
        for (int each : inputs) {
            out.number(each);
        }
        out.number(result).number(writes.size());
        for (Write each : writes) {
            out.number(each.argument()).bytes(each.bytes(), 0, each.bytes().length);
        }
        out.number(micros);
    }

    static RecordedCall unpack(Unpacker in, Names names) {
        int number = in.count(names.size());
        if (names.isNew(number)) {
            names.add(in.text());
        }
        boolean threw = in.number() != 0;
        long[] arguments = new long[in.count(MOST_ARGUMENTS)];
        for (int i = 0; i < arguments.length; i++) {
            arguments[i] = in.number();
        }
        int[] inputs = new int[in.count(MOST_ARGUMENTS)];
        for (int i = 0; i < inputs.length; i++) {
            inputs[i] = (int) in.number();
        }
        long result = in.number();
        var writes = new ArrayList<Write>();
        for (int left = in.count(MOST_ARGUMENTS); left > 0; left--) {
            writes.add(new Write(in.count(MOST_ARGUMENTS), in.bytes()));
        }
        return new RecordedCall(names.name(number), arguments, inputs, threw, result, writes, in.number());
    }

    /// The names that a file has used so far.
    static final class Names {
        private final List<String> names = new ArrayList<>();

        int size() {
            return names.size();
        }

        int number(String name) {
            int known = names.indexOf(name);
            return known < 0 ? names.size() : known;
        }

        boolean isNew(int number) {
            return number == names.size();
        }

        void add(String name) {
            names.add(name);
        }

        String name(int number) {
            return names.get(number);
        }
    }

    @Override
    public String toString() {
        return name + Arrays.toString(arguments) + " = " + result;
    }
}
