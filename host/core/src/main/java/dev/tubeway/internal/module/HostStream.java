package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.Status;
import java.util.Optional;

/// A stream of bytes that a module holds by a handle: a target's socket, a file from the client, a clipboard.
///
/// Nothing here waits. A call that cannot go on says AGAIN, and the stream wakes its waker once that may have
/// changed; the runtime waits on several streams and the client's events with that one waker.
///
/// Units: bytes.   Errors: negative statuses of the ABI.
/// Threading: the module's thread calls; implementations are told things by other threads.
/// Ownership: the runtime closes it, when the module does or when the session ends. Borrows the arrays for
/// the time of the call.
public interface HostStream {

    /// There is something to read, or the end has come.
    int READABLE = 1;

    /// There is room to write.
    int WRITABLE = 2;

    /// The other end closed, or the stream broke; what was received before can still be read.
    int CLOSED = 4;

    /// Reads what is there, up to `length`.
    ///
    /// Errors: AGAIN, CLOSED once all was read, DENIED where this way is closed by nature, PEER_ERROR.
    int read(byte[] target, int offset, int length);

    /// Takes as much as there is room for; at least one byte, or AGAIN.
    ///
    /// Errors: AGAIN, CLOSED, DENIED where this way is closed by nature, PEER_ERROR.
    int write(byte[] source, int offset, int length);

    /// Tells the other end that nothing more comes; reading goes on.
    ///
    /// Errors: CLOSED.
    int shutdown();

    /// What is possible now: a sum of [#READABLE], [#WRITABLE], [#CLOSED].
    int ready();

    /// Asks to be woken when one of these becomes possible that is not now. Called before each wait; what is
    /// wanted holds until it happened once.
    ///
    /// @param wanted a sum of [#READABLE] and [#WRITABLE]; closing always wakes
    void want(int wanted);

    /// Whom to wake from now on. Called once, before any other method.
    void attach(Waker waker);

    /// What is known about the other end, by the number of the ABI's `StreamInfo`; empty where it is not.
    Optional<byte[]> info(int fact);

    /// What it is, for people: `target`, `file report.pdf`.
    String label();

    /// Frees what it holds; what was written is sent on where that needs no waiting. Idempotent.
    void close();

    /// Tells the client that opened the stream why nothing is wanted of it, and closes.
    ///
    /// Errors: INVALID where no client opened it; it stays open.
    ///
    /// @param status a status of the ABI
    /// @param why    for people
    default int refuse(int status, String why) {
        return Status.INVALID;
    }
}
