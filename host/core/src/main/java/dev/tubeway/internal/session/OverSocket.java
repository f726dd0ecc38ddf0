package dev.tubeway.internal.session;

import dev.tubeway.session.Duplex;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/// A client whose bytes go through a socket as they are: the sessions use that, and tell what they write.
public interface OverSocket extends Duplex {

    /// The socket, connected.
    SocketChannel channel();

    /// Bytes that are written to it, in order; the buffer stays as it is.
    void heard(ByteBuffer written);
}
