package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A stream whose bytes are there from the start, and that takes so many.
final class MemoryStream implements HostStream {
    final ByteArrayOutputStream sent = new ByteArrayOutputStream();

    @Nullable
    String refused;

    private final JsonNode words;
    private final byte[] data;
    private int at;
    private int room;

    MemoryStream(JsonNode words, int room) {
        this.words = words;
        this.data = words.has("data") ? VectorBytes.known(words.path("data")) : new byte[0];
        this.room = room;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        int count = Math.min(length, data.length - at);
        System.arraycopy(data, at, target, offset, count);
        at += count;
        return count == 0 ? Status.CLOSED : count;
    }

    @Override
    public int write(byte[] source, int offset, int length) {
        int count = Math.min(length, room);
        sent.write(source, offset, count);
        room -= count;
        return count == 0 ? Status.AGAIN : count;
    }

    @Override
    public int shutdown() {
        return 0;
    }

    @Override
    public int ready() {
        return READABLE | (room > 0 ? WRITABLE : 0);
    }

    @Override
    public void want(int wanted) {
        // Nothing ever changes by itself.
    }

    @Override
    public void attach(Waker waker) {
        // Nothing ever changes by itself.
    }

    @Override
    public Optional<byte[]> info(int fact) {
        return switch (fact) {
            case StreamInfo.TYPE -> text("type");
            case StreamInfo.NAME -> text("name");
            default -> Optional.empty();
        };
    }

    private Optional<byte[]> text(String key) {
        return words.has(key)
                ? Optional.of(words.path(key).asString().getBytes(StandardCharsets.UTF_8))
                : Optional.empty();
    }

    @Override
    public String label() {
        return "memory";
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    @Override
    public int refuse(int status, String why) {
        refused = status + " " + why;
        return 0;
    }
}
