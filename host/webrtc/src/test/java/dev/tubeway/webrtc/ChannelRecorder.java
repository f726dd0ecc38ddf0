package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportChannel;
import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// Keeps what a channel tells: copies of the messages (unless told not to), the opening, the close.
final class ChannelRecorder implements TransportChannel.Listener {
    final LinkedBlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
    final CountDownLatch open = new CountDownLatch(1);
    final CountDownLatch closed = new CountDownLatch(1);

    volatile boolean keepsMessages = true;

    @Override
    public void onOpen() {
        open.countDown();
    }

    @Override
    public void onMessage(ByteBuffer data, boolean binary) {
        if (!keepsMessages) {
            return;
        }
        byte[] copy = new byte[data.remaining()];
        data.duplicate().get(copy);
        messages.add(copy);
    }

    @Override
    public void onClosed() {
        closed.countDown();
    }

    byte[] next() throws InterruptedException {
        byte[] message = messages.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (message == null) {
            throw new AssertionError("no message came");
        }
        return message;
    }

    void awaitOpen() throws InterruptedException {
        await(open, "the channel did not open");
    }

    void awaitClosed() throws InterruptedException {
        await(closed, "the channel did not close");
    }

    private static void await(CountDownLatch latch, String otherwise) throws InterruptedException {
        if (!latch.await(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError(otherwise);
        }
    }
}
