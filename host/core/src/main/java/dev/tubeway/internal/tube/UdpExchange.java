package dev.tubeway.internal.tube;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.channel.Control;
import dev.tubeway.internal.channel.Frame;
import dev.tubeway.internal.conversation.UdpFrames;
import dev.tubeway.internal.conversation.UdpPath;
import dev.tubeway.internal.conversation.UdpRelay;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// The UDP associations of a channel: on the listening side the paths that clients send on, on the dialling
/// side the
/// relays that send for them. Datagrams are dropped where the channel is full.
///
/// Threading: messages come from the channel's callback thread; the rest from any.
/// Ownership: owns its relays.
final class UdpExchange implements AutoCloseable {

    /// Associations of a channel at once.
    private static final int MAX_ASSOCIATIONS = 256;

    /// Bytes that may wait in the channel before datagrams are dropped.
    private static final int BACKLOG_BYTES = 512 << 10;

    private final TubeChannel channel;
    private final ConnectionTable<Association> associations = new ConnectionTable<>();
    private final ConnectionTable<UdpRelay> relays = new ConnectionTable<>();

    UdpExchange(TubeChannel channel) {
        this.channel = channel;
    }

    /// Begins an association on the listening side.
    UdpPath associate(int clientPort, UdpPath.Receiver receiver) {
        Association association = new Association(channel.nextWireNumber(), receiver);
        associations.add(association.number, association);
        send(Control.UDP_ASSOCIATE, UdpFrames.encodePort(association.number, clientPort));
        return association;
    }

    /// Takes a UDP message of the peer.
    void onMessage(int code, ByteBuffer data) {
        switch (code) {
            case Control.UDP_ASSOCIATE -> onAssociate(data);
            case Control.UDP_PACKET -> onPacket(data);
            case Control.UDP_CLOSED -> onEnd(data);
            default -> {
                // Opened: datagrams may flow before it comes, so there is nothing to do.
            }
        }
    }

    private void onAssociate(ByteBuffer data) {
        if (!(UdpFrames.decodePort(data) instanceof UdpFrames.Port(int number, int port))) {
            channel.onIgnored(Control.UDP_ASSOCIATE, data.remaining());
            return;
        }
        CloseReason refusal = channel.tube().refusal(number);
        if (refusal != null || relays.size() >= MAX_ASSOCIATIONS) {
            send(Control.UDP_CLOSED, UdpFrames.encodeClosed(number));
            return;
        }
        UdpRelay relay = new UdpRelay(channel.tube().target(), (client, packet) -> answer(number, client, packet));
        if (relays.add(number, relay)) {
            send(Control.UDP_OPENED, UdpFrames.encodePort(number, port));
        } else {
            relay.close();
        }
    }

    private void answer(int number, InetSocketAddress client, ByteBuffer packet) {
        send(Control.UDP_PACKET, UdpFrames.encodeAnswer(number, client, packet));
    }

    private void onPacket(ByteBuffer data) {
        if (data.remaining() < 4) {
            channel.onIgnored(Control.UDP_PACKET, data.remaining());
            return;
        }
        int number = data.getInt(data.position());
        UdpRelay relay = relays.get(number);
        Association association = associations.get(number);
        if (relay != null
                && UdpFrames.decodeRequest(data)
                        instanceof UdpFrames.Request(int n, var client, var host, int port, var payload)) {
            relay.send(client, host, port, payload);
        } else if (association != null
                && UdpFrames.decodeAnswer(data) instanceof UdpFrames.Answer(int n, var client, var packet)) {
            association.receiver.onDatagram(client, packet);
        } else {
            channel.onIgnored(Control.UDP_PACKET, data.remaining());
        }
    }

    private void onEnd(ByteBuffer data) {
        if (UdpFrames.decodeClosed(data) instanceof UdpFrames.Closed(int number)) {
            end(number);
        }
    }

    private void end(int number) {
        UdpRelay relay = relays.get(number);
        if (relay != null) {
            relays.remove(number);
            channel.tube().inBackground(relay::close);
        }
        Association association = associations.get(number);
        if (association != null) {
            associations.remove(number);
            association.ended();
        }
    }

    /// Queues a message, unless it is a datagram and the channel is full.
    private void send(int code, ByteBuffer data) {
        boolean datagram = code == Control.UDP_PACKET;
        if (data.remaining() + 2 + Frame.OVERHEAD_BYTES > channel.maxMessageBytes()
                || (datagram && channel.sender().waitingBytes() > BACKLOG_BYTES)) {
            return;
        }
        channel.sender().control(Control.udp(channel.pool(), System.currentTimeMillis(), code, data));
    }

    /// Ends everything, with the channel.
    @Override
    public void close() {
        relays.all().forEach(relay -> channel.tube().inBackground(relay::close));
        associations.all().forEach(Association::ended);
    }

    /// An association of the listening side.
    private final class Association implements UdpPath {
        private final int number;
        private final Receiver receiver;
        private final AtomicBoolean over = new AtomicBoolean();

        Association(int number, Receiver receiver) {
            this.number = number;
            this.receiver = receiver;
        }

        @Override
        public void send(InetSocketAddress client, String host, int port, ByteBuffer data) {
            if (!over.get()) {
                UdpExchange.this.send(Control.UDP_PACKET, UdpFrames.encodeRequest(number, client, host, port, data));
            }
        }

        @Override
        public void close() {
            if (over.compareAndSet(false, true)) {
                associations.remove(number);
                UdpExchange.this.send(Control.UDP_CLOSED, UdpFrames.encodeClosed(number));
            }
        }

        private void ended() {
            if (over.compareAndSet(false, true)) {
                receiver.onClosed();
            }
        }
    }
}
