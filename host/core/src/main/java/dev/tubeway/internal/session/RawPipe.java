package dev.tubeway.internal.session;

import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.RawSink;
import org.jspecify.annotations.Nullable;

/// The undecoded output of a terminal, as the pipe `STDOUT` to the owner; for clients that want text.
///
/// Nothing of it is left out, so a module that writes faster than the client reads waits here.
final class RawPipe implements RawSink {

    private final OutboundStream stream;

    private RawPipe(OutboundStream stream) {
        this.stream = stream;
    }

    /// Opens the pipe, before the module runs.
    static void open(@Nullable Seat owner, Display display) {
        if (owner != null) {
            owner.streams()
                    .open("pipe", "application/octet-stream", "STDOUT")
                    .ifPresent(stream -> display.onRaw(new RawPipe(stream)));
        }
    }

    @Override
    public void raw(byte[] memory, int offset, int length) {
        try {
            if (!stream.writeAll(memory, offset, length)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
