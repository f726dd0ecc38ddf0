package dev.tubeway.internal.buffer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ByteQueueTest {
    private final BufferPool pool = new BufferPool(16, 4);
    private final ByteQueue queue = new ByteQueue(pool);

    @AfterEach
    void everyBufferCameBack() {
        queue.clear();
        assertEquals(0, pool.inUseBytes());
        pool.close();
        assertEquals(0, pool.pooledBytes());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void givesWhatItTookInOrder(long seed) {
        Random random = new Random(seed);
        ByteArrayOutputStream in = new ByteArrayOutputStream();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < 3000; i++) {
            if (random.nextInt(3) > 0) {
                byte[] piece = new byte[1 + random.nextInt(random.nextInt(8) == 0 ? 100_000 : 500)];
                random.nextBytes(piece);
                in.writeBytes(piece);
                queue.append(ByteBuffer.wrap(piece));
            } else {
                take(out, random.nextInt(70_000));
            }
            assertEquals(in.size() - out.size(), queue.size(), "seed=" + seed);
        }
        while (queue.size() > 0) {
            take(out, 50_000);
        }
        assertArrayEquals(in.toByteArray(), out.toByteArray(), "seed=" + seed);
        assertEquals(0, pool.inUseBytes(), "an empty queue holds no block");
    }

    private void take(ByteArrayOutputStream out, int most) {
        ByteBuffer part = queue.first();
        if (part == null) {
            return;
        }
        byte[] bytes = new byte[Math.min(most, part.remaining())];
        part.get(bytes);
        out.writeBytes(bytes);
        queue.consumed(bytes.length);
    }

    @Test
    void takesNothingAfterClear() {
        queue.append(ByteBuffer.wrap(new byte[100]));
        assertEquals(100, queue.clear());
        assertEquals(-1, queue.append(ByteBuffer.wrap(new byte[100])));
        assertNull(queue.first());
        assertEquals(0, queue.size());
    }

    @Test
    void keepsTheBlockUnderAWriteUntilItIsDone() {
        queue.append(ByteBuffer.wrap(new byte[100]));
        assertTrue(queue.first() != null);
        queue.clear();
        assertTrue(pool.inUseBytes() > 0, "the consumer still writes from it");
        assertEquals(-1, queue.consumed(50));
        assertEquals(0, pool.inUseBytes());
    }

    @Test
    void passesBytesBetweenTwoThreads() throws InterruptedException {
        int total = 20 << 20;
        AtomicLong wrongAt = new AtomicLong(-1);
        Thread consumer = Thread.ofPlatform().start(() -> {
            long seen = 0;
            while (seen < total && wrongAt.get() < 0) {
                ByteBuffer part = queue.first();
                if (part == null) {
                    Thread.onSpinWait();
                    continue;
                }
                int n = part.remaining();
                for (int i = 0; i < n; i++) {
                    if (part.get() != (byte) (seen + i)) {
                        wrongAt.set(seen + i);
                        break;
                    }
                }
                seen += n;
                queue.consumed(n);
            }
        });
        long sent = 0;
        byte[] piece = new byte[3001];
        while (sent < total) {
            int n = (int) Math.min(piece.length, total - sent);
            for (int i = 0; i < n; i++) {
                piece[i] = (byte) (sent + i);
            }
            queue.append(ByteBuffer.wrap(piece, 0, n));
            sent += n;
        }
        consumer.join();
        assertEquals(-1, wrongAt.get());
    }

    @Test
    void refusesASecondRelease() {
        Buffer buffer = pool.acquire(10);
        buffer.release();
        assertThrows(IllegalStateException.class, buffer::release);
    }

    @Test
    void keepsOnlySoManyBlocks() {
        Buffer[] taken = new Buffer[40];
        for (int i = 0; i < taken.length; i++) {
            taken[i] = pool.acquire(BufferPool.LARGE_PAYLOAD);
        }
        long each = taken[0].capacity();
        assertEquals(40 * each, pool.inUseBytes());
        for (Buffer buffer : taken) {
            buffer.release();
        }
        assertEquals(0, pool.inUseBytes());
        assertEquals(4 * each, pool.pooledBytes());
    }

    @Test
    void freesWhatComesBackAfterItsEnd() {
        BufferPool ended = new BufferPool(4, 4);
        Buffer held = ended.acquire(10);
        ended.close();
        held.release();
        assertEquals(0, ended.inUseBytes());
        assertEquals(0, ended.pooledBytes());
    }
}
