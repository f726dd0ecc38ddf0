package dev.tubeway.internal.session;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.dial.AddressGuard;
import dev.tubeway.internal.dial.Admission;
import dev.tubeway.internal.dial.AllowList;
import dev.tubeway.internal.dial.Deadline;
import dev.tubeway.internal.dial.Dial;
import dev.tubeway.internal.dial.Dialler;
import dev.tubeway.internal.dial.Host;
import dev.tubeway.internal.dial.NameLookup;
import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.SessionStats;
import dev.tubeway.session.Sessions;
import dev.tubeway.spi.NameResolver;
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

/// The sessions of a gateway.
///
/// Threading: any thread.
/// Ownership: its sessions; the buffers are the gateway's.
public final class SessionRegistry implements Sessions {

    private static final System.Logger LOG = System.getLogger(SessionRegistry.class.getName());
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final String READ_ONLY = "read-only";

    /// What dials use that name no time of their own.
    private static final Duration LONGEST_DIAL = Duration.ofMinutes(10);

    private final SessionConfig config;
    private final Function<String, Optional<LoadedModule>> modules;
    private final BufferPool pool;
    private final Dialler dialler;
    private final boolean anyTarget;
    private final Admission targets;
    private final Admission others;

    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final Set<Client> clients = ConcurrentHashMap.newKeySet();
    private final CopyOnWriteArrayList<SessionEvent.Listener> listeners = new CopyOnWriteArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Thread ticker;
    private final Around around = new Around();
    private final Entry door = new Entry();

    private final LongAdder started = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder bytesIn = new LongAdder();
    private final LongAdder bytesOut = new LongAdder();
    private final Map<CloseReason.Kind, LongAdder> endings = new ConcurrentHashMap<>();

    /// @param modules finds the module that serves a protocol
    ///
    /// Errors: INVALID_SETTINGS for an entry of the lists that cannot be.
    public SessionRegistry(
            SessionConfig config,
            AddressPolicy policy,
            NameResolver resolver,
            Function<String, Optional<LoadedModule>> modules,
            BufferPool pool) {
        this.config = config;
        this.modules = modules;
        this.pool = pool;
        NameLookup lookup = new NameLookup(resolver);
        this.dialler = new Dialler(lookup);
        this.anyTarget = config.targetHosts().isEmpty() && config.targetPorts().isEmpty();
        // Who lists its targets names them, loopback included; what modules name is judged like any stranger's.
        AddressPolicy named = new AddressPolicy(true, true, policy.allowLinkLocal());
        this.targets = new Admission(
                AllowList.parse(config.targetHosts(), config.targetPorts()), new AddressGuard(named), lookup);
        this.others = new Admission(
                AllowList.parse(config.moduleHosts(), config.modulePorts()),
                new AddressGuard(policy.withAllowUnlisted(false)),
                lookup);
        this.ticker = Thread.ofVirtual().name("sessions-tick").start(this::tick);
    }

    @Override
    public void serve(Duplex duplex) {
        serve(new Client(duplex, door, config, pool, Optional.empty()), duplex);
    }

    /// As [#serve(Duplex)], for a client that does no handshake: it hears `ready` first.
    public void serve(Duplex duplex, Introduction introduction) {
        serve(new Client(duplex, door, config, pool, Optional.of(introduction)), duplex);
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
            if (closed.get()) {
                return new Found.Refused(Answer.SERVER_BUSY, "the gateway is stopping");
            }
            Optional<LoadedModule> module = modules.apply(protocol);
            if (module.isEmpty()) {
                return new Found.Refused(Answer.RESOURCE_NOT_FOUND, "no module here speaks the protocol " + protocol);
            }
            if (sessions.size() >= config.maxSessions()) {
                return new Found.Refused(
                        Answer.SERVER_BUSY, "the gateway has as many sessions as it may have: " + sessions.size());
            }
            LoadedModule found = module.get();
            return new Found.Open(parameters(found), (client, hello) -> open(protocol, found, client, hello));
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

    private Door.Entered open(String protocol, LoadedModule module, Client client, ClientHello hello) {
        Session session = new Session("$" + UUID.randomUUID(), protocol, module, parameters(module), hello, around);
        sessions.put(session.id(), session);
        started.increment();
        Door.Entered entered = session.enter(client, hello);
        if (closed.get()) {
            session.cancel(CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the gateway is stopping"));
        } else {
            session.begin();
        }
        return entered;
    }

    /// What sessions need of their registry.
    private final class Around implements Surroundings {
        @Override
        public SessionConfig config() {
            return config;
        }

        @Override
        public Dial dialTarget(String host, int port, Duration timeout) {
            Deadline deadline = deadline(timeout);
            return anyTarget
                    ? dialler.named(Host.parse(host), port, deadline)
                    : Dialler.admitted(targets, host, port, deadline);
        }

        @Override
        public Dial dialOther(String host, int port, Duration timeout) {
            return Dialler.admitted(others, host, port, deadline(timeout));
        }

        @Override
        public boolean reachesTarget(String host, int port) {
            return anyTarget || targets.allowsFar(host, port);
        }

        @Override
        public boolean reachesOther(String host, int port) {
            return others.allowsFar(host, port);
        }

        private Deadline deadline(Duration timeout) {
            boolean unlimited = timeout.isNegative() || timeout.compareTo(LONGEST_DIAL) > 0;
            return Deadline.after(unlimited ? LONGEST_DIAL : timeout);
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

    private void tick() {
        while (true) {
            try {
                Thread.sleep(TICK);
            } catch (InterruptedException e) {
                return;
            }
            long now = System.nanoTime();
            sessions.values().forEach(session -> session.closeStuckClients(now));
        }
    }

    @Override
    public List<SessionInfo> list() {
        return sessions.values().stream()
                .map(Session::info)
                .sorted(Comparator.comparing(SessionInfo::started))
                .toList();
    }

    @Override
    public Optional<SessionInfo> find(String id) {
        return session(id).map(Session::info);
    }

    private Optional<Session> session(String id) {
        return Optional.ofNullable(sessions.get(id.startsWith("$") ? id : "$" + id));
    }

    @Override
    public boolean terminate(String id, CloseReason reason) {
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
        return new SessionStats(sessions.size(), clients, started.sum(), ended, refused.sum(), in, out);
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
        ticker.interrupt();
    }
}
