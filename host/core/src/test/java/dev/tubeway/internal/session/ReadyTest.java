package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SessionConfig;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The published peer, as a client of a daemon, loses what it reads together with `ready`.
@Timeout(30)
class ReadyTest {
    private static final String HELLO = "6.select,4.test;4.size,3.640,3.480,2.96;5.audio;5.video;5.image;"
            + "8.timezone,3.UTC;7.connect,13.VERSION_1_5_0,0.;";

    @Test
    void readyIsWrittenByItself() throws Exception {
        var waits = new ScriptedModule(List.of(), Set.of(), stage -> {
            stage.host.message("a word that is said at once");
            return stage.untilEnd();
        });
        try (var entrance = new Entrance(SessionConfig.defaults(), Map.of("test", waits))) {
            var client = new Listener();
            Thread serving = Thread.ofVirtual().start(() -> entrance.sessions.serve(client));
            String written = client.next();
            while (!written.contains("5.ready,")) {
                written = client.next();
            }
            assertTrue(written.matches("5\\.ready,37\\.\\$[-0-9a-f]{36};"), written);
            assertTrue(client.next().endsWith(";"), "the rest follows");
            client.close();
            assertTrue(serving.join(java.time.Duration.ofSeconds(10)));
            // Its client is served; the session ends behind it.
            for (int looks = 0; !entrance.sessions.list().isEmpty() && looks < 1000; looks++) {
                Thread.sleep(10);
            }
            assertEquals(List.of(), entrance.sessions.list());
        }
    }

    @Test
    void readyStandsWhereItWasSaid() throws Exception {
        try (BufferPool pool = new BufferPool(8, 8)) {
            var client = new Listener();
            var wire = new Wire(client, SessionConfig.defaults(), pool);
            wire.tell(out -> out.op("args").arg("VERSION_1_5_0").end());
            wire.ready(out -> out.op("ready").arg("$1").end());
            wire.tell(out -> out.op("name").arg("one").end());
            wire.end(Optional.empty(), "");
            wire.inputEnded();
            wire.run();
            assertEquals(
                    List.of("4.args,13.VERSION_1_5_0;", "5.ready,2.$1;", "4.name,3.one;", "10.disconnect;"),
                    List.copyOf(client.writes));
        }
    }

    /// The writer may be anywhere when the words come.
    @Test
    void readyIsWrittenByItselfWhereverTheWriterIs() throws Exception {
        try (BufferPool pool = new BufferPool(8, 8)) {
            for (int round = 0; round < 5_000; round++) {
                var client = new Listener();
                var wire = new Wire(client, SessionConfig.defaults(), pool);
                Thread writer = Thread.ofPlatform().start(wire::run);
                for (int i = 0; i < round % 20; i++) {
                    wire.tell(out -> out.op("nop").end());
                }
                wire.ready(out -> out.op("ready").arg("$1").end());
                wire.end(Optional.empty(), "");
                wire.inputEnded();
                assertTrue(writer.join(java.time.Duration.ofSeconds(10)));
                String all = "3.nop;".repeat(round % 20) + "5.ready,2.$1;10.disconnect;";
                assertEquals(all, String.join("", client.writes));
                assertTrue(client.writes.contains("5.ready,2.$1;"), client.writes::toString);
            }
        }
    }

    /// A client that says hello, and keeps apart what is written at once.
    private static final class Listener implements Duplex {
        private final ByteBuffer says = ByteBuffer.wrap(HELLO.getBytes(StandardCharsets.UTF_8));
        private final LinkedBlockingQueue<String> writes = new LinkedBlockingQueue<>();
        private final CountDownLatch over = new CountDownLatch(1);

        String next() throws InterruptedException {
            String written = writes.poll(20, TimeUnit.SECONDS);
            assertTrue(written != null, "nothing was written");
            return written;
        }

        @Override
        public int read(ByteBuffer into) {
            if (!says.hasRemaining()) {
                try {
                    over.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }
            int count = says.remaining();
            into.put(says);
            return count;
        }

        @Override
        public void write(ByteBuffer from) {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            writes.add(new String(bytes, StandardCharsets.UTF_8));
        }

        @Override
        public void finish() {}

        @Override
        public void close() {
            over.countDown();
        }

        @Override
        public String peer() {
            return "a test";
        }
    }
}
