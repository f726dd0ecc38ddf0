package dev.tubeway.server.guacd;

import dev.tubeway.session.Duplex;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLSocket;

/// A client behind TLS.
///
/// Ownership: owns the socket.
final class TlsDuplex implements Duplex {

    private static final int MOST_BYTES = 16 << 10;

    private final SSLSocket socket;
    private final InputStream in;
    private final OutputStream out;
    private final String peer;
    private byte[] reading = {};
    private byte[] writing = {};

    TlsDuplex(SSLSocket socket) throws IOException {
        this.socket = socket;
        this.in = socket.getInputStream();
        this.out = socket.getOutputStream();
        this.peer = String.valueOf(socket.getRemoteSocketAddress()).replaceFirst("^.*/", "");
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int most = Math.min(into.remaining(), MOST_BYTES);
        if (reading.length < most) {
            reading = new byte[most];
        }
        int n = in.read(reading, 0, most);
        if (n > 0) {
            into.put(reading, 0, n);
        }
        return n;
    }

    @Override
    public void write(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            int n = Math.min(from.remaining(), MOST_BYTES);
            if (writing.length < n) {
                writing = new byte[n];
            }
            from.get(writing, 0, n);
            out.write(writing, 0, n);
        }
    }

    @Override
    public void finish() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            // The client has gone: there is nobody to tell.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // The descriptor is gone either way.
        }
    }

    @Override
    public String peer() {
        return peer;
    }
}
