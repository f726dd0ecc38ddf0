package dev.tubeway.server.entrance;

import dev.tubeway.CloseReason;
import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.server.access.Passes;
import dev.tubeway.server.access.Passes.Rights;
import dev.tubeway.server.access.Passes.Seat;
import dev.tubeway.server.audit.AccessEvent;
import dev.tubeway.server.audit.AccessEvent.What;
import dev.tubeway.server.target.Target;
import dev.tubeway.server.target.Targets;
import dev.tubeway.session.Making;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionLimits;
import dev.tubeway.session.SessionRequest;
import dev.tubeway.session.Sessions;
import dev.tubeway.session.Visitor;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/// Opens sessions for those who come later, and lets them in: by ticket, by share, and again by the seat they took.
///
/// Threading: any thread.
/// Ownership: borrows the gateway; closes the tubes of seats when their session is over.
public final class Entrances implements SessionEvent.Listener, AutoCloseable {
    /// A browser that comes back makes a new tube before the old one is known to be lost.
    private static final int MOST_TUBES = 4;

    /// Time for a client to hear why its session is over.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private static final Duration TICK = Duration.ofSeconds(1);
    private static final String DETAIL_READ_ONLY = "read-only";

    private final Gateway gateway;
    private final Targets targets;
    private final EntranceSettings settings;
    private final AccessEvent.Listener audit;
    private final Passes passes;
    private final Map<String, Deque<String>> tubes = new ConcurrentHashMap<>();
    private final Thread ticker;

    public Entrances(
            Gateway gateway,
            Targets targets,
            EntranceSettings settings,
            AccessEvent.Listener audit,
            InstantSource clock) {
        this.gateway = gateway;
        this.targets = targets;
        this.settings = settings;
        this.audit = audit;
        this.passes = new Passes(clock);
        this.ticker = Thread.ofVirtual().name("entrances-tick").start(this::tick);
    }

    /// Who asks.
    ///
    /// @param who  by what right: `token`
    /// @param from address; empty where it is not known
    public record By(String who, String from) {}

    /// A session to open.
    ///
    /// @param protocol   empty: that of the target
    /// @param target     name of a target that is kept; empty where the parameters name one
    /// @param parameters of the connection; those of a kept target count before these
    /// @param wall       how long it may last; zero for ever
    /// @param idle       how long it goes on without input; zero for ever
    /// @param readOnly   whether whoever opens it only looks
    public record Order(
            String protocol,
            Optional<String> target,
            Map<String, String> parameters,
            Duration wall,
            Duration idle,
            boolean readOnly) {
        public Order {
            parameters = Map.copyOf(parameters);
        }

        /// Names the parameters alone: their values may be secret.
        @Override
        public String toString() {
            return "Order[protocol=" + protocol + ", target=" + target + ", parameters=" + parameters.keySet() + "]";
        }
    }

    /// What came of an order.
    public sealed interface Opening {
        record Opened(String session, Passes.Ticket ticket) implements Opening {}

        record Refused(Making.Refused why) implements Opening {}

        record UnknownTarget(String name) implements Opening {}

        /// The target says that parameter itself.
        record Conflict(String parameter) implements Opening {}
    }

    /// Makes a session and a ticket that opens it.
    public Opening open(Order order, By by) {
        Map<String, String> parameters = new HashMap<>(order.parameters());
        String protocol = order.protocol();
        if (order.target().isPresent()) {
            String name = order.target().get();
            Optional<Target> target = targets.find(name);
            Optional<Map<String, String>> given = targets.parameters(name);
            if (target.isEmpty() || given.isEmpty()) {
                return new Opening.UnknownTarget(name);
            }
            Optional<String> conflict =
                    parameters.keySet().stream().filter(Target::isOwn).findFirst();
            if (conflict.isPresent()) {
                return new Opening.Conflict(conflict.get());
            }
            parameters.putAll(given.get());
            protocol = protocol.isEmpty() ? target.get().protocol() : protocol;
            if (!protocol.equals(target.get().protocol())) {
                return new Opening.Conflict("protocol");
            }
        }
        SessionLimits limits = new SessionLimits(
                settings.ticket().plus(settings.linger()), settings.linger(), order.wall(), order.idle());
        return switch (gateway.sessions().make(new SessionRequest(protocol, parameters, limits))) {
            case Making.Refused refused -> new Opening.Refused(refused);
            case Making.Made(var session) -> {
                boolean readOnly = order.readOnly() || "true".equals(parameters.get("read-only"));
                Passes.Ticket ticket = passes.ticket(session.id(), new Rights(true, readOnly), settings.ticket());
                LockSupport.unpark(ticker);
                tell(What.TICKET_MADE, session.id(), by, order.target().orElse(""), "until " + ticket.expires());
                yield new Opening.Opened(session.id(), ticket);
            }
        };
    }

    /// Takes a seat by a ticket.
    public Passes.Entry enter(String session, String ticket, String name, By by) {
        Passes.Entry entry = passes.enter(Sessions.id(session), ticket, name, by.from());
        switch (entry) {
            case Passes.Entry.Seated(Seat seat, String secret) ->
                tell(What.TICKET_USED, seat.session(), by, seat.id(), describe(seat));
            case Passes.Entry.Refused(var why) ->
                tell(
                        What.TICKET_REFUSED,
                        Sessions.id(session),
                        by,
                        "",
                        why.name().toLowerCase(Locale.ROOT).replace('_', ' '));
        }
        return entry;
    }

    /// Takes a seat for the holder of the token.
    public Passes.Entry take(String session, boolean owner, boolean readOnly, String name, By by) {
        Passes.Entry entry = passes.take(Sessions.id(session), new Rights(owner, readOnly), name, by.from());
        if (entry instanceof Passes.Entry.Seated(Seat seat, String secret)) {
            tell(What.SEAT_TAKEN, seat.session(), by, seat.id(), describe(seat));
        }
        return entry;
    }

    private static String describe(Seat seat) {
        return (seat.rights().owner() ? "owner" : "guest")
                + (seat.rights().readOnly() ? ", " + DETAIL_READ_ONLY : "")
                + seat.share().map(share -> ", share " + share).orElse("");
    }

    /// The seat that a secret is of.
    public Optional<Seat> seat(String session, String secret) {
        return passes.seat(Sessions.id(session), secret);
    }

    /// How a seat's holder comes in.
    ///
    /// @param name what the person calls itself now; empty: as when the seat was taken
    public static Visitor visitor(Seat seat, String name, Visitor.Screen screen) {
        return new Visitor(
                seat.id(),
                name.isEmpty() ? seat.name() : name,
                seat.from(),
                seat.rights().owner(),
                seat.rights().readOnly(),
                screen);
    }

    // --- tubes of seats

    /// Answers a seat's offer with a tube whose channels carry its session.
    ///
    /// Errors: as [Gateway#createTube].
    public Tube tube(Seat seat, String name, Visitor.Screen screen, TubeWish wish) {
        Conversation conversation = new Conversation.VisitDialler(seat.session(), visitor(seat, name, screen));
        Tube tube = gateway.createTube(
                TubeRequest.answer("session", conversation, wish.offer()).withRelayOnly(wish.relayOnly()));
        Deque<String> own = tubes.computeIfAbsent(seat.id(), id -> new ArrayDeque<>());
        Optional<String> oldest = Optional.empty();
        synchronized (own) {
            own.addLast(tube.id());
            if (own.size() > MOST_TUBES) {
                oldest = Optional.of(own.removeFirst());
            }
        }
        oldest.flatMap(gateway::tube)
                .ifPresent(old -> old.close(CloseReason.of(CloseReason.Kind.CLIENT, "the seat has newer tubes")));
        if (!isSeated(seat)) {
            closeTubes(seat, CloseReason.of(CloseReason.Kind.CLIENT, "the seat is gone"));
        }
        return tube;
    }

    /// What the tube of a seat is to be; its answer carries all candidates.
    ///
    /// @param offer     base64 of SDP
    /// @param relayOnly use relayed candidates only
    public record TubeWish(String offer, boolean relayOnly) {}

    private boolean isSeated(Seat seat) {
        return gateway.sessions().find(seat.session()).isPresent();
    }

    /// A tube of a seat.
    public Optional<Tube> tube(Seat seat, String id) {
        Deque<String> own = tubes.get(seat.id());
        if (own == null) {
            return Optional.empty();
        }
        synchronized (own) {
            return own.contains(id) ? gateway.tube(id) : Optional.empty();
        }
    }

    private void closeTubes(Seat seat, CloseReason reason) {
        Deque<String> own = tubes.remove(seat.id());
        if (own != null) {
            List<String> all;
            synchronized (own) {
                all = List.copyOf(own);
            }
            all.forEach(id -> gateway.tube(id).ifPresent(tube -> tube.close(reason)));
        }
    }

    // --- shares

    /// Lets others in until a time; empty where the session has as many shares as it may have.
    public Optional<Passes.Shared> share(String session, String name, boolean readOnly, Duration validFor, By by) {
        Duration time = validFor.compareTo(settings.share()) > 0 ? settings.share() : validFor;
        Optional<Passes.Shared> shared = passes.share(Sessions.id(session), name, readOnly, time);
        LockSupport.unpark(ticker);
        shared.ifPresent(made -> tell(
                What.SHARE_MADE,
                made.share().session(),
                by,
                made.share().id(),
                "until " + made.share().expires() + (readOnly ? ", " + DETAIL_READ_ONLY : "")));
        return shared;
    }

    public List<Passes.Share> shares(String session) {
        return passes.shares(Sessions.id(session));
    }

    /// Ends a share, and sends away who came by it. False where there is none such.
    public boolean endShare(String session, String share, By by) {
        return endShare(Sessions.id(session), share, by, "ended");
    }

    private boolean endShare(String session, String share, By by, String how) {
        Optional<List<Seat>> seats = passes.endShare(session, share);
        seats.ifPresent(gone -> {
            CloseReason reason = CloseReason.of(CloseReason.Kind.ADMIN_CLOSED, "the share has " + how);
            for (Seat seat : gone) {
                gateway.sessions().dismiss(seat.session(), seat.id(), reason);
                closeTubesLater(seat, reason);
            }
            tell(What.SHARE_ENDED, session, by, share, how);
        });
        return seats.isPresent();
    }

    // --- what time and sessions bring

    /// Rests while there is nothing that may expire.
    private void tick() {
        while (true) {
            if (passes.mayExpire()) {
                LockSupport.parkNanos(this, TICK.toNanos());
            } else {
                LockSupport.park(this);
            }
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            for (Passes.Share share : passes.expire()) {
                endShare(share.session(), share.id(), new By("time", ""), "expired");
            }
        }
    }

    @Override
    public void on(SessionEvent event) {
        if (event instanceof SessionEvent.Ended ended) {
            for (Seat seat : passes.over(ended.id())) {
                closeTubesLater(seat, ended.reason());
            }
        }
    }

    private void closeTubesLater(Seat seat, CloseReason reason) {
        if (tubes.containsKey(seat.id())) {
            var _ = Thread.ofVirtual().name("seat-tubes").start(() -> {
                try {
                    Thread.sleep(LAST_WORDS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                closeTubes(seat, reason);
            });
        }
    }

    private void tell(What what, String session, By by, String subject, String detail) {
        audit.on(new AccessEvent(what, session, by.who(), by.from(), subject, detail));
    }

    /// Ends what it started; tickets and seats open nothing any more once the gateway is closed.
    @Override
    public void close() {
        ticker.interrupt();
    }
}
