package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.KeyEventLayout;
import dev.tubeway.internal.module.abi.LagEventLayout;
import dev.tubeway.session.SessionConfig;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// One picture, seen by many.
@Timeout(60)
class SharedPictureIT {

    /// Fills the screen with the colour of each key.
    private final ScriptedModule painting = new ScriptedModule(List.of(), Set.of(), stage -> {
        try {
            while (true) {
                int colour = stage.await(EventKind.KEY).at(KeyEventLayout.KEYSYM);
                stage.host.display().surfaceFill(0, 0, 0, 1024, 768, 0xff000000 | colour);
                stage.host.display().frame();
            }
        } catch (IllegalStateException e) {
            return CloseReason.of(CloseReason.Kind.NORMAL);
        }
    });

    private Entrance entrance;

    @BeforeEach
    void open() throws IOException {
        entrance = new Entrance(SessionConfig.defaults(), Map.of("test", painting));
    }

    @AfterEach
    void close() throws IOException {
        entrance.close();
    }

    private static int colour(List<String> cfill) {
        return Integer.parseInt(cfill.get(3)) << 16
                | Integer.parseInt(cfill.get(4)) << 8
                | Integer.parseInt(cfill.get(5));
    }

    /// Reads until the screen has a colour; returns the opcodes that came before.
    private static List<String> until(TextClient client, int colour) throws IOException {
        List<String> opcodes = new ArrayList<>();
        while (true) {
            List<String> next = client.next().orElseThrow(() -> new AssertionError("closed before: " + colour));
            String opcode = next.getFirst();
            if (opcode.equals("cfill") && colour(next) == colour) {
                return opcodes;
            }
            opcodes.add(opcode);
            if (opcode.equals("sync")) {
                client.say("sync", next.get(1));
            }
        }
    }

    @Test
    void joinersThatComeAtOnceWhileItIsDrawnSeeTheSamePicture() throws Exception {
        int last = 0x3000;
        try (ExecutorService all = Executors.newVirtualThreadPerTaskExecutor();
                TextClient owner = entrance.connect()) {
            String id = owner.open("test");
            List<Future<List<String>>> pictures = new ArrayList<>();
            pictures.add(all.submit(() -> until(owner, last)));
            Callable<List<String>> joining = () -> {
                try (TextClient joiner = entrance.connect()) {
                    joiner.open(id);
                    return until(joiner, last);
                }
            };
            for (int i = 1; i <= 200; i++) {
                owner.say("key", Integer.toString(0x2000 + i), "1");
                if (i % 40 == 0) {
                    pictures.add(all.submit(joining));
                    pictures.add(all.submit(joining));
                }
            }
            owner.say("key", Integer.toString(last), "1");
            pictures.add(all.submit(joining));
            for (Future<List<String>> picture : pictures) {
                List<String> opcodes = picture.get(30, TimeUnit.SECONDS);
                assertEquals(
                        "size",
                        opcodes.stream()
                                .filter(o -> !o.equals("msg"))
                                .findFirst()
                                .orElseThrow());
            }
        }
    }

    @Test
    void theOthersSeeWhereAClientMovesThePointer() throws Exception {
        try (TextClient owner = entrance.connect();
                TextClient watcher = entrance.connect();
                TextClient late = entrance.connect()) {
            String id = owner.open("test");
            watcher.open(id, "VERSION_1_5_0", "read-only", "true");
            owner.say("mouse", "11", "22", "1");
            assertEquals(List.of("mouse", "11", "22", "1"), watcher.await("mouse"));
            late.open(id);
            assertEquals(List.of("mouse", "11", "22", "1"), late.await("mouse"));
            late.say("mouse", "33", "44", "0");
            assertEquals(List.of("mouse", "33", "44", "0"), owner.await("mouse"));
            assertEquals(List.of("mouse", "33", "44", "0"), watcher.await("mouse"));
        }
    }

    @Test
    void theModuleIsToldThatAClientIsBehindAndThatItHasCaughtUp() throws Exception {
        try (TextClient owner = entrance.connect()) {
            owner.open("test");
            owner.say("sync", owner.await("sync").get(1));
            owner.say("key", "2", "1");
            assertEquals(2, colour(owner.await("cfill")));
            String last = owner.await("sync").get(1);
            ScriptedModule.Stage stage = painting.next();
            ScriptedModule.Event behind = stage.seen(EventKind.LAG);
            assertTrue(behind.at(LagEventLayout.FRAMES) > 0);
            assertTrue(behind.at(LagEventLayout.MILLISECONDS) >= 500);
            owner.say("sync", last);
            for (ScriptedModule.Event next = stage.seen(EventKind.LAG); next.at(LagEventLayout.FRAMES) > 0; ) {
                next = stage.seen(EventKind.LAG);
            }
        }
    }

    @Test
    void aClientThatIsBehindGetsAFewFramesAndThenTheNewestAlone() throws Exception {
        int last = 0x3000;
        try (TextClient owner = entrance.connect();
                TextClient slow = entrance.connect()) {
            slow.open(owner.open("test"));
            slow.say("sync", slow.await("sync").get(1));
            for (int i = 1; i <= 50; i++) {
                owner.say("key", Integer.toString(0x2000 + i), "1");
                until(owner, 0x2000 + i);
            }
            owner.say("key", Integer.toString(last), "1");
            until(owner, last);
            slow.say("end", "9");
            String newest = "";
            int syncs = 0;
            for (List<String> next = slow.next().orElseThrow();
                    !next.getFirst().equals("ack");
                    next = slow.next().orElseThrow()) {
                if (next.getFirst().equals("sync")) {
                    syncs++;
                    newest = next.get(1);
                }
            }
            assertTrue(syncs >= 1 && syncs <= 4, "syncs=" + syncs);
            slow.say("sync", newest);
            List<String> before = until(slow, last);
            assertTrue(before.stream().filter("sync"::equals).count() <= 1, before.toString());
        }
    }
}
