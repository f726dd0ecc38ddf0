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
import dev.tubeway.internal.thread.Nearby;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import dev.tubeway.session.SessionLimits;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
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
/// Its first client opens it; it lives until its module returns, or as long as its [Lifetime] says when its
/// clients are gone. What the module draws goes to the [Display], from where each client's writer pulls it; what
/// clients do comes to the module as events.
///
/// The class is long because module, picture, clients and lifetime meet here; each is a class of its own.
///
/// Threading: any thread; the lock guards where the session stands, and is held for no I/O.
/// Ownership: owns the display, the events and the run.
final class Session {

    private static final System.Logger LOG = System.getLogger("dev.tubeway.session");
    private static final long GOODBYE_SECONDS = 3;
    private static final int MOST_UNSYNCED = 4;
    private static final String TIMEZONE = "timezone";

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
    private final ModuleLimits moduleLimits;
    private final Lifetime lifetime;
    private final Audience audience;
    private final Instant started = Instant.now();
    private final CountDownLatch over = new CountDownLatch(1);

    private final ReentrantLock lock = new ReentrantLock();
    private SessionInfo.State state = SessionInfo.State.ASKING;
    private @Nullable CloseReason reason;

    /// @param parameters that clients are asked for, in order
    /// @param hello      what its first client said, with what its module is given
    Session(
            String id,
            String protocol,
            LoadedModule module,
            List<String> parameters,
            ClientHello hello,
            SessionLimits limits,
            Surroundings around) {
        this.id = id;
        this.parameters = parameters;
        this.around = around;
        this.lifetime = new Lifetime(limits);
        this.audience = new Audience(around.config().maxClients());
        this.info = module.info();
        this.values = new Values(info.parameters(), given(hello, around.config().presets()));
        this.target = new Target(protocol, values, around);
        this.display = new Display(Looks.of(hello), new Copied());
        this.events = new EventQueue(display);
        this.input = new Input(display, events, lifetime, hello.isTrue("disable-paste"), grants("clipboard"));
        this.moduleLimits = module.limits();
        this.run = module.open(new SessionHost(this, values, target, display, events), moduleLimits);
        input.size(display.width(), display.height(), display.dpi());
    }

    /// What the client gave, its own timezone where it named none, and over them what the operator sets.
    private Map<String, String> given(ClientHello hello, Map<String, String> presets) {
        Map<String, String> given = new HashMap<>(hello.values());
        if (!hello.timezone().isEmpty()
                && info.parameters().stream().anyMatch(p -> p.name().equals(TIMEZONE))) {
            given.putIfAbsent(TIMEZONE, hello.timezone());
        }
        given.putAll(presets);
        return given;
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

    /// Adds a client: it is ready, and sees the whole picture. The first one owns the session.
    Door.Entered enter(Client client, ClientHello hello) {
        return enter(client, hello, "", audience.isNew());
    }

    /// As [#enter(Client, ClientHello)], for a client that may take over its place.
    ///
    /// @param place names its place; may be empty
    Door.Entered enter(Client client, ClientHello hello, String place, boolean owner) {
        return switch (audience.come(place, user -> seat(client, hello, place, user, owner))) {
            case Audience.Coming.Refused(Answer answer, String text) -> new Door.Entered.Refused(answer, text);
            case Audience.Coming.Seated(Seat seat, Optional<Seat> replaced, var before) -> {
                replaced.ifPresent(this::replaced);
                lifetime.entered();
                welcome(seat, before);
                yield new Door.Entered.Seated(seat);
            }
        };
    }

    private Seat seat(Client client, ClientHello hello, String place, int user, boolean owner) {
        View view = display.view(
                ViewOptions.defaults().withImageTypes(Set.copyOf(hello.image())).withMaxUnsynced(MOST_UNSYNCED));
        var streams = new ClientStreams(client.wire(), this, owner, hello.readOnly());
        return new Seat(this, client, streams, hello, place, user, owner, view, Instant.now());
    }

    /// @param before who owned the session when the client came
    private void welcome(Seat seat, @Nullable Seat before) {
        if (seat.user() == 1) {
            around.publish(new SessionEvent.Started(id, info()));
        }
        Wire wire = seat.wire();
        wire.ready(out -> out.op("ready").arg(id).end());
        if (seat.user() > 1) {
            values.changeable().forEach(seat.streams()::value);
        }
        wire.show(seat.view());
        if (before != null && !seat.owner()) {
            tellOwner(before, 1, seat);
            input.joined(seat);
        }
        around.publish(new SessionEvent.Joined(id, seat.info()));
        if (seat.owner() && seat.user() > 1) {
            returned(seat);
        }
    }

    /// The owner is back, with a screen that may be another.
    private void returned(Seat owner) {
        if (!owner.readOnly()) {
            input.size(
                    owner.hello().width(), owner.hello().height(), owner.hello().dpi());
        }
        if (isAsking()) {
            begin();
        } else if (values.isTrue("enable-pipe")) {
            RawPipe.open(owner, display);
        }
    }

    /// Somebody else has the place of a client now.
    private void replaced(Seat seat) {
        input.letGo(seat);
        seat.view().close();
        around.publish(new SessionEvent.Left(id, seat.info()));
        seat.wire().end(Optional.of(Answer.SESSION_CONFLICT), "the session was opened in another place");
    }

    /// Tells the owner of users who come (1) and go (2).
    private static void tellOwner(Seat owner, int what, Seat who) {
        if (owner.hello().version().knowsMessages()) {
            var _ = owner.wire()
                    .offer(out -> out.op("msg")
                            .arg(what)
                            .arg(Integer.toString(who.user()))
                            .arg(who.hello().name())
                            .end());
        }
    }

    /// Takes a client out; the last one's leaving ends the session, unless it lingers.
    void leave(Seat seat) {
        // Its own thread comes here last, so that nothing it still did stays down.
        input.letGo(seat);
        if (!audience.go(seat)) {
            return;
        }
        seat.view().close();
        around.publish(new SessionEvent.Left(id, seat.info()));
        if (!audience.isEmpty()) {
            Seat owner = owner();
            if (owner != null) {
                tellOwner(owner, 2, seat);
            }
            input.left(seat);
        } else if (lifetime.lingers()) {
            lifetime.empty();
        } else {
            cancel(CloseReason.of(CloseReason.Kind.CLIENT, "the last client has gone"));
        }
    }

    /// Sends the client away that has a place; false where nobody has it.
    boolean dismiss(String place, CloseReason why) {
        Optional<Seat> seat = audience.find(place);
        seat.ifPresent(s -> {
            s.wire().end(Answer.of(why), words(why));
            leave(s);
        });
        return seat.isPresent();
    }

    /// Who opened the session, while it is here.
    @Nullable
    Seat owner() {
        return audience.owner();
    }

    /// Whether input finds room at once.
    boolean hasRoom() {
        return events.hasRoom();
    }

    /// Takes an instruction of a client; false where the client leaves.
    boolean instruction(Seat seat, InstructionReader in) {
        boolean stays = input.take(seat, in);
        if (!stays && seat.owner() && lifetime.lingers()) {
            cancel(CloseReason.of(CloseReason.Kind.CLIENT, "the owner has ended it"));
        }
        return stays;
    }

    /// Sends a clipboard to every client.
    void broadcastClipboard(String type, byte[] bytes) {
        if (!values.isTrue("disable-copy")) {
            for (Seat seat : audience.seats()) {
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
        if (values.changeable().containsKey(name)) {
            audience.seats().forEach(seat -> seat.streams().value(name, value));
        }
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
        return owner.wire().offer(out -> {
            out.op("required");
            names.forEach(out::arg);
            out.end();
        });
    }

    // --- the run

    /// Starts the module, or asks the owner first for what is missing.
    void begin() {
        List<String> missing = values.missing();
        if (missing.isEmpty()) {
            start();
        } else if (!ask(missing) && !(lifetime.lingers() && owner() == null)) {
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
        run();
    }

    private void run() {
        var _ = Nearby.start("session-" + id, () -> ended(run.run()));
    }

    /// Ends the session: clients are told at once, the module is given time to return. The first reason counts.
    void cancel(CloseReason why) {
        cancel(why, Answer.of(why));
    }

    private void cancel(CloseReason why, Optional<Answer> answer) {
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
        audience.close();
        goodbye(why, answer);
        input.end(why);
        run.cancel(why);
        if (neverRan) {
            // The run frees what it holds when it is run, and returns at once.
            run();
        }
    }

    /// Whether it is over, or about to be.
    boolean isEnding() {
        lock.lock();
        try {
            return reason != null;
        } finally {
            lock.unlock();
        }
    }

    private void goodbye(CloseReason why, Optional<Answer> answer) {
        String text = words(why);
        for (Seat seat : audience.seats()) {
            seat.wire().end(answer, text);
        }
    }

    private static String words(CloseReason why) {
        return why.detail().isEmpty() ? why.kind().label() : why.detail();
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
        audience.close();
        goodbye(why, Answer.of(why));
        events.close();
        awaitClients();
        SessionInfo last = info();
        display.close();
        over.countDown();
        SessionLog.ended(last, why, end, events.dropped());
        // Whoever hears of the end finds it counted.
        around.ended(last, why);
        around.publish(new SessionEvent.Ended(id, last, why, report(end)));
    }

    private Optional<String> report(ModuleEnd end) {
        if (end instanceof ModuleEnd.Faulted faulted) {
            return Optional.of(faulted.report());
        }
        if (end instanceof ModuleEnd.Cancelled cancelled && !cancelled.inTime()) {
            return Optional.of(info.name() + " " + info.version() + ": the module did not return in its grace time when"
                    + " its session ended: graceTime="
                    + moduleLimits.graceTime().toMillis() + " ms");
        }
        return Optional.empty();
    }

    /// Lets clients see the last picture and the reason before the picture is freed.
    private void awaitClients() {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(GOODBYE_SECONDS);
        for (Seat seat : audience.seats()) {
            if (!seat.wire().awaitWritten(deadline - System.nanoTime())) {
                LOG.log(System.Logger.Level.DEBUG, "session={0}: a client did not take the last words", id);
            }
        }
    }

    /// Waits until the session is over; false where the time was too short.
    boolean awaitOver(long nanos) throws InterruptedException {
        return over.await(nanos, TimeUnit.NANOSECONDS);
    }

    /// Does what time brings: ends the session when its time is up, and closes clients whose writers are stuck.
    void tick(long now) {
        lifetime.over(now).ifPresent(end -> cancel(end.reason(), Optional.of(end.answer())));
        for (Seat seat : audience.seats()) {
            seat.wire().closeIfStuck(now);
            seat.wire().tick(now);
        }
        input.lag(display.lag());
    }

    byte[] screen() {
        return display.screenshot();
    }

    /// The session as it stands.
    SessionInfo info() {
        Audience.Account account = audience.account();
        SessionInfo.State now;
        lock.lock();
        try {
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
                account.clients(),
                account.bytesIn(),
                account.bytesOut(),
                now == SessionInfo.State.ASKING ? Optional.empty() : Optional.of(run.accounts()));
    }
}
