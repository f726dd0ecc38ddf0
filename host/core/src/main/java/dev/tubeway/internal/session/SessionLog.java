package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.ModuleEnd;
import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.session.SessionInfo;
import java.time.Duration;
import java.time.Instant;

/// What the log is told of sessions: a line at the end of each, and what modules say themselves.
final class SessionLog {

    private static final System.Logger SESSIONS = System.getLogger("dev.tubeway.session");
    private static final System.Logger MODULES = System.getLogger("dev.tubeway.module");

    private SessionLog() {}

    /// One line with the accounts, and the module's fault or the host's where there was one.
    static void ended(SessionInfo last, CloseReason reason, ModuleEnd end, long droppedInput) {
        ModuleAccounts used = end.accounts();
        long read = 0;
        long written = 0;
        for (ModuleAccounts.HandleTraffic handle : used.handles()) {
            read += handle.bytesIn();
            written += handle.bytesOut();
        }
        SESSIONS.log(
                System.Logger.Level.INFO,
                "session={0} ended: reason={1} protocol={2} module={3} version={4} target={5} wallMs={6} busyMs={7}"
                        + " peakPages={8} hostCalls={9} targetIn={10} targetOut={11} clientIn={12} clientOut={13}"
                        + " droppedInput={14}",
                last.id(),
                reason.kind().label(),
                last.protocol(),
                last.module(),
                last.moduleVersion(),
                last.target(),
                plain(Duration.between(last.started(), Instant.now()).toMillis()),
                plain(used.busy().toMillis()),
                plain(used.peakPages()),
                plain(used.totalHostCalls()),
                plain(read),
                plain(written),
                plain(last.bytesIn()),
                plain(last.bytesOut()),
                plain(droppedInput));
        switch (end) {
            case ModuleEnd.Faulted faulted ->
                SESSIONS.log(
                        System.Logger.Level.WARNING,
                        "session={0} module={1} {2} was ended: {3}; {4}",
                        last.id(),
                        last.module(),
                        last.moduleVersion(),
                        faulted.fault().words(),
                        faulted.report());
            case ModuleEnd.HostFailed failed ->
                SESSIONS.log(System.Logger.Level.ERROR, "session=" + last.id() + " failed", failed.cause());
            case ModuleEnd.Returned r -> {
                // Said above.
            }
            case ModuleEnd.Cancelled c -> {
                // Said above.
            }
        }
    }

    /// Digits without marks between thousands.
    private static String plain(long number) {
        return Long.toString(number);
    }

    /// A line that a module logged.
    static void module(String session, int level, String text) {
        System.Logger.Level at = switch (level) {
            case LogLevel.ERROR, LogLevel.WARNING -> System.Logger.Level.WARNING;
            case LogLevel.INFO -> System.Logger.Level.INFO;
            default -> System.Logger.Level.DEBUG;
        };
        MODULES.log(at, "session={0}: {1}", session, text);
    }
}
