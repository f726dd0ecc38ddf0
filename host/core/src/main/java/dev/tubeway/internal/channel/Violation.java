package dev.tubeway.internal.channel;

/// A broken rule of the framing, after which the channel's bytes mean nothing any more.
public enum Violation {
    BAD_TERMINATOR("a frame does not end with 0x3B"),
    OVERSIZE("a frame is longer than this side takes"),
    CONTROL_OVERSIZE("a control message is longer than any can be"),
    TEXT_MESSAGE("a text message came on a binary channel");

    private final String rule;

    Violation(String rule) {
        this.rule = rule;
    }

    /// What was broken, for people.
    public String rule() {
        return rule;
    }
}
