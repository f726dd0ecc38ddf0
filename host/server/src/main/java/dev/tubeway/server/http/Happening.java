package dev.tubeway.server.http;

import dev.tubeway.GatewayListener;
import dev.tubeway.server.audit.AccessEvent;
import dev.tubeway.session.SessionEvent;
import java.util.Optional;

/// What the event stream tells: something happened to a tube, or to a session.
sealed interface Happening {

    record OfTube(GatewayListener.Event event) implements Happening {}

    record OfSession(SessionEvent event) implements Happening {}

    record OfAccess(AccessEvent event) implements Happening {}

    /// The tube it is about.
    default Optional<String> tubeId() {
        return switch (this) {
            case OfTube(var event) -> Optional.of(event.tubeId());
            case OfSession ignored -> Optional.empty();
            case OfAccess ignored -> Optional.empty();
        };
    }

    /// The session it is about.
    default Optional<String> sessionId() {
        return switch (this) {
            case OfTube ignored -> Optional.empty();
            case OfSession(var event) -> Optional.of(event.id());
            case OfAccess(var event) -> event.session().isEmpty() ? Optional.empty() : Optional.of(event.session());
        };
    }
}
