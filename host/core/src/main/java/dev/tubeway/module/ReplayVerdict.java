package dev.tubeway.module;

import java.util.List;

/// What a replay found.
public sealed interface ReplayVerdict {

    /// The module did what it did then.
    ///
    /// @param module what was run: `telnet 1.4.0`
    /// @param calls  calls that were compared
    /// @param notes  what was not compared, and why
    record Agreed(RecordingInfo recording, String module, long calls, List<String> notes) implements ReplayVerdict {
        public Agreed {
            notes = List.copyOf(notes);
        }
    }

    /// The module did something else; the first such place.
    ///
    /// @param module   what was run: `telnet 1.5.0`
    /// @param call     number of the call, from 1
    /// @param recorded what was done then: `write(handle=2, data=12 bytes)`
    /// @param replayed what was done now
    /// @param frames   the guest's functions at that place, innermost first
    record Diverged(
            RecordingInfo recording, String module, long call, String recorded, String replayed, List<String> frames)
            implements ReplayVerdict {
        public Diverged {
            frames = List.copyOf(frames);
        }
    }

    /// Nothing was run.
    ///
    /// @param why for people
    record Refused(String why) implements ReplayVerdict {}
}
