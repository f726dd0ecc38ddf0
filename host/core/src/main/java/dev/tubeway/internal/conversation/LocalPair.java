package dev.tubeway.internal.conversation;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/// Two sockets of this machine that are joined: one for a connection's pump, one for whoever serves it.
///
/// Ownership: both go to the caller.
record LocalPair(SocketChannel near, SocketChannel far) {

    static LocalPair open() throws IOException {
        SocketChannel near = null;
        try (ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1);
            near = SocketChannel.open(door.getLocalAddress());
            near.setOption(StandardSocketOptions.TCP_NODELAY, true);
            SocketChannel far = door.accept();
            if (!far.getRemoteAddress().equals(near.getLocalAddress())) {
                far.close();
                throw new IOException("a stranger was faster on this machine");
            }
            return new LocalPair(near, far);
        } catch (IOException e) {
            if (near != null) {
                near.close();
            }
            throw e;
        }
    }
}
