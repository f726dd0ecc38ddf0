package dev.tubeway.server.entrance;

import java.time.Duration;

/// How long what opens a session is good for. Immutable.
///
/// @param ticket how long a ticket opens its session, 1 s to 1 day
/// @param linger how long a session goes on without a client, 1 s to 1 day
/// @param share  how long a share may last at most, 1 s to 366 days
public record EntranceSettings(Duration ticket, Duration linger, Duration share) {
    public EntranceSettings {
        within("validFor", ticket, Duration.ofDays(1));
        within("linger", linger, Duration.ofDays(1));
        within("maxDuration", share, Duration.ofDays(366));
    }

    private static void within(String name, Duration value, Duration most) {
        if (value.compareTo(Duration.ofSeconds(1)) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException("out of range: " + name + "=" + value);
        }
    }
}
