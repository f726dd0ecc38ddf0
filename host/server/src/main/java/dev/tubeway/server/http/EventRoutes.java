package dev.tubeway.server.http;

import dev.tubeway.server.settings.ServerSettings;
import io.helidon.http.HeaderNames;
import io.helidon.http.sse.SseEvent;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.helidon.webserver.sse.SseSink;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// `GET /v1/events`: the event stream.
///
/// Each client is served by its own virtual thread from its place in the [EventLog]; the gateway waits for none of
/// them. A client that does not read is cut: a watch sees that a write takes too long and interrupts its thread, which
/// closes the socket.
///
/// Source: WHATWG HTML, "Server-sent events".
final class EventRoutes implements AutoCloseable {
    private static final Logger LOG = System.getLogger(EventRoutes.class.getName());

    private final EventLog log;
    private final Duration heartbeat;
    private final Duration writeTimeout;
    private final Semaphore slots;
    private final int maxStreams;
    private final Set<Stream> streams = ConcurrentHashMap.newKeySet();
    private final Thread watch;
    private volatile boolean closed;

    EventRoutes(EventLog log, ServerSettings.Events settings) {
        this.log = log;
        this.heartbeat = settings.heartbeat();
        this.writeTimeout = settings.writeTimeout();
        this.maxStreams = settings.maxStreams();
        this.slots = new Semaphore(maxStreams);
        this.watch = Thread.ofVirtual().name("event-stream-watch").start(this::watch);
    }

    void stream(ServerRequest request, ServerResponse response) {
        Optional<String> last = request.headers().first(HeaderNames.create("Last-Event-ID"));
        Optional<String> tube = request.query().first("tubeId").asOptional();
        Optional<String> session = request.query().first("sessionId").asOptional();
        Predicate<Happening> wanted = what -> (tube.isEmpty() || what.tubeId().equals(tube))
                && (session.isEmpty() || what.sessionId().equals(session));
        if (!slots.tryAcquire()) {
            throw new ProblemException(
                    ProblemType.TOO_MANY_STREAMS,
                    "at most " + maxStreams + " clients may watch events: events.maxStreams=" + maxStreams,
                    null,
                    Map.of("Retry-After", "5"));
        }
        Stream stream = new Stream(Thread.currentThread());
        streams.add(stream);
        LockSupport.unpark(watch);
        try (SseSink sink = response.header("X-Accel-Buffering", "no").sink(SseSink.TYPE)) {
            follow(stream, sink, last, wanted);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            streams.remove(stream);
            stream.served();
            slots.release();
        }
    }

    private void follow(Stream stream, SseSink sink, Optional<String> last, Predicate<Happening> wanted)
            throws InterruptedException {
        long place = log.newest();
        Optional<Long> resumed = last.flatMap(log::place);
        if (last.isPresent() && resumed.isEmpty()) {
            reset(stream, sink, place);
        } else {
            place = resumed.orElse(place);
            stream.emit(
                    sink,
                    SseEvent.builder()
                            .comment("following")
                            .id(log.id(place))
                            .data(SseEvent.NO_DATA)
                            .build());
        }
        while (true) {
            switch (log.await(place, heartbeat)) {
                case EventLog.Found.Events(var entries) -> {
                    for (EventLog.Entry entry : entries) {
                        place = entry.sequence();
                        if (wanted.test(entry.what())) {
                            tell(stream, sink, entry);
                        }
                    }
                }
                case EventLog.Found.Nothing() ->
                    stream.emit(
                            sink,
                            SseEvent.builder()
                                    .comment("heartbeat")
                                    .data(SseEvent.NO_DATA)
                                    .build());
                case EventLog.Found.Forgotten() -> {
                    place = log.newest();
                    reset(stream, sink, place);
                }
                case EventLog.Found.Ended() -> {
                    return;
                }
            }
        }
    }

    private void tell(Stream stream, SseSink sink, EventLog.Entry entry) {
        EventViews.Named named = EventViews.of(entry.at(), entry.what());
        stream.emit(
                sink,
                SseEvent.builder()
                        .id(log.id(entry.sequence()))
                        .name(named.name())
                        .data(Json.text(named.body()))
                        .build());
    }

    private void reset(Stream stream, SseSink sink, long place) {
        EventViews.Reset body = new EventViews.Reset(
                log.id(place), "events were missed: read the tubes and sessions again, then go on from here");
        stream.emit(
                sink,
                SseEvent.builder()
                        .id(log.id(place))
                        .name("reset")
                        .data(Json.text(body))
                        .build());
    }

    /// Cuts off clients that do not read; rests while there are none.
    private void watch() {
        long gap = TimeUnit.MILLISECONDS.toNanos(Math.max(10, writeTimeout.toMillis() / 4));
        while (!closed) {
            if (streams.isEmpty()) {
                LockSupport.park(this);
            } else {
                LockSupport.parkNanos(this, gap);
            }
            long now = System.nanoTime();
            for (Stream stream : streams) {
                if (stream.cutIfStuck(now, writeTimeout)) {
                    LOG.log(Level.DEBUG, "event stream cut: the client does not read");
                }
            }
        }
    }

    /// Clients that watch now.
    int open() {
        return streams.size();
    }

    /// Ends every stream.
    @Override
    public void close() {
        log.close();
        closed = true;
        LockSupport.unpark(watch);
    }

    /// One client. The lock keeps an interrupt from reaching the thread after it has left the stream.
    private static final class Stream {
        private final Thread thread;
        private boolean writing;
        private boolean served;
        private long since;

        Stream(Thread thread) {
            this.thread = thread;
        }

        void emit(SseSink sink, SseEvent event) {
            mark(true);
            try {
                sink.emit(event);
            } finally {
                mark(false);
            }
        }

        private synchronized void mark(boolean value) {
            writing = value;
            since = System.nanoTime();
        }

        synchronized boolean cutIfStuck(long now, Duration limit) {
            if (served || !writing || now - since < limit.toNanos()) {
                return false;
            }
            served = true;
            thread.interrupt();
            return true;
        }

        synchronized void served() {
            served = true;
        }
    }
}
