package dev.tubeway.internal.conversation;

import dev.tubeway.CloseReason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// A far side that a test plays by hand.
final class FakeOpener implements Opener {

    final BlockingQueue<Opened> opened = new LinkedBlockingQueue<>();
    final BlockingQueue<Associated> associated = new LinkedBlockingQueue<>();
    final boolean udp;
    volatile Runnable onForward = () -> {};

    FakeOpener(boolean udp) {
        this.udp = udp;
    }

    record Sent(InetSocketAddress client, String host, int port, String data) {}

    static final class Opened implements Opening {
        final SocketChannel client;
        final byte[] tail;
        final String target;
        final CompletableFuture<Optional<CloseReason>> answer = new CompletableFuture<>();
        final CompletableFuture<Boolean> started = new CompletableFuture<>();
        final CompletableFuture<CloseReason> abandoned = new CompletableFuture<>();

        Opened(SocketChannel client, byte[] tail, String target) {
            this.client = client;
            this.tail = tail;
            this.target = target;
        }

        @Override
        public Optional<CloseReason> await(Duration timeout) throws InterruptedException {
            try {
                return answer.get(timeout.toNanos(), TimeUnit.NANOSECONDS);
            } catch (TimeoutException e) {
                return Optional.of(CloseReason.of(CloseReason.Kind.TIMEOUT));
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void start() {
            started.complete(true);
        }

        @Override
        public void abandon(CloseReason reason) {
            abandoned.complete(reason);
            try {
                client.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Associated implements UdpPath {
        final int clientPort;
        final Receiver receiver;
        final BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
        final CompletableFuture<Boolean> closed = new CompletableFuture<>();

        Associated(int clientPort, Receiver receiver) {
            this.clientPort = clientPort;
            this.receiver = receiver;
        }

        @Override
        public void send(InetSocketAddress client, String host, int port, ByteBuffer data) {
            sent.add(new Sent(
                    client,
                    host,
                    port,
                    java.nio.charset.StandardCharsets.UTF_8
                            .decode(data.duplicate())
                            .toString()));
        }

        @Override
        public void close() {
            closed.complete(true);
        }
    }

    @Override
    public Opening open(SocketChannel client, byte[] tail, String target) {
        Opened opening = new Opened(client, tail, target);
        opened.add(opening);
        return opening;
    }

    @Override
    public void forward(SocketChannel client, String target) {
        onForward.run();
        open(client, new byte[0], target).start();
    }

    @Override
    public Optional<UdpPath> associate(int clientPort, UdpPath.Receiver receiver) {
        if (!udp) {
            return Optional.empty();
        }
        Associated path = new Associated(clientPort, receiver);
        associated.add(path);
        return Optional.of(path);
    }
}
