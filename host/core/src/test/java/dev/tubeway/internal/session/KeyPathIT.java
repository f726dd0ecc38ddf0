package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.session.SessionConfig;
import dev.tubeway.session.SocketDuplex;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// The way of a key: which threads take part, and that nothing is lost where it changes hands.
@Timeout(60)
class KeyPathIT {
    private static final int MOST_KEYS = 200;

    @Test
    void aSmallFrameIsWrittenByTheThreadThatEndsIt() throws Exception {
        var module = new AtomicReference<@Nullable Thread>();
        var drawing = new ScriptedModule(List.of(), Set.of(), stage -> {
            module.set(Thread.currentThread());
            for (int color = 0xff000001; ; color++) {
                var _ = stage.await(EventKind.KEY);
                stage.host.display().surfaceFill(0, 8, 8, 9, 16, color);
                stage.host.display().frame();
            }
        });
        try (var entrance = new Entrance(SessionConfig.defaults(), Map.of("test", drawing));
                ServerSocketChannel door = ServerSocketChannel.open()) {
            door.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            try (TextClient client = new TextClient(door.socket().getLocalPort())) {
                Set<Thread> writers = ConcurrentHashMap.newKeySet();
                var told = new SocketDuplex(door.accept(), written -> writers.add(Thread.currentThread()));
                var _ = Thread.ofVirtual().start(() -> entrance.sessions.serve(told));
                client.open("test");
                client.say("sync", client.await("sync").get(1));
                for (int i = 0; i < MOST_KEYS && !writers.contains(module.get()); i++) {
                    client.say("key", "97", "1");
                    var _ = client.await("rect");
                    client.say("sync", client.await("sync").get(1));
                }
                assertTrue(writers.contains(module.get()), "the writer wrote each of them");
                client.say("disconnect");
            }
        }
    }

    @Test
    void inputArrivesInOrderHoweverItIsCut() throws Exception {
        var waiting = new ScriptedModule(List.of(), Set.of(), ScriptedModule.Stage::untilEnd);
        try (var entrance = new Entrance(SessionConfig.defaults(), Map.of("test", waiting));
                TextClient client = entrance.connect()) {
            client.open("test");
            ScriptedModule.Stage stage = waiting.next();
            var text = new StringBuilder();
            List<Integer> expected = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                int keysym = 0x100 + i;
                expected.add(keysym);
                text.append("3.key,3.").append(keysym).append(",1.1;");
                text.append(
                        switch (i % 5) {
                            case 0 -> "4.size,3.8" + (10 + i % 80) + ",3.600;";
                            case 1 -> "5.mouse,1.5,1.7,1.0;";
                            case 2 -> "3.nop;";
                            case 3 -> "9.clipboard,1.0,10.text/plain;4.blob,1.0,4.YWJj;3.end,1.0;";
                            default -> "";
                        });
            }
            var random = new Random(20_261_122);
            for (int at = 0; at < text.length(); ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(40));
                client.raw(text.substring(at, end));
                at = end;
            }
            List<Integer> seen = new ArrayList<>();
            while (seen.size() < expected.size()) {
                seen.add(stage.seen(EventKind.KEY).at(KeyEventLayout.KEYSYM));
            }
            assertEquals(expected, seen);
            client.say("disconnect");
        }
    }
}
