package dev.tubeway.bench;

/// What can be chosen with `--only`.
enum Measure {
    FRAME("frame build and parse, with JMH"),
    STREAM("one stream, each way, and its CPU"),
    STREAMS("four streams in one tube"),
    TUBES("four tubes with a stream each"),
    ECHO("round trips of 64 bytes"),
    BULK("the same beside a bulk stream"),
    BULK4("the same beside four"),
    OPEN("connect to first byte"),
    READY("create to ready"),
    HUNDRED("100 creates at once"),
    SLOW("a target that does not read"),
    START("an idle gateway's memory, and its second start");

    private final String description;

    Measure(String description) {
        this.description = description;
    }

    String description() {
        return description;
    }
}
