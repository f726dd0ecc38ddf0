package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.TransportChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class InboxTest {
    private final List<String> told = new ArrayList<>();
    private final Inbox inbox = new Inbox(100);
    private final TransportChannel.Listener listener = new TransportChannel.Listener() {
        @Override
        public void onOpen() {
            told.add("open");
        }

        @Override
        public void onMessage(ByteBuffer data, boolean binary) {
            told.add((data.isDirect() ? "" : "heap ") + (binary ? "" : "text ") + data.get(data.position()) + "/"
                    + data.remaining());
        }

        @Override
        public void onClosed() {
            told.add("closed");
        }
    };

    private static ByteBuffer message(int first, int size) {
        return ByteBuffer.allocateDirect(size).put(0, (byte) first);
    }

    @Test
    void deliversWhatCameEarlyInOrderAndThenDirectly() {
        inbox.open();
        assertTrue(inbox.message(message(1, 3), true));
        assertTrue(inbox.message(message(2, 1), false));

        inbox.attach(listener);
        assertTrue(inbox.message(message(3, 200), true));
        inbox.close();

        assertEquals(List.of("open", "1/3", "text 2/1", "3/200", "closed"), told);
    }

    @Test
    void keepsTheCloseToo() {
        inbox.open();
        inbox.message(message(1, 1), true);
        inbox.close();
        assertTrue(inbox.message(message(2, 1), true), "after the close nothing is kept, and nothing is wrong");

        inbox.attach(listener);

        assertEquals(List.of("open", "1/1", "closed"), told);
    }

    @Test
    void copiesWhatItKeeps() {
        ByteBuffer reused = message(1, 4);
        inbox.message(reused, true);
        reused.put(0, (byte) 9);

        inbox.attach(listener);

        assertEquals(List.of("1/4"), told);
    }

    @Test
    void refusesMoreThanItsCapacity() {
        assertTrue(inbox.message(message(1, 60), true));
        assertTrue(inbox.message(message(2, 40), true));
        assertFalse(inbox.message(message(3, 1), true));

        inbox.attach(listener);

        assertEquals(List.of("1/60", "2/40"), told);
    }

    @Test
    void tellsOpeningAndCloseOnce() {
        inbox.attach(listener);
        inbox.open();
        inbox.open();
        inbox.close();
        inbox.close();
        inbox.open();

        assertEquals(List.of("open", "closed"), told);
    }

    @Test
    void takesOneListener() {
        inbox.attach(listener);
        assertThrows(IllegalStateException.class, () -> inbox.attach(listener));
    }

    @Test
    void isSilentAfterSilence() {
        inbox.open();
        inbox.message(message(1, 1), true);
        inbox.silence();
        inbox.attach(listener);
        inbox.message(message(2, 1), true);
        inbox.close();

        assertEquals(List.of(), told);
    }

    @Test
    void goesOnAfterAListenerThatThrows() {
        inbox.open();
        inbox.message(message(1, 1), true);
        var calls = new AtomicInteger();

        inbox.attach(new TransportChannel.Listener() {
            @Override
            public void onOpen() {
                calls.incrementAndGet();
                throw new AssertionError("on purpose");
            }

            @Override
            public void onMessage(ByteBuffer data, boolean binary) {
                calls.incrementAndGet();
            }

            @Override
            public void onClosed() {}
        });

        assertEquals(2, calls.get());
    }

    @Test
    void keepsTheOrderWhileAnotherThreadAttaches() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            var box = new Inbox(1 << 20);
            List<Integer> seen = new ArrayList<>();
            var all = new CountDownLatch(2_000);
            Thread sender = Thread.ofPlatform().start(() -> {
                ByteBuffer data = ByteBuffer.allocateDirect(4);
                for (int i = 0; i < 2_000; i++) {
                    box.message(data.putInt(0, i), true);
                }
            });
            box.attach(new TransportChannel.Listener() {
                @Override
                public void onOpen() {}

                @Override
                public void onMessage(ByteBuffer data, boolean binary) {
                    seen.add(data.getInt(data.position()));
                    all.countDown();
                }

                @Override
                public void onClosed() {}
            });
            sender.join();
            all.await();
            for (int i = 0; i < 2_000; i++) {
                assertEquals(i, seen.get(i));
            }
        }
    }
}
