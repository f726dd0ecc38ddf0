package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.spi.TransportChannel;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RenewableChannelTest {
    private static final int SWITCH_BYTES = 23;

    private final BufferPool pool = BufferPool.ofDefaultSize();
    private final List<String> sent = new ArrayList<>();
    private final List<String> told = new ArrayList<>();
    private final Pipe old = new Pipe("old");
    private final Pipe fresh = new Pipe("fresh");
    private final RenewableChannel channel = new RenewableChannel(old, pool);

    @AfterEach
    void close() {
        assertEquals(0, pool.inUseBytes());
        pool.close();
    }

    /// A channel that notes what is sent.
    private final class Pipe implements TransportChannel {
        private final String name;
        private @Nullable Listener listener;
        private Runnable whenSent = () -> {};
        private boolean open = true;

        Pipe(String name) {
            this.name = name;
        }

        void brings(String text) {
            Objects.requireNonNull(listener)
                    .onMessage(ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)), true);
        }

        void ends() {
            Objects.requireNonNull(listener).onClosed();
        }

        @Override
        public String label() {
            return "label of " + name;
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public int maxMessageBytes() {
            return 1000;
        }

        @Override
        public boolean send(ByteBuffer message) {
            if (open) {
                sent.add(name + " " + message.remaining());
                whenSent.run();
            }
            return open;
        }

        @Override
        public long bufferedBytes() {
            return 7;
        }

        @Override
        public void attach(Listener value) {
            listener = value;
            value.onOpen();
        }

        @Override
        public void close() {
            sent.add(name + " closed");
        }
    }

    private final class Told implements TransportChannel.Listener {
        @Override
        public void onOpen() {
            told.add("open");
        }

        @Override
        public void onMessage(ByteBuffer data, boolean binary) {
            told.add(java.nio.charset.StandardCharsets.UTF_8.decode(data).toString());
        }

        @Override
        public void onClosed() {
            told.add("closed");
        }
    }

    private boolean sends(int bytes) {
        return channel.send(ByteBuffer.allocateDirect(bytes));
    }

    @Test
    void goesOverAtTheNextMessageBehindASwitch() {
        assertTrue(sends(1));
        channel.goOver(fresh, 1);
        assertTrue(sends(2));
        assertTrue(sends(3));
        assertEquals(List.of("old 1", "old " + SWITCH_BYTES, "fresh 2", "fresh 3"), sent);
        assertEquals("label of old", channel.label());
    }

    @Test
    void countsWhatTheFarSideMayStillHaveToKeep() {
        assertEquals(7, channel.bufferedBytes());
        channel.goOver(fresh, 1);
        sends(200);
        sends(100);
        assertEquals(307, channel.bufferedBytes());
        channel.confirmed();
        assertEquals(7, channel.bufferedBytes());
        sends(100);
        assertEquals(7, channel.bufferedBytes());
    }

    @Test
    void takesAnAnswerThatComesWhileTheSwitchIsBeingHandedOver() {
        channel.goOver(fresh, 1);
        old.whenSent = channel::confirmed;
        sends(200);
        assertEquals(7, channel.bufferedBytes());
    }

    @Test
    void sendsNothingMoreWhereTheOldChannelDoesNotTakeTheSwitch() {
        channel.goOver(fresh, 1);
        old.open = false;
        assertFalse(sends(1));
        assertEquals(List.of(), sent);
    }

    @Test
    void tellsWhatComesThroughTheOneThatIsReadAndNothingOfTheOther() {
        channel.attach(new Told());
        old.brings("one");
        channel.hear(fresh);
        old.brings("late");
        old.ends();
        fresh.brings("two");
        fresh.ends();
        assertEquals(List.of("open", "one", "two", "closed"), told);
    }
}
