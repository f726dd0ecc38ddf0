package dev.tubeway.internal.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SendSchedulerTest {
    private static final int BULK = 60_000;

    private final BufferPool pool = new BufferPool(64, 64);
    private final SendScheduler scheduler = new SendScheduler();

    @AfterEach
    void everyBufferCameBack() {
        scheduler.dropAll();
        assertTrue(scheduler.isEmpty());
        assertEquals(0, pool.inUseBytes());
        pool.close();
    }

    private Buffer frame(int bytes) {
        Buffer frame = pool.acquire(bytes);
        Frame.seal(frame, 1, 0, bytes);
        return frame;
    }

    /// Takes the next frame and returns the owner of its flow; "control" for a control frame, "none" for none.
    private Object next() {
        Buffer frame = scheduler.poll();
        if (frame == null) {
            return "none";
        }
        frame.release();
        Flow from = scheduler.takenFrom();
        return from == null ? "control" : from.owner();
    }

    @Test
    void sendsControlBeforeEverything() {
        scheduler.enqueue(new Flow("a"), frame(10));
        scheduler.control(frame(20));
        assertEquals("control", next());
        assertEquals("a", next());
        assertEquals("none", next());
    }

    @Test
    void letsASmallFramePassBulkThatWaited() {
        Flow bulk = new Flow("bulk");
        for (int i = 0; i < 4; i++) {
            scheduler.enqueue(bulk, frame(BULK));
        }
        assertEquals("bulk", next());
        Flow key = new Flow("key");
        scheduler.enqueue(key, frame(64));
        assertEquals("key", next());
        assertEquals("bulk", next());
        scheduler.enqueue(key, frame(64));
        assertEquals("key", next());
        assertEquals("bulk", next());
    }

    @Test
    void keepsTheOrderOfAConnection() {
        Flow flow = new Flow("a");
        List<Buffer> sent = new ArrayList<>();
        for (int i = 1; i <= 20; i++) {
            Buffer frame = frame(i * 100);
            sent.add(frame);
            scheduler.enqueue(flow, frame);
        }
        for (Buffer expected : sent) {
            Buffer taken = scheduler.poll();
            assertSame(expected, taken);
            expected.release();
        }
        assertNull(scheduler.poll());
    }

    @Test
    void sharesBytesEvenlyWhateverTheFrameSize() {
        Flow large = new Flow("large");
        Flow small = new Flow("small");
        Map<Object, Integer> bytes = new HashMap<>();
        for (int round = 0; round < 2000; round++) {
            while (large.frames.size() < 2) {
                scheduler.enqueue(large, frame(BULK));
            }
            while (small.frames.size() < 40) {
                scheduler.enqueue(small, frame(1500));
            }
            Buffer frame = scheduler.poll();
            assertTrue(frame != null);
            Flow from = scheduler.takenFrom();
            assertTrue(from != null);
            bytes.merge(from.owner(), frame.length(), Integer::sum);
            frame.release();
        }
        double ratio = (double) bytes.getOrDefault("large", 0) / bytes.getOrDefault("small", 1);
        assertTrue(ratio > 0.9 && ratio < 1.1, "ratio=" + ratio);
    }

    @Test
    void doesNotLetBulkWithShortQueuesPassForSmall() {
        Flow bulk = new Flow("bulk");
        Flow other = new Flow("other");
        scheduler.enqueue(other, frame(BULK));
        scheduler.enqueue(other, frame(BULK));
        int bulkTurns = 0;
        for (int i = 0; i < 10; i++) {
            if (bulk.frames.isEmpty()) {
                scheduler.enqueue(bulk, frame(BULK));
            }
            if (other.frames.isEmpty()) {
                scheduler.enqueue(other, frame(BULK));
            }
            if (next().equals("bulk")) {
                bulkTurns++;
            }
        }
        assertEquals(5, bulkTurns);
    }

    @Test
    void servesEveryoneAmongManySmallOnes() {
        Flow bulk = new Flow("bulk");
        scheduler.enqueue(bulk, frame(BULK));
        scheduler.enqueue(bulk, frame(BULK));
        List<Flow> keys = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Flow key = new Flow("key" + i);
            keys.add(key);
            scheduler.enqueue(key, frame(64));
        }
        int until = 0;
        int bulkSeen = 0;
        while (bulkSeen < 2 && until < 50_000) {
            until++;
            Object owner = next();
            if (owner.equals("bulk")) {
                bulkSeen++;
            } else {
                keys.stream()
                        .filter(key -> key.owner().equals(owner))
                        .forEach(key -> scheduler.enqueue(key, frame(64)));
            }
        }
        assertEquals(2, bulkSeen, "bulk starved for " + until + " frames");
    }
}
