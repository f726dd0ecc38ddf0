package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.dial.Until;
import dev.tubeway.internal.module.HostStream;
import dev.tubeway.internal.module.ModuleHost;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.StreamPurpose;
import dev.tubeway.session.SessionConfig;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A client that reads nothing while its module says more than any buffer holds.
@Timeout(60)
class SlowReaderIT {
    private static final int MOST_HELD_BYTES = 8 << 20;
    private static final int TIMES = 300;

    private final CountDownLatch said = new CountDownLatch(1);

    /// At the first key it fills the clipboard again and again, and says words and opens pipes besides.
    private final ScriptedModule talking = new ScriptedModule(List.of(), Set.of("clipboard", "pipes"), stage -> {
        try {
            stage.await(EventKind.KEY);
            byte[] text = new byte[200_000];
            for (int i = 0; i < TIMES; i++) {
                Arrays.fill(text, (byte) ('a' + i % 26));
                copy(stage, text);
                for (int j = 0; j < 1000; j++) {
                    stage.host.message("a word that nobody reads");
                    open(stage, StreamPurpose.PIPE, "pipe").ifPresent(HostStream::close);
                }
            }
            copy(stage, "the newest".getBytes(StandardCharsets.UTF_8));
            said.countDown();
            return stage.untilEnd();
        } catch (IllegalStateException e) {
            return CloseReason.of(CloseReason.Kind.NORMAL);
        }
    });

    private Entrance entrance;

    @BeforeEach
    void open() throws IOException {
        entrance = new Entrance(SessionConfig.defaults(), Map.of("test", talking));
    }

    @AfterEach
    void close() throws IOException {
        entrance.close();
        Until.holds("all buffers are back", () -> entrance.pool.inUseBytes() == 0);
    }

    private static java.util.Optional<HostStream> open(ScriptedModule.Stage stage, int purpose, String name) {
        return switch (stage.host.openStream(purpose, "text/plain", name)) {
            case ModuleHost.Opened.Stream(HostStream stream) -> java.util.Optional.of(stream);
            case ModuleHost.Opened.Failed f -> java.util.Optional.empty();
        };
    }

    private static void copy(ScriptedModule.Stage stage, byte[] text) {
        HostStream stream = assertInstanceOf(
                ModuleHost.Opened.Stream.class, stage.host.openStream(StreamPurpose.CLIPBOARD, "text/plain", ""))
                .stream();
        stream.write(text, 0, text.length);
        stream.close();
    }

    @Test
    void whatIsSaidToWhoDoesNotReadStaysSmallAndTheNewestClipboardComes() throws Exception {
        try (TextClient owner = entrance.connect()) {
            owner.open("test");
            owner.say("key", "65", "1");
            assertTrue(said.await(30, TimeUnit.SECONDS));
            long held = entrance.pool.inUseBytes();
            assertTrue(held < MOST_HELD_BYTES, "held: bytes=" + held);
            int clipboards = 0;
            String text;
            do {
                owner.await("clipboard");
                text = new String(Base64.getDecoder().decode(owner.await("blob").get(2)), StandardCharsets.UTF_8);
                clipboards++;
            } while (!text.equals("the newest"));
            assertTrue(clipboards <= TIMES, "clipboards=" + clipboards);
            owner.say("disconnect");
            assertEquals(
                    List.of(),
                    owner.rest().stream().filter(told -> told.contains("error")).toList());
        }
    }
}
