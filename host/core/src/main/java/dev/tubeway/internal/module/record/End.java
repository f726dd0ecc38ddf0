package dev.tubeway.internal.module.record;

import java.util.Locale;

/// How a run ended, as a recording keeps it.
///
/// @param how    what happened
/// @param status what `main` returned, where it returned
/// @param detail for people
public record End(How how, int status, String detail) {

    /// What happened. The names stand in files.
    public enum How {
        /// `main` returned.
        RETURNED,
        /// The session was ended from outside, and `main` returned in time.
        CANCELLED,
        /// The host ended it: time, rate, or the end of the grace time.
        STOPPED,
        /// The guest trapped.
        TRAPPED,
        /// The guest exhausted its stack.
        RECURSION,
        /// The guest called the host as nobody may.
        BAD_CALL,
        /// The recording ended before the session.
        CUT
    }

    @Override
    public String toString() {
        String words =
                how.name().toLowerCase(Locale.ROOT).replace('_', ' ') + (how == How.RETURNED ? " " + status : "");
        return detail.isEmpty() ? words : words + ": " + detail;
    }
}
