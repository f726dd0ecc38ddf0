package dev.tubeway.server.audit;

import java.util.Locale;
import java.util.Objects;

/// What somebody did to come in, to let others in, or to change what is kept. Never holds a secret.
///
/// @param what    what was done
/// @param session its id; empty where it is about none
/// @param who     by what right: `token`, `ticket`, `seat NAME`; empty where by none
/// @param from    address of whoever asked; empty where it is not known
/// @param subject what it was done to: the id of a seat or a share, the name of a target; may be empty
/// @param detail  for people; may be empty
public record AccessEvent(What what, String session, String who, String from, String subject, String detail) {

    public AccessEvent {
        Objects.requireNonNull(what, "what");
    }

    /// What was done.
    public enum What {
        TICKET_MADE,
        TICKET_USED,
        TICKET_REFUSED,
        SEAT_TAKEN,
        SHARE_MADE,
        SHARE_ENDED,
        TARGET_ADDED,
        TARGET_CHANGED,
        TARGET_REMOVED,
        SIGN_IN_REFUSED;

        /// As events and the log tell it: `ticket_made`.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Told of every event, on the thread it happens on; returns at once.
    @FunctionalInterface
    public interface Listener {
        void on(AccessEvent event);
    }
}
