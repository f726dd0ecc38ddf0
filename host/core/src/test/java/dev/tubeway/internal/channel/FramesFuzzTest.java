package dev.tubeway.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Fuzz;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FramesFuzzTest {
    private static final int MAX = 4096;

    /// A stream of frames that are mostly well made.
    private static byte[] stream(Random random) {
        ByteBuffer out = ByteBuffer.allocate(4096);
        for (int frame = random.nextInt(8); frame >= 0; frame--) {
            int length = random.nextInt(120);
            out.putInt(random.nextInt(3)).putLong(random.nextLong()).putInt(length);
            int from = out.position();
            for (int i = 0; i < length; i++) {
                out.put((byte) random.nextInt());
            }
            if (length >= 2 && random.nextBoolean()) {
                int[] codes = {1, 2, 101, 102, 103, 104, 105, 201, 202, 203, 301, 401};
                out.putShort(from, (short) codes[random.nextInt(codes.length)]);
            }
            out.put(Frame.TERMINATOR);
        }
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return random.nextInt(3) == 0 ? Fuzz.mutated(random, bytes) : bytes;
    }

    private record Outcome(
            List<String> controls,
            List<String> payloads,
            @Nullable Violation violation) {}

    private static Outcome outcome(byte[] bytes, int most, Random random) {
        RecordedEvents events = new RecordedEvents();
        ChannelDecoder decoder = new ChannelDecoder(MAX, events);
        Violation violation = null;
        for (int at = 0; at < bytes.length && violation == null; ) {
            int n = Math.min(bytes.length - at, 1 + random.nextInt(most));
            ByteBuffer in = ByteBuffer.wrap(bytes, at, n);
            violation = decoder.decode(in);
            assertTrue(violation != null || !in.hasRemaining());
            at += n;
        }
        List<String> payloads = violation != null
                ? List.of()
                : List.of(
                        java.util.HexFormat.of().formatHex(events.payload(1)),
                        java.util.HexFormat.of().formatHex(events.payload(2)));
        return new Outcome(List.copyOf(events.controls), payloads, violation);
    }

    @Test
    void itDoesNotMatterWhereFramesAreCut() {
        Fuzz.rounds(2000, random -> {
            byte[] bytes = stream(random);
            Outcome whole = outcome(bytes, Math.max(1, bytes.length), new Random(1) {
                private static final long serialVersionUID = 1;

                @Override
                public int nextInt(int bound) {
                    return bound - 1;
                }
            });
            Outcome cut = outcome(bytes, 1 + random.nextInt(40), random);
            // A bad terminator in a message of its own is found after its payload was told.
            assertEquals(whole.violation() == null, cut.violation() == null);
            if (whole.violation() == null) {
                assertEquals(whole, cut);
            }
        });
    }

    @Test
    void noBytesBreakTheDecoder() {
        Fuzz.rounds(2000, random -> {
            byte[] bytes = new byte[random.nextInt(400)];
            random.nextBytes(bytes);
            assertFalse(outcome(bytes, 60, random).controls().contains("never"));
        });
    }
}
