package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.AddressPolicy;
import dev.tubeway.CloseReason;
import dev.tubeway.Fuzz;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.ReadResult;
import dev.tubeway.internal.socket.SocketLoop;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SessionConfig;
import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Clients that say anything at all.
@Timeout(value = 10, unit = java.util.concurrent.TimeUnit.MINUTES)
class FuzzTest {
    private static final List<String> NAMES = List.of("hostname", "port", "password", "color-scheme", "read-only");

    private final Logger logger = Logger.getLogger("dev.tubeway");
    private final Queue<LogRecord> severe = new ConcurrentLinkedQueue<>();
    private final Handler collector = new Handler() {
        @Override
        public void publish(LogRecord line) {
            if (line.getLevel().intValue() >= Level.SEVERE.intValue()) {
                severe.add(line);
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.WARNING);
        logger.addHandler(collector);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(collector);
        logger.setLevel(null);
    }

    /// A client that has said all it will ever say.
    private static final class Said implements Duplex {
        private final byte[] says;
        private final Random random;
        private final ByteArrayOutputStream hears = new ByteArrayOutputStream();
        private int at;

        Said(byte[] says, Random random) {
            this.says = says;
            this.random = random;
        }

        @Override
        public int read(ByteBuffer into) {
            if (at == says.length) {
                return -1;
            }
            int n = Math.min(Math.min(into.remaining(), says.length - at), 1 + random.nextInt(3000));
            into.put(says, at, n);
            at += n;
            return n;
        }

        @Override
        public void write(ByteBuffer from) {
            byte[] bytes = new byte[from.remaining()];
            from.get(bytes);
            synchronized (hears) {
                hears.writeBytes(bytes);
            }
        }

        @Override
        public void finish() {}

        @Override
        public void close() {}

        @Override
        public String peer() {
            return "a fuzzer";
        }

        /// Whether all it heard were whole instructions.
        boolean heardInstructions() {
            ByteBuffer all;
            synchronized (hears) {
                all = ByteBuffer.wrap(hears.toByteArray());
            }
            var reader = new InstructionReader();
            while (all.hasRemaining()) {
                if (reader.read(all) != ReadResult.Progress.INSTRUCTION) {
                    return false;
                }
            }
            return true;
        }
    }

    @Test
    void aHandshakeTakesAnyInstructionAndGivesOnlyWhatWasAskedFor() {
        Fuzz.rounds(5_000, random -> {
            var handshake = new Handshake();
            var reader = new InstructionReader();
            var babble = new Babble(random);
            String beginning = random.nextInt(8) == 0 ? "" : Babble.instruction("select", "test");
            if (random.nextInt(3) == 0) {
                beginning += Babble.instruction("size", "1", "2")
                        + Babble.instruction("image", "image/png")
                        + Babble.instruction("connect", "VERSION_1_5_0", "a", "", "b", "", "true");
            }
            ByteBuffer in = ByteBuffer.wrap(babble.talk(beginning, 12));
            boolean goesOn = true;
            while (goesOn && reader.read(in) == ReadResult.Progress.INSTRUCTION) {
                goesOn = switch (handshake.accept(reader)) {
                    case Handshake.Step.GoOn g -> true;
                    case Handshake.Step.Select s -> {
                        handshake.offer(NAMES);
                        yield true;
                    }
                    case Handshake.Step.Join j -> {
                        assertTrue(j.id().startsWith("$"));
                        handshake.offer(NAMES);
                        yield true;
                    }
                    case Handshake.Step.Connect(ClientHello hello) -> {
                        assertTrue(hello.width() > 0 && hello.height() > 0 && hello.dpi() > 0);
                        Set<String> unasked = new HashSet<>(hello.values().keySet());
                        unasked.removeAll(NAMES);
                        assertEquals(Set.of(), unasked);
                        yield false;
                    }
                    case Handshake.Step.Refuse r -> false;
                    case Handshake.Step.HangUp h -> false;
                };
            }
        });
    }

    @Test
    void aSessionOutlivesWhateverItsClientsSayAndHoldsNothingAfterThem() {
        var module = new ScriptedModule(
                List.of(ScriptedModule.parameter("hostname"), ScriptedModule.parameter("color-scheme")),
                Set.of("clipboard", "files", "pipes", "audio"),
                ScriptedModule.Stage::untilEnd);
        var pool = new BufferPool(64, 8);
        var loop = new SocketLoop();
        var sessions = new SessionRegistry(
                SessionConfig.defaults(),
                AddressPolicy.defaults(),
                name -> List.of(InetAddress.getAllByName(name)),
                protocol -> protocol.equals("test") ? Optional.of(module) : Optional.empty(),
                loop,
                pool);
        Fuzz.rounds(1_500, random -> {
            var babble = new Babble(random);
            String beginning = random.nextInt(10) == 0
                    ? ""
                    : Babble.instruction("select", "test")
                            + Babble.instruction(
                                    "connect", "VERSION_1_5_0", "", "", random.nextBoolean() ? "true" : "");
            var client = new Said(babble.talk(beginning, 40), random);
            sessions.serve(client);
            assertTrue(client.heardInstructions(), "broken instructions");
            assertEquals(List.of(), severe.stream().map(LogRecord::getMessage).toList());
            module.stages.clear();
        });
        sessions.close(Duration.ofSeconds(20), CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "the test is over"));
        assertEquals(0, sessions.list().size());
        assertEquals(0, pool.inUseBytes());
        loop.close();
        pool.close();
    }
}
