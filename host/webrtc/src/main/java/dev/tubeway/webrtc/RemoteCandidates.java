package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The candidates of the other side: checked, and kept until its description is there.
///
/// Threading: any thread but the callback thread; the lock is held while candidates are handed on, and no callback
/// takes it.
final class RemoteCandidates {
    static final int MAX_KEPT = 256;
    static final int MAX_CHARS = 1_024;

    private final ReentrantLock lock = new ReentrantLock();
    private final List<String> kept = new ArrayList<>();
    private @Nullable Sink sink;

    /// Where candidates go once there is a description.
    interface Sink {
        void add(String candidate) throws TransportException;
    }

    /// Hands a candidate on, or keeps it.
    ///
    /// Errors: BAD_CANDIDATE.
    void add(String candidate) throws TransportException {
        if (candidate.isEmpty()) {
            return;
        }
        check(candidate);
        lock.lock();
        try {
            if (sink != null) {
                sink.add(candidate);
            } else if (kept.size() < MAX_KEPT) {
                kept.add(candidate);
            } else {
                throw bad("more than " + MAX_KEPT + " came before the remote description");
            }
        } finally {
            lock.unlock();
        }
    }

    /// The remote description is there: kept candidates are handed on, and all later ones at once. One of them that
    /// turns out bad is dropped: whoever sent it is long gone.
    void open(Sink target) {
        lock.lock();
        try {
            sink = target;
            for (String candidate : kept) {
                try {
                    target.add(candidate);
                } catch (TransportException _) {
                    // Dropped, as said above.
                }
            }
            kept.clear();
        } finally {
            lock.unlock();
        }
    }

    private static void check(String candidate) throws TransportException {
        if (candidate.length() > MAX_CHARS) {
            throw bad("it is longer than " + MAX_CHARS + " characters");
        }
        if (!candidate.startsWith("candidate:")) {
            throw bad("it does not begin with candidate:");
        }
        if (!candidate.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
            throw bad("it has a character that is not printable ASCII");
        }
    }

    static TransportException bad(String what) {
        return new TransportException(
                Cause.BAD_CANDIDATE,
                "the text is no ICE candidate: " + what
                        + "; pass on what the other side told, `candidate:…`, or an empty one at the end");
    }
}
