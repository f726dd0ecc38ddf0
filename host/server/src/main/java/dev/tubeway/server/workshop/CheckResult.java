package dev.tubeway.server.workshop;

import java.time.Duration;

/// What a check of the conformance kit found.
///
/// @param group   `refusals`, `session`, `faults`, `limits`, `input` or `replay`
/// @param name    stable name in its group: `target-resets`
/// @param what    what the module has to do, in one line
/// @param outcome whether it does
/// @param detail  what was seen, for people; may have several lines
/// @param took    how long the check took
public record CheckResult(String group, String name, String what, Outcome outcome, String detail, Duration took) {

    /// How a check ended.
    public enum Outcome {
        PASS,
        FAIL,
        /// Not run: an earlier check that it builds on failed.
        SKIPPED
    }
}
