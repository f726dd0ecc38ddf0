package dev.tubeway.internal.module;

import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.DisplayOptions;
import dev.tubeway.internal.display.grid.GridMeasure;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamEventLayout;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A session as a golden vector lays it out: see `abi/vectors/README.md`, "host".
///
/// Connections are sockets on the loopback interface, but for those that take only so many bytes.
final class VectorHost implements ModuleHost, AutoCloseable {
    final List<String> log = new ArrayList<>();
    final List<String> messages = new ArrayList<>();
    final List<String> required = new ArrayList<>();
    final ByteArrayOutputStream raw = new ByteArrayOutputStream();

    /// The other ends of connections, in the order they were made.
    final List<VectorPeer> peers = new ArrayList<>();

    /// Streams by handle.
    final Map<Integer, MemoryStream> streams = new HashMap<>();

    private final JsonNode words;
    private final VectorSsh ssh;
    private final Display display;
    private final ArrayDeque<JsonNode> events = new ArrayDeque<>();
    private final ArrayDeque<JsonNode> connections = new ArrayDeque<>();
    private Runnable onEnd = () -> {};
    private @Nullable Handles handles;

    /// A session without SSH.
    VectorHost(JsonNode words) {
        this(words, new VectorSsh());
    }

    VectorHost(JsonNode words, VectorSsh ssh) {
        this.words = words;
        this.ssh = ssh;
        ssh.layOut(words.path("ssh"));
        this.display = new Display(size(words), text -> {});
        display.onRaw(raw::write);
        words.path("events").forEach(events::add);
        words.path("connections").forEach(connections::add);
    }

    private static DisplayOptions size(JsonNode words) {
        DisplayOptions options = DisplayOptions.defaults();
        JsonNode screen = words.path("screen");
        if (screen.isObject()) {
            return options.withSize(
                    screen.path("width").asInt(), screen.path("height").asInt(), 96);
        }
        JsonNode grid = words.path("grid");
        if (!grid.isObject()) {
            return options;
        }
        try (var ruler = new Display(options, text -> {})) {
            int width = 1;
            int height = 1;
            GridMeasure measure = ruler.measure(width, height, 96);
            while (measure.columns() < grid.path("columns").asInt()) {
                measure = ruler.measure(++width, height, 96);
            }
            while (measure.rows() < grid.path("rows").asInt()) {
                measure = ruler.measure(width, ++height, 96);
            }
            return options.withSize(width, height, 96);
        }
    }

    /// Called when the guest takes the event END.
    void onEnd(Runnable action) {
        onEnd = action;
    }

    @Override
    public String sessionId() {
        return "vector";
    }

    @Override
    public void attach(Waker waker, Handles newHandles) {
        handles = newHandles;
    }

    @Override
    public Display display() {
        return display;
    }

    @Override
    public int event(byte[] target, int offset, int capacity) {
        JsonNode next = events.peek();
        if (next == null) {
            return Status.AGAIN;
        }
        JsonNode stream = next.path("stream");
        byte[] record = stream.isObject() ? record(stream) : VectorBytes.known(next);
        if (record.length > capacity) {
            return record.length;
        }
        events.remove();
        if (stream.isObject()) {
            var opened = new MemoryStream(stream, Integer.MAX_VALUE);
            int handle = handles == null ? 0 : handles.adopt(opened);
            streams.put(handle, opened);
            ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN).putInt(StreamEventLayout.HANDLE, handle);
        } else if (record[0] == EventKind.END) {
            onEnd.run();
        }
        System.arraycopy(record, 0, target, offset, record.length);
        return record.length;
    }

    private static byte[] record(JsonNode stream) {
        byte[] type = stream.path("type").asString().getBytes(StandardCharsets.UTF_8);
        byte[] name = stream.path("name").asString().getBytes(StandardCharsets.UTF_8);
        int length = StreamEventLayout.SIZE + type.length + name.length;
        return ByteBuffer.allocate(length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putShort((short) EventKind.STREAM)
                .putShort((short) 0)
                .putInt(length)
                .putLong(1)
                .putInt(0)
                .putInt(stream.path("purpose").asInt())
                .putInt(type.length)
                .putInt(name.length)
                .put(type)
                .put(name)
                .array();
    }

    @Override
    public boolean hasEvent() {
        return !events.isEmpty();
    }

    @Override
    public Optional<String> parameter(String name) {
        return text(words.path("params").path(name));
    }

    @Override
    public Optional<String> secret(String name) {
        return text(words.path("secrets").path(name));
    }

    private static Optional<String> text(JsonNode value) {
        return value.isString() ? Optional.of(value.asString()) : Optional.empty();
    }

    @Override
    public int require(List<String> names) {
        required.addAll(names);
        return 0;
    }

    @Override
    public SessionTarget target() {
        JsonNode target = words.path("target");
        return new SessionTarget(
                target.path("protocol").asString(""),
                target.path("host").asString(words.has("ssh") ? "target" : ""),
                target.path("port").asInt(0));
    }

    @Override
    public Dialled awaitTarget(Duration timeout) {
        return dial("", timeout);
    }

    @Override
    public int reach(String destination) {
        return 0;
    }

    @Override
    public Dialled dial(String destination, Duration timeout) {
        if (words.has("ssh")) {
            return dialSsh();
        }
        JsonNode next = connections.poll();
        if (next == null) {
            return new Dialled.Failed(Status.REFUSED, "no connection is left");
        }
        if (next.has("fails")) {
            return new Dialled.Failed(Puppet.status(next.path("fails").asString()), "as told");
        }
        if (next.has("takes")) {
            var stream = new MemoryStream(next, next.path("takes").asInt());
            streams.put(2 + peers.size(), stream);
            return new Dialled.Tunnelled(stream, "target");
        }
        VectorPeer peer = VectorPeer.open(next);
        peers.add(peer);
        return new Dialled.Connected(peer.guestSide(), "target", "target");
    }

    private Dialled dialSsh() {
        if (ssh.isEmpty()) {
            return new Dialled.Failed(Status.REFUSED, "no server is left");
        }
        JsonNode failing = ssh.failingDial();
        if (failing != null) {
            return new Dialled.Failed(
                    Puppet.status(failing.path("fails").asString()),
                    failing.path("why").asString());
        }
        VectorPeer peer = VectorPeer.open(words);
        peers.add(peer);
        return new Dialled.Connected(peer.guestSide(), "target", "target");
    }

    @Override
    public Opened openStream(int purpose, String type, String name) {
        return new Opened.Stream(new MemoryStream(words, Integer.MAX_VALUE));
    }

    @Override
    public int message(String text) {
        messages.add(text);
        return 0;
    }

    @Override
    public void log(int level, String text) {
        log.add(level + " " + text);
    }

    @Override
    public void close() {
        display.close();
        peers.forEach(VectorPeer::close);
    }
}
