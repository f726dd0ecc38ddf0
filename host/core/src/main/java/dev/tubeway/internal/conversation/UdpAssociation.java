package dev.tubeway.internal.conversation;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// The listening end of a UDP association: a datagram socket beside the client's TCP connection, which it
/// lives as long as.
///
/// Only the host of the TCP client may send here, and answers go only to ports that have sent: the far side
/// cannot aim datagrams at others. Where there is no room, datagrams are dropped.
///
/// Threading: [#run] on the handshake's thread; one virtual thread each for the two directions.
/// Ownership: owns the datagram socket and the path; borrows the TCP socket.
/// Source: RFC 1928 section 7.
final class UdpAssociation implements AutoCloseable, UdpPath.Receiver {

    /// Ports of the client's host that may send.
    static final int MAX_CLIENT_PORTS = 64;

    /// Answers that wait to be sent, bytes.
    static final int MAX_QUEUED_BYTES = 1 << 20;

    private static final System.Logger LOG = System.getLogger(UdpAssociation.class.getName());
    private static final int MAX_DATAGRAM = 65_535;

    private final SocketChannel control;
    private final InetAddress clientHost;
    private final DatagramChannel channel;
    private final InetSocketAddress local;
    private final Set<InetSocketAddress> clients = ConcurrentHashMap.newKeySet();
    private final BlockingQueue<Answer> answers = new ArrayBlockingQueue<>(1024);
    private final AtomicInteger queuedBytes = new AtomicInteger();
    private volatile @Nullable UdpPath path;
    private volatile @Nullable Thread sender;
    private volatile boolean closed;

    private record Answer(InetSocketAddress client, ByteBuffer packet) {}

    private UdpAssociation(SocketChannel control, InetAddress clientHost, DatagramChannel channel) throws IOException {
        this.control = control;
        this.clientHost = clientHost;
        this.channel = channel;
        this.local = (InetSocketAddress) channel.getLocalAddress();
    }

    /// Binds a socket on the address that the client reached; null where the far side knows no
    /// associations.
    static @Nullable UdpAssociation open(SocketChannel control, InetSocketAddress client, int clientPort, Opener opener)
            throws IOException {
        InetAddress address = ((InetSocketAddress) control.getLocalAddress()).getAddress();
        DatagramChannel channel = DatagramChannel.open(
                address instanceof Inet4Address ? StandardProtocolFamily.INET : StandardProtocolFamily.INET6);
        boolean opened = false;
        try {
            channel.bind(new InetSocketAddress(address, 0));
            UdpAssociation association = new UdpAssociation(control, client.getAddress(), channel);
            Optional<UdpPath> path = opener.associate(clientPort, association);
            opened = path.isPresent();
            association.path = path.orElse(null);
            return opened ? association : null;
        } finally {
            if (!opened) {
                AcceptLoop.closeQuietly(channel);
            }
        }
    }

    /// Where the client sends to.
    InetSocketAddress localAddress() {
        return local;
    }

    /// Carries datagrams until the client's TCP connection ends.
    void run() throws IOException {
        Thread.ofVirtual().name("tubeway-udp-in").start(this::receive);
        Thread thread = Thread.ofVirtual().name("tubeway-udp-out").unstarted(this::send);
        sender = thread;
        thread.start();
        ByteBuffer ignored = ByteBuffer.allocate(256);
        while (!closed && control.read(ignored.clear()) >= 0) {
            // What a client says here means nothing; its end does.
        }
    }

    @Override
    public void onDatagram(InetSocketAddress client, ByteBuffer packet) {
        int bytes = packet.remaining();
        if (closed || !clients.contains(client)) {
            return;
        }
        if (queuedBytes.addAndGet(bytes) > MAX_QUEUED_BYTES) {
            queuedBytes.addAndGet(-bytes);
            return;
        }
        ByteBuffer copy = ByteBuffer.allocate(bytes).put(packet.duplicate()).flip();
        if (!answers.offer(new Answer(client, copy))) {
            queuedBytes.addAndGet(-bytes);
        }
    }

    /// The far side has ended the association: so does the client's TCP connection, as the protocol wants.
    @Override
    public void onClosed() {
        AcceptLoop.closeQuietly(control);
    }

    @Override
    public void close() {
        closed = true;
        AcceptLoop.closeQuietly(channel);
        AcceptLoop.closeQuietly(control);
        UdpPath opened = path;
        if (opened != null) {
            opened.close();
        }
        Thread thread = sender;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void receive() {
        UdpPath to = path;
        ByteBuffer in = ByteBuffer.allocate(MAX_DATAGRAM);
        while (to != null && !closed) {
            try {
                InetSocketAddress from = (InetSocketAddress) channel.receive(in.clear());
                if (isTheClients(from)
                        && Socks5.decodeUdp(in.flip()) instanceof Socks5.Datagram(var host, var port, var data)) {
                    to.send(from, host, port, data);
                }
            } catch (IOException e) {
                failed(e);
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.ERROR, "a datagram could not be passed on", e);
                onClosed();
                return;
            }
        }
    }

    private boolean isTheClients(InetSocketAddress from) {
        if (!from.getAddress().equals(clientHost)) {
            return false;
        }
        return clients.contains(from) || (clients.size() < MAX_CLIENT_PORTS && clients.add(from));
    }

    private void send() {
        try {
            while (!closed) {
                Answer answer = answers.take();
                queuedBytes.addAndGet(-answer.packet().remaining());
                channel.send(answer.packet(), answer.client());
            }
        } catch (IOException e) {
            failed(e);
            onClosed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// An error of a live socket ends the association.
    private void failed(IOException e) {
        if (!closed) {
            LOG.log(System.Logger.Level.DEBUG, "UDP association failed: reason={0}", e.getMessage());
            onClosed();
        }
    }
}
