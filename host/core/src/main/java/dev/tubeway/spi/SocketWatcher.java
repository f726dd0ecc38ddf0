package dev.tubeway.spi;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/// Tells when sockets are ready, so that a quiet one holds no thread.
///
/// Threading: any thread.
public interface SocketWatcher {

    /// Makes the socket non-blocking and watches it, for nothing yet.
    Watch watch(SocketChannel socket, Handler handler) throws IOException;

    /// Who is told, on a thread that many sockets share: it must not wait.
    interface Handler {
        void readable();

        void writable();
    }

    /// One socket that is watched.
    interface Watch {
        void wantRead(boolean wanted);

        void wantWrite(boolean wanted);

        /// Lets go of the socket, which has been closed before.
        void close();
    }
}
