package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.display.ClipboardSink;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.View;
import dev.tubeway.internal.display.ViewOptions;
import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.internal.module.ModuleEnd;
import dev.tubeway.internal.module.ModuleRun;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.session.ClientInfo;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One session: a module that runs, the picture it draws, and the clients that look at it.
///
/// The owner opens it; it lives until its module returns or its last client has gone. What the module draws
/// goes to the [Display], from where each client's writer pulls it; what clients do comes to the module as
/// events.
///
/// Threading: any thread; the lock guards who is there and where the session stands, and is held for no I/O.
/// Ownership: owns the display, the events and the run.
final class Session {

    private static final System.Logger LOG = System.getLogger("dev.tubeway.session");
    private static final long GOODBYE_SECONDS = 3;
    private static final int MOST_UNSYNCED = 4;

    private final String id;
    private final Surroundings around;
    private final List<String> parameters;
    private final ModuleInfo info;
    private final Values values;
    private final Display display;
    private final EventQueue events;
    private final ModuleRun run;
    private final Target target;
    private final Input input;
    private final ModuleLimits limits;
    private final Instant started = Instant.now();
    private final CountDownLatch over = new CountDownLatch(1);

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Seat> seats = new ArrayList<>(1);
    private int users;
    private SessionInfo.State state = SessionInfo.State.ASKING;
    private @Nullable CloseReason reason;
    private long bytesInBefore;
    private long bytesOutBefore;

    /// @param parameters that clients are asked for, in order
    Session(
            String id,
            String protocol,
            LoadedModule module,
            List<String> parameters,
            ClientHello hello,
            Surroundings around) {
        this.id = id;
        this.parameters = parameters;
        this.around = around;
        this.info = module.info();
        this.values = new Values(
                info.parameters(), given(hello.values(), around.config().presets()));
        this.target = new Target(protocol, values, around);
        this.display = new Display(Looks.of(hello), new Copied());
        this.events = new EventQueue(display);
        this.input = new Input(display, events, hello.isTrue("disable-paste"), grants("clipboard"));
        this.limits = module.limits();
        this.run = module.open(new SessionHost(this, values, target, display, events), limits);
        input.size(display.width(), display.height(), display.dpi());
    }

    private static Map<String, String> given(Map<String, String> byClient, Map<String, String> presets) {
        Map<String, String> values = new HashMap<>(byClient);
        values.putAll(presets);
        return values;
    }

    /// Text that was selected with the mouse, and the wish to paste.
    private final class Copied implements ClipboardSink {
        @Override
        public void copied(String text) {
            broadcastClipboard("text/plain", text.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void pasteRequested() {
            input.paste();
        }
    }

    String id() {
        return id;
    }

    List<String> parameters() {
        return parameters;
    }

    /// Whether the operator lets the module use something.
    boolean grants(String capability) {
        return info.granted().contains(capability);
    }

    // --- clients

    /// Adds a client: it is ready, and sees the whole picture. Empty where the session is over or full.
    Door.Entered enter(Client client, ClientHello hello) {
        Seat seat;
        Seat owner;
        lock.lock();
        try {
            if (state == SessionInfo.State.ENDING || state == SessionInfo.State.ENDED) {
                return new Door.Entered.Refused(Answer.RESOURCE_NOT_FOUND, "No such connection.");
            }
            if (seats.size() >= around.config().maxClients()) {
                return new Door.Entered.Refused(
                        Answer.TOO_MANY, "the session has as many clients as it may have: " + seats.size());
            }
            boolean first = users == 0;
            View view = display.view(ViewOptions.defaults()
                    .withImageTypes(Set.copyOf(hello.image()))
                    .withMaxUnsynced(MOST_UNSYNCED));
            seat = new Seat(
                    this,
                    client,
                    new ClientStreams(client.wire(), this, first, hello.readOnly()),
                    hello,
                    ++users,
                    first,
                    view,
                    Instant.now());
            owner = owner();
            seats.add(seat);
        } finally {
            lock.unlock();
        }
        if (seat.owner()) {
            around.publish(new SessionEvent.Started(id, info()));
        }
        Wire wire = client.wire();
        wire.tell(out -> out.op("ready").arg(id).end());
        wire.ready();
        wire.show(seat.view());
        if (owner != null) {
            tellOwner(owner, 1, seat);
            input.joined(seat);
        }
        around.publish(new SessionEvent.Joined(id, seat.info()));
        return new Door.Entered.Seated(seat);
    }

    /// Tells the owner of users who come (1) and go (2).
    private static void tellOwner(Seat owner, int what, Seat who) {
        if (owner.hello().version().knowsMessages()) {
            owner.wire()
                    .tell(out -> out.op("msg")
                            .arg(what)
                            .arg(Integer.toString(who.user()))
                            .arg(who.hello().name())
                            .end());
        }
    }

    /// Takes a client out; the last one's leaving ends the session.
    void leave(Seat seat) {
        Seat owner;
        boolean last;
        lock.lock();
        try {
            if (!seats.remove(seat)) {
                return;
            }
            bytesInBefore += seat.client().received();
            bytesOutBefore += seat.wire().written();
            owner = owner();
            last = seats.isEmpty();
        } finally {
            lock.unlock();
        }
        seat.view().close();
        around.publish(new SessionEvent.Left(id, seat.info()));
        if (last) {
            cancel(CloseReason.of(CloseReason.Kind.CLIENT, "the last client has gone"));
        } else {
            if (owner != null) {
                tellOwner(owner, 2, seat);
            }
            input.left(seat);
        }
    }

    /// Who opened the session, while it is here.
    @Nullable
    Seat owner() {
        lock.lock();
        try {
            return !seats.isEmpty() && seats.getFirst().owner() ? seats.getFirst() : null;
        } finally {
            lock.unlock();
        }
    }

    private List<Seat> seats() {
        lock.lock();
        try {
            return List.copyOf(seats);
        } finally {
            lock.unlock();
        }
    }

    /// Takes an instruction of a client; false where the client leaves.
    boolean instruction(Seat seat, InstructionReader in) {
        return input.take(seat, in);
    }

    /// Sends a clipboard to every client.
    void broadcastClipboard(String type, byte[] bytes) {
        if (!values.isTrue("disable-copy")) {
            for (Seat seat : seats()) {
                seat.streams().clipboard(type, bytes);
            }
        }
    }

    // --- streams and values of clients

    boolean takesClipboard() {
        return input.takesClipboard();
    }

    void clipboard(String type, byte[] bytes) {
        input.clipboard(type, bytes);
    }

    boolean takesValue(String name) {
        return values.takes(name);
    }

    /// Sets a parameter by a client's `argv`.
    void value(String name, String value) {
        values.set(name, value);
        boolean otherCells = display.look(name, value);
        if (isAsking()) {
            startIfComplete();
            return;
        }
        if (otherCells) {
            // There are more or fewer of them now.
            input.size(display.width(), display.height(), display.dpi());
        }
        input.parameter(name, value, values.isSecret(name));
    }

    void stream(InboundStream stream, int purpose, String type, String name) {
        input.stream(stream, purpose, type, name);
    }

    /// Asks the owner for values; false where it cannot be asked.
    boolean ask(List<String> names) {
        Seat owner = owner();
        if (owner == null || !owner.hello().version().knowsRequired() || names.isEmpty()) {
            return false;
        }
        values.asked(names);
        owner.wire().tell(out -> {
            out.op("required");
            names.forEach(out::arg);
            out.end();
        });
        return true;
    }

    // --- the run

    /// Starts the module, or asks the owner first for what is missing.
    void begin() {
        List<String> missing = values.missing();
        if (missing.isEmpty()) {
            start();
        } else if (!ask(missing)) {
            cancel(CloseReason.of(
                    CloseReason.Kind.CONFIGURATION_ERROR,
                    "the connection's settings lack what the protocol needs: " + String.join(", ", missing)));
        }
    }

    private boolean isAsking() {
        lock.lock();
        try {
            return state == SessionInfo.State.ASKING;
        } finally {
            lock.unlock();
        }
    }

    private void startIfComplete() {
        if (values.missing().isEmpty()) {
            start();
        }
    }

    private void start() {
        lock.lock();
        try {
            if (state != SessionInfo.State.ASKING) {
                return;
            }
            state = SessionInfo.State.RUNNING;
        } finally {
            lock.unlock();
        }
        if (values.isTrue("enable-pipe")) {
            RawPipe.open(owner(), display);
        }
        var _ = Thread.ofVirtual().name("session-" + id).start(() -> ended(run.run()));
    }

    /// Ends the session: clients are told at once, the module is given time to return. The first reason counts.
    void cancel(CloseReason why) {
        boolean neverRan;
        lock.lock();
        try {
            if (reason != null) {
                return;
            }
            reason = why;
            neverRan = state == SessionInfo.State.ASKING;
            if (state != SessionInfo.State.ENDED) {
                state = SessionInfo.State.ENDING;
            }
        } finally {
            lock.unlock();
        }
        goodbye(why);
        input.end(why);
        run.cancel(why);
        if (neverRan) {
            // The run frees what it holds when it is run, and returns at once.
            var _ = Thread.ofVirtual().name("session-" + id).start(() -> ended(run.run()));
        }
    }

    private void goodbye(CloseReason why) {
        Optional<Answer> answer = Answer.of(why);
        String text = why.detail().isEmpty() ? why.kind().label() : why.detail();
        for (Seat seat : seats()) {
            seat.wire().end(answer, text);
        }
    }

    private void ended(ModuleEnd end) {
        CloseReason why;
        lock.lock();
        try {
            if (reason == null) {
                reason = end.reason();
            }
            why = reason;
            state = SessionInfo.State.ENDED;
        } finally {
            lock.unlock();
        }
        around.over(this);
        goodbye(why);
        events.close();
        awaitClients();
        SessionInfo last = info();
        display.close();
        over.countDown();
        SessionLog.ended(last, why, end, events.dropped());
        around.publish(new SessionEvent.Ended(id, last, why, report(end)));
        around.ended(last, why);
    }

    private Optional<String> report(ModuleEnd end) {
        if (end instanceof ModuleEnd.Faulted faulted) {
            return Optional.of(faulted.report());
        }
        if (end instanceof ModuleEnd.Cancelled cancelled && !cancelled.inTime()) {
            return Optional.of(info.name() + " " + info.version() + ": the module did not return in its grace time when"
                    + " its session ended: graceTime=" + limits.graceTime().toMillis() + " ms");
        }
        return Optional.empty();
    }

    /// Lets clients see the last picture and the reason before the picture is freed.
    private void awaitClients() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GOODBYE_SECONDS);
        for (Seat seat : seats()) {
            if (!seat.wire().awaitWritten(deadline - System.nanoTime())) {
                LOG.log(System.Logger.Level.DEBUG, "session={0}: a client did not take the last words", id);
            }
        }
    }

    /// Waits until the session is over; false where the time was too short.
    boolean awaitOver(long nanos) throws InterruptedException {
        return over.await(nanos, TimeUnit.NANOSECONDS);
    }

    /// Closes clients whose writers are stuck.
    void closeStuckClients(long now) {
        for (Seat seat : seats()) {
            seat.wire().closeIfStuck(now);
        }
    }

    byte[] screen() {
        return display.screenshot();
    }

    /// The session as it stands.
    SessionInfo info() {
        List<ClientInfo> clients = new ArrayList<>();
        SessionInfo.State now;
        long in;
        long out;
        lock.lock();
        try {
            in = bytesInBefore;
            out = bytesOutBefore;
            for (Seat seat : seats) {
                ClientInfo client = seat.info();
                clients.add(client);
                in += client.bytesIn();
                out += client.bytesOut();
            }
            now = state;
        } finally {
            lock.unlock();
        }
        return new SessionInfo(
                id,
                target.protocol(),
                info.name(),
                info.version(),
                target.label(),
                now,
                started,
                display.width(),
                display.height(),
                clients,
                in,
                out,
                now == SessionInfo.State.ASKING ? Optional.empty() : Optional.of(run.accounts()));
    }
}
