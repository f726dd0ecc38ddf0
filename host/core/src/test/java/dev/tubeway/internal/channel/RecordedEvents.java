package dev.tubeway.internal.channel;

import dev.tubeway.CloseReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Writes down what a decoder tells; the parts of a connection's payload are joined.
final class RecordedEvents implements ChannelEvents {
    final List<String> controls = new ArrayList<>();
    final Map<Integer, ByteArrayOutputStream> payload = new TreeMap<>();

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] copy = new byte[buffer.remaining()];
        buffer.get(copy);
        return copy;
    }

    private static String hex(ByteBuffer buffer) {
        return java.util.HexFormat.of().formatHex(bytes(buffer));
    }

    byte[] payload(int connection) {
        ByteArrayOutputStream out = payload.get(connection);
        return out == null ? new byte[0] : out.toByteArray();
    }

    @Override
    public void onData(int connection, ByteBuffer data) {
        payload.computeIfAbsent(connection, n -> new ByteArrayOutputStream()).writeBytes(bytes(data));
    }

    @Override
    public void onPing(ByteBuffer data) {
        controls.add("ping " + hex(data));
    }

    @Override
    public void onPong(ByteBuffer data) {
        controls.add("pong " + hex(data));
    }

    @Override
    public void onOpenConnection(int connection, ByteBuffer tail) {
        controls.add("open " + connection + " " + hex(tail));
    }

    @Override
    public void onCloseConnection(int connection, CloseReason reason) {
        controls.add("close " + connection + " " + reason.kind() + " " + reason.detail());
    }

    @Override
    public void onConnectionOpened(int connection) {
        controls.add("opened " + connection);
    }

    @Override
    public void onSendEof(int connection) {
        controls.add("eof " + connection);
    }

    @Override
    public void onCredit(int connection, int bytes) {
        controls.add("credit " + connection + " " + bytes);
    }

    @Override
    public void onRenewal(int code, int attempt, ByteBuffer description) {
        controls.add("renewal " + code + " " + attempt + " " + hex(description));
    }

    @Override
    public void onUdp(int code, ByteBuffer data) {
        controls.add("udp " + code + " " + hex(data));
    }

    @Override
    public void onIgnored(int code, int bytes) {
        controls.add("ignored " + code + " " + bytes);
    }
}
