package dev.tubeway.internal.session;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.internal.thread.Ticker;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.Making;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.SessionLimits;
import dev.tubeway.session.SessionRequest;
import dev.tubeway.session.SessionStats;
import dev.tubeway.session.Sessions;
import dev.tubeway.session.SocketDuplex;
import dev.tubeway.session.Visitor;
import dev.tubeway.spi.NameResolver;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.stream.Stream;

/// The sessions of a gateway.
///
/// Threading: any thread.
/// Ownership: its sessions; the buffers and the loop are the gateway's.
public final class SessionRegistry implements Sessions {

    private static final System.Logger LOG = System.getLogger(SessionRegistry.class.getName());
    private static final String READ_ONLY = "read-only";
    private static final String STOPPING = "the gateway is stopping";
    private static final CloseReason FORGOTTEN =
            CloseReason.of(CloseReason.Kind.TIMEOUT, "no client came to the session");

    private final SessionConfig config;
    private final Function<String, Optional<LoadedModule>> modules;
    private final BufferPool pool;
    private final Reach reach;

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Map<String, WaitingSession> waiting = new ConcurrentHashMap<>();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<SessionEvent.Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Ticker ticker;
    private final SocketLoop loop;
    private final Around around = new Around();
    private final Entry door = new Entry();

    private final LongAdder started = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final Map<CloseReason.Kind, LongAdder> endings = new ConcurrentHashMap<>();

    /// @param modules finds the module that serves a protocol
    /// @param loop    watches the sockets of clients; best the one that watches those of modules
    ///
    /// Errors: INVALID_SETTINGS for an entry of the lists that cannot be.
    public SessionRegistry(
            SessionConfig config,
            AddressPolicy policy,
            NameResolver resolver,
            Function<String, Optional<LoadedModule>> modules,
            SocketLoop loop,
            BufferPool pool) {
        this.config = config;
        this.loop = loop;
        this.modules = modules;
        this.pool = pool;
        this.reach = new Reach(config, policy, resolver);
        this.ticker = Ticker.start("sessions-tick", () -> !sessions.isEmpty() || !waiting.isEmpty(), this::tick);
    }

    @Override
    public void serve(Duplex duplex) {
        serve(duplex, duplex.peer(), Optional.empty());
    }

    /// As [#serve(Duplex)], for a client that does no handshake: it hears `ready` first.
    public void serve(Duplex duplex, Introduction words) {
        serve(duplex, duplex.peer(), Optional.of(client -> switch (door.select(words.protocol())) {
            case Door.Found.Open open -> open.entrance().enter(client, words.hello(open.parameters()));
            case Door.Found.Refused(Answer answer, String text) -> new Door.Entered.Refused(answer, text);
        }));
    }

    @Override
    public void serve(Duplex duplex, String id, Visitor visitor) {
        String from = visitor.from().isEmpty() ? duplex.peer() : visitor.from();
        serve(duplex, from, Optional.of(client -> visit(client, Sessions.id(id), visitor)));
    }

    private void serve(Duplex duplex, String from, Optional<Door.Arrival> arrival) {
        Duplex watched = watched(duplex);
        serve(new Client(watched, from, door, config, pool, arrival), watched);
    }

    /// What is a plain socket is watched by a loop, so that its client's keys wake one thread less.
    private Duplex watched(Duplex duplex) {
        try {
            return duplex instanceof SocketDuplex plain ? new WatchedSocket(plain, loop) : duplex;
        } catch (IOException e) {
            // It broke, or the gateway stops: whoever reads it is told.
            duplex.close();
            return duplex;
        }
    }

    private void serve(Client client, Duplex duplex) {
        clients.add(client);
        try {
            if (!client.run()) {
                refused.increment();
            }
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.ERROR, "serving a client failed: peer=" + client.peer(), e);
        } finally {
            clients.remove(client);
            bytesIn.add(client.received());
            bytesOut.add(client.wire().written());
            duplex.close();
        }
    }

    /// Where clients come in.
    private final class Entry implements Door {
        @Override
        public Found select(String protocol) {
            return switch (place(protocol)) {
                case Place.Free(LoadedModule module) ->
                    new Found.Open(parameters(module), (client, hello) -> open(protocol, module, client, hello));
                case Place.None(var why, String text) ->
                    new Found.Refused(
                            why == Making.Why.UNKNOWN_PROTOCOL ? Answer.RESOURCE_NOT_FOUND : Answer.SERVER_BUSY, text);
            };
        }

        @Override
        public Found join(String id) {
            Session session = sessions.get(id);
            return session == null
                    ? new Found.Refused(Answer.RESOURCE_NOT_FOUND, "No such connection.")
                    : new Found.Open(session.parameters(), session::enter);
        }
    }

    private static List<String> parameters(LoadedModule module) {
        List<String> names = new ArrayList<>();
        for (ModuleParameter parameter : module.info().parameters()) {
            names.add(parameter.name());
        }
        if (!names.contains(READ_ONLY)) {
            names.add(READ_ONLY);
        }
        return names;
    }

    /// Whether there is room for one session more, and who speaks its protocol.
    private sealed interface Place {
        record Free(LoadedModule module) implements Place {}

        record None(Making.Why why, String text) implements Place {}
    }

    private Place place(String protocol) {
        if (closed.get()) {
            return new Place.None(Making.Why.STOPPING, STOPPING);
        }
        Optional<LoadedModule> module = modules.apply(protocol);
        if (module.isEmpty()) {
            return new Place.None(Making.Why.UNKNOWN_PROTOCOL, "no module here speaks the protocol " + protocol);
        }
        int there = sessions.size() + waiting.size();
        if (there >= config.maxSessions()) {
            return new Place.None(Making.Why.FULL, "the gateway has as many sessions as it may have: " + there);
        }
        return new Place.Free(module.get());
    }

    private Door.Entered open(String protocol, LoadedModule module, Client client, ClientHello hello) {
        Session session = begun(newId(), protocol, module, hello, SessionLimits.NONE);
        Door.Entered entered = session.enter(client, hello);
        beginOrEnd(session);
        return entered;
    }

    private static String newId() {
        return "$" + UUID.randomUUID();
    }

    private Session begun(String id, String protocol, LoadedModule module, ClientHello hello, SessionLimits limits) {
        Session session = new Session(id, protocol, module, parameters(module), hello, limits, around);
        sessions.put(id, session);
        ticker.wake();
        started.increment();
        return session;
    }

    private void beginOrEnd(Session session) {
        if (closed.get()) {
            session.cancel(CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, STOPPING));
        } else {
            session.begin();
        }
    }

    @Override
    public Making make(SessionRequest request) {
        return switch (place(request.protocol())) {
            case Place.None(var why, String text) -> new Making.Refused(why, text);
            case Place.Free(LoadedModule module) -> {
                WaitingSession made = new WaitingSession(newId(), request, module);
                waiting.put(made.id(), made);
                ticker.wake();
                SessionInfo info = made.info(SessionInfo.State.WAITING);
                around.publish(new SessionEvent.Made(made.id(), info));
                if (closed.get()) {
                    end(made, CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, STOPPING));
                }
                yield new Making.Made(info);
            }
        };
    }

    /// The first visitor of a session that waits begins it.
    private Door.Entered visit(Client client, String id, Visitor visitor) {
        WaitingSession made = waiting.get(id);
        Session session = sessions.get(id);
        if (made != null && session == null) {
            session = made.begin(visitor, hello -> begun(id, made, hello)).orElse(null);
        }
        if (session == null) {
            return new Door.Entered.Refused(Answer.RESOURCE_NOT_FOUND, "No such connection.");
        }
        Door.Entered entered = session.enter(client, ClientHello.of(visitor), visitor.place(), visitor.owner());
        if (made != null && waiting.remove(id, made)) {
            beginOrEnd(session);
        }
        return entered;
    }

    private Session begun(String id, WaitingSession made, ClientHello hello) {
        return begun(
                id,
                made.request().protocol(),
                made.module(),
                hello,
                made.request().limits());
    }

    /// Ends a session that nobody came to; false where somebody did.
    private boolean end(WaitingSession made, CloseReason reason) {
        if (!made.end()) {
            return false;
        }
        waiting.remove(made.id());
        around.publish(new SessionEvent.Ended(made.id(), made.info(SessionInfo.State.ENDED), reason, Optional.empty()));
        return true;
    }

    @Override
    public boolean dismiss(String id, String place, CloseReason reason) {
        return session(id).map(session -> session.dismiss(place, reason)).orElse(false);
    }

    /// What sessions need of their registry.
    private final class Around implements Surroundings {
        @Override
        public SessionConfig config() {
            return config;
        }

        @Override
        public Dial dialTarget(String host, int port, Duration timeout) {
            return reach.target(host, port, timeout);
        }

        @Override
        public Dial awaitTarget(String host, int port, Duration timeout) {
            return reach.awaited(host, port, timeout);
        }

        @Override
        public Dial dialOther(String host, int port, Duration timeout) {
            return reach.other(host, port, timeout);
        }

        @Override
        public boolean reachesTarget(String host, int port) {
            return reach.mayNameTarget(host, port);
        }

        @Override
        public boolean reachesOther(String host, int port) {
            return reach.mayNameOther(host, port);
        }

        @Override
        public void publish(SessionEvent event) {
            for (SessionEvent.Listener listener : listeners) {
                try {
                    listener.on(event);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "a listener of sessions failed", e);
                }
            }
        }

        @Override
        public void over(Session session) {
            sessions.remove(session.id());
        }

        @Override
        public void ended(SessionInfo last, CloseReason reason) {
            endings.computeIfAbsent(reason.kind(), k -> new LongAdder()).increment();
        }
    }

    private void tick(long now) {
        for (Session session : sessions.values()) {
            session.tick(now);
        }
        for (WaitingSession made : waiting.values()) {
            if (made.isForgotten(now)) {
                end(made, FORGOTTEN);
            }
        }
    }

    @Override
    public List<SessionInfo> list() {
        return Stream.concat(
                        sessions.values().stream().map(Session::info),
                        waiting.values().stream()
                                .filter(made -> !sessions.containsKey(made.id()))
                                .map(made -> made.info(SessionInfo.State.WAITING)))
                .sorted(Comparator.comparing(SessionInfo::started))
                .toList();
    }

    @Override
    public Optional<SessionInfo> find(String id) {
        return session(id)
                .map(Session::info)
                .or(() -> Optional.ofNullable(waiting.get(Sessions.id(id)))
                        .map(made -> made.info(SessionInfo.State.WAITING)));
    }

    private Optional<Session> session(String id) {
        return Optional.ofNullable(sessions.get(Sessions.id(id)));
    }

    @Override
    public boolean terminate(String id, CloseReason reason) {
        WaitingSession made = waiting.get(Sessions.id(id));
        if (made != null && end(made, reason)) {
            return true;
        }
        Optional<Session> session = session(id);
        session.ifPresent(s -> s.cancel(reason));
        return session.isPresent();
    }

    @Override
    public Optional<byte[]> screen(String id) {
        return session(id).map(Session::screen);
    }

    @Override
    public SessionStats stats() {
        Map<CloseReason.Kind, Long> ended = new EnumMap<>(CloseReason.Kind.class);
        endings.forEach((kind, count) -> ended.put(kind, count.sum()));
        int clients = 0;
        long in = bytesIn.sum();
        long out = bytesOut.sum();
        for (SessionInfo session : list()) {
            clients += session.clients().size();
            for (var client : session.clients()) {
                in += client.bytesIn();
                out += client.bytesOut();
            }
        }
        return new SessionStats(
                sessions.size() + waiting.size(), clients, started.sum(), ended, refused.sum(), in, out);
    }

    @Override
    public Gateway.Subscription subscribe(SessionEvent.Listener listener) {
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    @Override
    public void close(Duration grace, CloseReason reason) {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        waiting.values().forEach(made -> end(made, reason));
        List<Session> all = List.copyOf(sessions.values());
        all.forEach(session -> session.cancel(reason));
        long deadline = System.nanoTime() + grace.toNanos();
        // Those of sessions have heard it; the others are in their handshakes.
        for (Client client : clients) {
            client.wire().end(Answer.of(reason), reason.detail());
        }
        try {
            for (Session session : all) {
                if (!session.awaitOver(deadline - System.nanoTime())) {
                    LOG.log(System.Logger.Level.WARNING, "session={0} did not end in time", session.id());
                }
            }
            for (Client client : clients) {
                client.wire().awaitWritten(deadline - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ticker.close();
    }
}
