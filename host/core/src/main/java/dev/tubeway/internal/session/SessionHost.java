package dev.tubeway.internal.session;

import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.module.ModuleHost;
import dev.tubeway.internal.module.Waker;
import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamPurpose;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A session, as its module sees it.
///
/// Threading: the module's thread.
final class SessionHost implements ModuleHost {

    private final Session session;
    private final Values values;
    private final Target target;
    private final Display display;
    private final EventQueue events;

    SessionHost(Session session, Values values, Target target, Display display, EventQueue events) {
        this.session = session;
        this.values = values;
        this.target = target;
        this.display = display;
        this.events = events;
    }

    @Override
    public String sessionId() {
        return session.id();
    }

    @Override
    public void attach(Waker waker, Handles handles) {
        events.attach(waker, handles);
    }

    @Override
    public Display display() {
        return display;
    }

    @Override
    public int event(byte[] memory, int offset, int capacity) {
        return events.take(memory, offset, capacity);
    }

    @Override
    public boolean hasEvent() {
        return !events.isEmpty();
    }

    @Override
    public Optional<String> parameter(String name) {
        return values.isSecret(name) ? Optional.empty() : values.find(name);
    }

    @Override
    public Optional<String> secret(String name) {
        return values.isSecret(name) ? values.find(name) : Optional.empty();
    }

    @Override
    public int require(List<String> names) {
        return session.ask(names) ? 0 : Status.UNSUPPORTED;
    }

    @Override
    public SessionTarget target() {
        return target.info();
    }

    @Override
    public Dialled dial(String destination, Duration timeout) {
        return target.dial(destination, timeout);
    }

    @Override
    public Dialled awaitTarget(Duration timeout) {
        return target.await(timeout);
    }

    @Override
    public int reach(String destination) {
        return target.reach(destination);
    }

    @Override
    public Opened openStream(int purpose, String type, String name) {
        if (purpose == StreamPurpose.CLIPBOARD) {
            return new Opened.Stream(new ClipboardToClients(session, type));
        }
        Seat owner = session.owner();
        if (owner == null) {
            return new Opened.Failed(Status.UNSUPPORTED);
        }
        String opcode = StreamPurpose.nameOf(purpose).toLowerCase(Locale.ROOT);
        Optional<OutboundStream> stream = owner.streams().open(opcode, type, name);
        return stream.isPresent() ? new Opened.Stream(stream.get()) : new Opened.Failed(Status.LIMIT);
    }

    @Override
    public int message(String text) {
        Seat owner = session.owner();
        if (owner == null) {
            return Status.UNSUPPORTED;
        }
        // A client that takes nothing is told nothing either.
        var _ = owner.wire().offer(out -> out.op("log").arg(text).end());
        return 0;
    }

    @Override
    public void log(int level, String text) {
        // Once a session ends its module's calls fail, and what it says of that is no fault of it.
        SessionLog.module(session.id(), session.isEnding() ? Math.max(level, LogLevel.DEBUG) : level, text);
    }
}
