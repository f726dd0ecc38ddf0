package dev.tubeway.internal.session;

import dev.tubeway.internal.module.HostStream;
import dev.tubeway.internal.module.Waker;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a module puts on its clients' clipboards: it is sent to all of them once it is whole.
///
/// Threading: the module's thread.
final class ClipboardToClients implements HostStream {

    private static final int MOST_BYTES = 256 << 10;

    private final Session session;
    private final String type;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private boolean closed;

    ClipboardToClients(Session session, String type) {
        this.session = session;
        this.type = type;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        return Status.DENIED;
    }

    /// What is longer than a clipboard may be is cut.
    @Override
    public int write(byte[] source, int offset, int length) {
        if (closed) {
            return Status.CLOSED;
        }
        bytes.write(source, offset, Math.min(length, MOST_BYTES - bytes.size()));
        return length;
    }

    @Override
    public int shutdown() {
        close();
        return 0;
    }

    @Override
    public int ready() {
        return WRITABLE | (closed ? CLOSED : 0);
    }

    @Override
    public void want(int wanted) {
        // It is always ready.
    }

    @Override
    public void attach(Waker waker) {
        // Nothing here changes but by the module.
    }

    @Override
    public Optional<byte[]> info(int fact) {
        return fact == StreamInfo.TYPE ? Optional.of(type.getBytes(StandardCharsets.UTF_8)) : Optional.empty();
    }

    @Override
    public String label() {
        return "clipboard";
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            session.broadcastClipboard(type, bytes.toByteArray());
        }
    }
}
