package dev.tubeway.module;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// What a session's module has used so far.
///
/// Threading: immutable; a picture of one moment.
///
/// @param wall        time since the module was started
/// @param busy        the part of it in which the module was not waiting in a call: its own code, the host's
///                    work for it, and the time it was ready but had no processor. The JVM counts no processor
///                    time of virtual threads, so this is an upper bound of it
/// @param peakPages   most guest memory held, pages of 64 KiB
/// @param outputBytes bytes written and drawn
/// @param logBytes    bytes logged, kept or dropped
/// @param hostCalls   calls of the host by function; functions never called are absent
/// @param handles     traffic by handle, in the order of opening; the oldest closed ones are left out where
///                    there were very many
public record ModuleAccounts(
        Duration wall,
        Duration busy,
        int peakPages,
        long outputBytes,
        long logBytes,
        Map<String, Long> hostCalls,
        List<HandleTraffic> handles) {

    public ModuleAccounts {
        hostCalls = Map.copyOf(hostCalls);
        handles = List.copyOf(handles);
    }

    /// Calls of the host, all functions together.
    public long totalHostCalls() {
        return hostCalls.values().stream().mapToLong(Long::longValue).sum();
    }

    /// @param handle   its number
    /// @param what     `target`, `connect db.internal:5432`, `file report.pdf` …
    /// @param bytesIn  read by the module
    /// @param bytesOut written by the module
    /// @param open     whether it is open still
    public record HandleTraffic(int handle, String what, long bytesIn, long bytesOut, boolean open) {}
}
