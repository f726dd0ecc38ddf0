package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.Status;

/// TLS over another stream, which may have been used in the clear before.
///
/// Threading: as [HostStream].
abstract sealed class EncryptedStream implements HostStream permits TlsStream, AnonymousTlsStream {
    final HostStream below;
    final Waker waker;

    /// Why nothing goes any more; 0 where it does.
    int failed;

    EncryptedStream(HostStream below, Waker waker) {
        this.below = below;
        this.waker = waker;
    }

    /// Goes on with the handshake: 0 once it is done, AGAIN while it waits for the peer.
    ///
    /// Errors: AUTH_FAILED where the certificate does not satisfy the options; CLOSED; PEER_ERROR.
    abstract int handshake();

    /// Has the waker woken when the handshake may go on.
    abstract void wantHandshake();

    /// Has something plain ready: a positive number, AGAIN, or why there will be nothing more.
    abstract int fill();

    /// Sends on what is enciphered: 0, AGAIN, or why not.
    abstract int flush();

    @Override
    public final int ready() {
        int filled = fill();
        int ready = filled == Status.AGAIN ? 0 : READABLE;
        if (filled < 0 && filled != Status.AGAIN) {
            ready |= CLOSED;
        }
        return flush() == 0 ? ready | WRITABLE : ready;
    }

    @Override
    public final void attach(Waker newWaker) {
        below.attach(newWaker);
    }

    @Override
    public final String label() {
        return below.label() + " (TLS)";
    }

    @Override
    public final void close() {
        if (failed == 0) {
            shutdown();
        }
        below.close();
    }
}
