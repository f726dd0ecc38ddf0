package dev.tubeway.server.http;

import dev.tubeway.GatewayListener.Event;
import dev.tubeway.server.audit.AccessEvent;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The events of the gateway as the event stream tells them.
final class EventViews {
    private EventViews() {}

    /// @param name the name of the event on the stream
    /// @param body its data
    record Named(String name, Object body) {}

    /// The data of an event of a tube; which fields there are depends on its name.
    record Body(
            String at,
            String tubeId,
            @Nullable String conversationId,
            @Nullable String state,
            @Nullable String candidate,
            @Nullable String offer,
            @Nullable String answer,
            @Nullable String channel,
            Views.@Nullable ConnectionView connection,
            Views.@Nullable Reason reason) {}

    /// The data of an event about who comes in, and what is kept.
    record AccessView(
            String at,
            @Nullable String sessionId,
            @Nullable String who,
            @Nullable String from,
            @Nullable String subject,
            @Nullable String detail) {
        static AccessView of(Instant at, AccessEvent event) {
            return new AccessView(
                    at.toString(),
                    there(event.session()),
                    there(event.who()),
                    there(event.from()),
                    there(event.subject()),
                    there(event.detail()));
        }

        private static @Nullable String there(String text) {
            return text.isEmpty() ? null : text;
        }
    }

    /// The data of `reset`.
    ///
    /// @param newest id of the newest event
    record Reset(String newest, String detail) {}

    static Named of(Instant when, Happening happening) {
        return switch (happening) {
            case Happening.OfTube(var event) -> of(when, event);
            case Happening.OfSession(var event) -> SessionViews.of(when, event);
            case Happening.OfAccess(var event) -> new Named(event.what().label(), AccessView.of(when, event));
        };
    }

    private static Named of(Instant when, Event event) {
        String at = when.toString();
        String id = event.tubeId();
        return switch (event) {
            case Event.Created e ->
                new Named(
                        "tube_created", new Body(at, id, e.conversationId(), null, null, null, null, null, null, null));
            case Event.StatusChanged e ->
                new Named(
                        "connection_state_changed",
                        new Body(
                                at,
                                id,
                                null,
                                e.status().label(),
                                null,
                                null,
                                null,
                                null,
                                null,
                                e.reason().map(Views.Reason::of).orElse(null)));
            case Event.Candidate e ->
                new Named("icecandidate", new Body(at, id, null, null, e.candidate(), null, null, null, null, null));
            case Event.IceRestartOffer e ->
                new Named("ice_restart_offer", new Body(at, id, null, null, null, e.offer(), null, null, null, null));
            case Event.Answer e ->
                new Named("answer", new Body(at, id, null, null, null, null, e.answer(), null, null, null));
            case Event.ChannelOpened e ->
                new Named("channel_opened", new Body(at, id, null, null, null, null, null, e.channel(), null, null));
            case Event.ChannelClosed e ->
                new Named(
                        "channel_closed",
                        new Body(at, id, null, null, null, null, null, e.channel(), null, Views.Reason.of(e.reason())));
            case Event.ConnectionOpened e ->
                new Named(
                        "connection_opened",
                        new Body(
                                at,
                                id,
                                null,
                                null,
                                null,
                                null,
                                null,
                                e.connection().channel(),
                                Views.ConnectionView.of(e.connection()),
                                null));
            case Event.ConnectionClosed e ->
                new Named(
                        "connection_closed",
                        new Body(
                                at,
                                id,
                                null,
                                null,
                                null,
                                null,
                                null,
                                e.connection().channel(),
                                Views.ConnectionView.of(e.connection()),
                                Views.Reason.of(e.reason())));
        };
    }
}
