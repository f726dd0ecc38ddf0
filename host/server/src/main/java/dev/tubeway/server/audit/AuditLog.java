package dev.tubeway.server.audit;

import dev.tubeway.session.ClientInfo;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// `audit.jsonl`: who did what, when and from where, one JSON object a line, oldest first;
/// `audit.1.jsonl` and so on are the ones before it.
///
/// Lines are written by a thread of its own; where the disk is slower than what happens, lines are left
/// out, and the log says how many.
///
/// Threading: any thread tells.
/// Ownership: owns its files' streams.
public final class AuditLog implements AccessEvent.Listener, SessionEvent.Listener, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(AuditLog.class.getName());
    private static final int MOST_WAITING = 16_384;
    private static final Map<String, Object> NOTHING = Map.of();
    private static final Duration LONGEST_END = Duration.ofSeconds(5);

    private final Path folder;
    private final long maxBytes;
    private final int files;
    private final BlockingQueue<Map<String, Object>> waiting = new ArrayBlockingQueue<>(MOST_WAITING);
    private final LongAdder left = new LongAdder();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final AtomicBoolean complained = new AtomicBoolean();
    private final Thread writer;
    private @Nullable OutputStream out;
    private long written;

    /// @param maxBytes of one file
    /// @param files    that are kept, 1 or more
    public AuditLog(Path folder, long maxBytes, int files) {
        this.folder = folder;
        this.maxBytes = maxBytes;
        this.files = files;
        this.writer = Thread.ofVirtual().name("audit").start(this::write);
    }

    @Override
    public void on(AccessEvent event) {
        Map<String, Object> line = line(event.what().label(), event.session());
        put(line, "who", event.who());
        put(line, "from", event.from());
        put(line, "subject", event.subject());
        put(line, "detail", event.detail());
        add(line);
    }

    @Override
    public void on(SessionEvent event) {
        switch (event) {
            case SessionEvent.Made(var id, var session) -> add(about("session_made", session));
            case SessionEvent.Started(var id, var session) -> add(about("session_started", session));
            case SessionEvent.Joined(var id, var client) -> add(about("session_joined", id, client));
            case SessionEvent.Left(var id, var client) -> {
                Map<String, Object> line = about("session_left", id, client);
                line.put("seconds", seconds(client.since()));
                line.put("bytesReceived", client.bytesIn());
                line.put("bytesSent", client.bytesOut());
                add(line);
            }
            case SessionEvent.Ended ended -> {
                Map<String, Object> line = about("session_ended", ended.session());
                line.put("seconds", seconds(ended.session().started()));
                line.put("reason", ended.reason().kind().label());
                put(line, "detail", ended.reason().detail());
                line.put("bytesReceived", ended.session().bytesIn());
                line.put("bytesSent", ended.session().bytesOut());
                add(line);
            }
        }
    }

    private static Map<String, Object> about(String what, SessionInfo session) {
        Map<String, Object> line = line(what, session.id());
        line.put("protocol", session.protocol());
        put(line, "target", session.target());
        return line;
    }

    private static Map<String, Object> about(String what, String id, ClientInfo client) {
        Map<String, Object> line = line(what, id);
        line.put("user", client.user());
        put(line, "who", client.name());
        line.put("from", client.peer());
        line.put("owner", client.owner());
        line.put("readOnly", client.readOnly());
        return line;
    }

    private static Map<String, Object> line(String what, String session) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("at", Instant.now().toString());
        line.put("what", what);
        put(line, "session", session);
        return line;
    }

    private static void put(Map<String, Object> line, String name, String value) {
        if (!value.isEmpty()) {
            line.put(name, value);
        }
    }

    private static double seconds(Instant since) {
        return Duration.between(since, Instant.now()).toMillis() / 1000.0;
    }

    private void add(Map<String, Object> line) {
        if (!waiting.offer(line)) {
            left.increment();
        }
    }

    private void write() {
        try {
            while (!closed.get() || !waiting.isEmpty()) {
                Map<String, Object> line = waiting.take();
                if (!line.isEmpty()) {
                    write(line);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            closeFile();
        }
    }

    private void write(Map<String, Object> line) {
        long lost = left.sumThenReset();
        if (lost > 0) {
            LOG.log(System.Logger.Level.WARNING, "the audit log left out lines: count={0}", lost);
        }
        byte[] json = (JsonMapper.shared().writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8);
        try {
            OutputStream file = file(json.length);
            file.write(json);
            file.flush();
            written += json.length;
            complained.set(false);
        } catch (IOException e) {
            closeFile();
            if (complained.compareAndSet(false, true)) {
                LOG.log(System.Logger.Level.WARNING, "the audit log cannot be written: folder=" + folder, e);
            }
        }
    }

    private OutputStream file(int more) throws IOException {
        OutputStream now = out;
        Path file = folder.resolve("audit.jsonl");
        if (now != null && written + more > maxBytes) {
            closeFile();
            for (int i = files - 1; i >= 1; i--) {
                Path from = i == 1 ? file : numbered(i - 1);
                if (Files.exists(from)) {
                    Files.move(from, numbered(i), StandardCopyOption.REPLACE_EXISTING);
                }
            }
            if (files == 1) {
                Files.deleteIfExists(file);
            }
            now = null;
        }
        if (now == null) {
            now = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            written = Files.size(file);
            out = now;
        }
        return now;
    }

    private Path numbered(int number) {
        return folder.resolve("audit." + number + ".jsonl");
    }

    private void closeFile() {
        OutputStream file = out;
        out = null;
        if (file != null) {
            try {
                file.close();
            } catch (IOException e) {
                // What was written is written.
            }
        }
    }

    /// Writes what waits.
    @Override
    public void close() {
        closed.set(true);
        // Wakes the writer; it does not wait where the queue is full.
        var _ = waiting.offer(NOTHING);
        try {
            if (!writer.join(LONGEST_END)) {
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
