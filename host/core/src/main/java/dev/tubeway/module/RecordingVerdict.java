package dev.tubeway.module;

/// What a file turned out to be.
public sealed interface RecordingVerdict {

    /// A recording that can be replayed.
    record Accepted(RecordingInfo recording) implements RecordingVerdict {}

    /// None, or a damaged one.
    ///
    /// @param why for people, with the place
    record Refused(String why) implements RecordingVerdict {}
}
