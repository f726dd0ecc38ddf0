package dev.tubeway.server.workshop;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.RecordingRequest;
import dev.tubeway.module.ReplayVerdict;
import dev.tubeway.server.workshop.Trial.Failed;
import dev.tubeway.session.SessionEvent;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/// The checks that run sessions. Seeds are fixed: a module that fails, fails again.
final class SessionChecks {
    private static final int FLOOD_BYTES = 2 << 20;
    private static final int GARBAGE_BYTES = 64 << 10;
    private static final int SEEDS = 5;
    private static final int KEYS = 10_000;
    private static final int SIZES = 300;
    private static final int REPLAYED_KEYS = 200;

    private final Conformance kit;
    private final Gateway gateway;
    private final ModuleInfo module;
    private final Map<String, String> values;

    SessionChecks(Conformance kit, Gateway gateway, ModuleInfo module, Map<String, String> values) {
        this.kit = kit;
        this.gateway = gateway;
        this.module = module;
        this.values = values;
    }

    /// What a check does with a session that is open.
    @FunctionalInterface
    private interface Play {
        String with(Trial trial, ScriptedTarget target) throws Failed, IOException, InterruptedException;
    }

    void all() throws InterruptedException {
        boolean opens = session(
                "session",
                "opens",
                "a client is let in and the target is reached",
                ScriptedTarget::drain,
                (trial, target) -> {
                    trial.reaches(target);
                    return "";
                });
        if (!opens) {
            kit.skip("session", "others", "everything that needs a session");
            return;
        }
        endings();
        targets();
        storms();
        replays();
        kit.check("session", "leaves-nothing", "no session is left over", () -> {
            gateway.sessions().close(Duration.ofSeconds(Trial.PATIENCE), Conformance.adminClosed());
            int left = gateway.sessions().list().size();
            if (left > 0) {
                throw new Failed("still there: sessions=" + left);
            }
            return "";
        });
    }

    /// The module was given what it needs, and nothing that it wants.
    void withoutWants() throws InterruptedException {
        String what = "without the capabilities that it only wants, a session opens and ends";
        session("session", "wants-are-optional", what, ScriptedTarget::drain, (trial, target) -> {
            trial.reaches(target);
            trial.client.leave();
            return reason(trial.endsWell());
        });
    }

    private void endings() throws InterruptedException {
        session(
                "session",
                "client-leaves",
                "the session ends when its client leaves",
                ScriptedTarget::drain,
                (trial, target) -> {
                    trial.reaches(target);
                    trial.client.leave();
                    return reason(trial.endsWell());
                });
        session(
                "session",
                "is-ended",
                "a session that is ended from outside ends in the grace time",
                ScriptedTarget::drain,
                (trial, target) -> {
                    trial.reaches(target);
                    gateway.sessions().terminate(trial.id(), Conformance.adminClosed());
                    return reason(trial.endsWell());
                });
        session(
                "session",
                "ended-while-writing",
                "so does one whose target reads nothing",
                ScriptedTargets::deaf,
                (trial, target) -> {
                    trial.reaches(target);
                    type(trial, KEYS);
                    gateway.sessions().terminate(trial.id(), Conformance.adminClosed());
                    return reason(trial.endsWell());
                });
    }

    private void targets() throws InterruptedException {
        kit.check("faults", "target-refuses", "a target that refuses ends the session, and the client is told", () -> {
            int port = freePort();
            try (Trial trial = new Trial(gateway, protocol(), valuesFor(port))) {
                trial.opened();
                SessionEvent.Ended end = trial.endsWell();
                if (end.reason().kind() == CloseReason.Kind.NORMAL) {
                    throw new Failed("it ended as if nothing were wrong");
                }
                return reason(end);
            }
        });
        session(
                "faults",
                "target-closes",
                "a target that closes at once ends the session",
                socket -> {},
                (trial, target) -> reason(trial.endsWell()));
        session(
                "faults",
                "target-resets",
                "a target that resets ends the session",
                socket -> {
                    socket.getOutputStream().write("hello\r\n".getBytes(StandardCharsets.US_ASCII));
                    socket.setSoLinger(true, 0);
                },
                (trial, target) -> reason(trial.endsWell()));
        for (int seed = 1; seed <= SEEDS; seed++) {
            byte[] garbage = garbage(seed);
            session(
                    "faults",
                    "garbage-" + seed,
                    "random bytes of the target do no harm (seed " + seed + ")",
                    socket -> socket.getOutputStream().write(garbage),
                    (trial, target) -> reason(trial.endsWell()));
        }
        session(
                "faults",
                "byte-by-byte",
                "nor do they one at a time",
                socket -> {
                    OutputStream out = socket.getOutputStream();
                    for (int i = 0; i < 4096; i++) {
                        out.write(garbage(SEEDS + 1)[i]);
                    }
                },
                (trial, target) -> reason(trial.endsWell()));
        session(
                "limits",
                "flood",
                "2 MiB of text are taken, within the memory that is allowed",
                ScriptedTargets::flood,
                (trial, target) -> {
                    if (!target.awaitDone(3 * Trial.PATIENCE)) {
                        throw new Failed("the module did not take it within " + 3 * Trial.PATIENCE + " s");
                    }
                    SessionEvent.Ended end = trial.endsWell(3 * Trial.PATIENCE);
                    return end.session().accounts().map(SessionChecks::used).orElse("");
                });
    }

    /// What the module does depends on its calls alone, so a session that is run again is the same.
    private void replays() throws InterruptedException {
        kit.check("replay", "does-the-same", "a recorded session runs again call by call", () -> {
            Path folder = Files.createTempDirectory("tubeway-conformance");
            Path file = folder.resolve("session.rec");
            try {
                gateway.modules()
                        .recordings()
                        .order(RecordingRequest.ofModule(module.name()).withFile(file));
                try (ScriptedTarget target = new ScriptedTarget(ScriptedTargets::chatter);
                        Trial trial = new Trial(gateway, protocol(), valuesFor(target.port()))) {
                    trial.opened().reaches(target);
                    type(trial, REPLAYED_KEYS);
                    trial.client.size(800, 600);
                    trial.client.leave();
                    trial.endsWell();
                }
                return replayed(gateway.modules().recordings().replay(file));
            } finally {
                Files.deleteIfExists(file);
                Files.deleteIfExists(folder);
            }
        });
    }

    private static String replayed(ReplayVerdict verdict) throws Failed {
        return switch (verdict) {
            case ReplayVerdict.Agreed agreed -> agreed.calls() + " calls";
            case ReplayVerdict.Diverged diverged ->
                throw new Failed("call " + diverged.call() + " differs\nthen: " + diverged.recorded() + "\nnow:  "
                        + diverged.replayed() + "\nat " + String.join("\nat ", diverged.frames()));
            case ReplayVerdict.Refused refused -> throw new Failed("not replayed: " + refused.why());
        };
    }

    private void storms() throws InterruptedException {
        session(
                "input",
                "keys-and-mouse",
                "20,000 keys and movements do no harm",
                ScriptedTarget::drain,
                (trial, target) -> {
                    trial.reaches(target);
                    type(trial, KEYS);
                    trial.client.leave();
                    return reason(trial.endsWell());
                });
        session(
                "input",
                "sizes",
                "300 sizes from 1×1 to 4096×4096 do no harm while text comes, and the last is taken",
                ScriptedTargets::chatter,
                (trial, target) -> {
                    trial.reaches(target);
                    Random random = new Random(1);
                    for (int i = 0; i < SIZES; i++) {
                        trial.client.size(
                                1 + random.nextInt(i % 10 == 0 ? 4096 : 1500),
                                1 + random.nextInt(i % 10 == 0 ? 4096 : 1000));
                    }
                    trial.client.size(1, 1);
                    trial.takesSize(640, 480);
                    trial.client.leave();
                    return reason(trial.endsWell());
                });
    }

    /// A check of one session; returns whether it passed.
    private boolean session(String group, String name, String what, ScriptedTarget.Script script, Play play)
            throws InterruptedException {
        return kit.check(group, name, what, () -> {
            try (ScriptedTarget target = new ScriptedTarget(script);
                    Trial trial = new Trial(gateway, protocol(), valuesFor(target.port()))) {
                trial.opened();
                return play.with(trial, target);
            }
        });
    }

    private static void type(Trial trial, int keys) throws IOException {
        Random random = new Random(2);
        for (int i = 0; i < keys; i++) {
            if (i % 50 == 49) {
                trial.client.key(0xff00 + random.nextInt(0x100));
            } else {
                trial.client.key(0x20 + random.nextInt(0x5f));
            }
            trial.client.mouse(random.nextInt(1024), random.nextInt(768), random.nextInt(32));
        }
    }

    private static byte[] garbage(int seed) {
        byte[] bytes = new byte[GARBAGE_BYTES];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private String protocol() {
        return module.protocols().getFirst();
    }

    private Map<String, String> valuesFor(int port) {
        Map<String, String> all = new HashMap<>(values);
        all.put("hostname", "127.0.0.1");
        all.put("port", Integer.toString(port));
        return all;
    }

    /// A port that nobody listens on.
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static String reason(SessionEvent.Ended end) {
        return end.reason().toString();
    }

    private static String used(ModuleAccounts accounts) {
        return accounts.peakPages() * 64 + " KiB at most, busy for "
                + accounts.busy().toMillis() + " ms";
    }

    /// Targets with a longer script.
    private static final class ScriptedTargets {
        private ScriptedTargets() {}

        /// Reads nothing until the module has gone.
        static void deaf(java.net.Socket socket) throws IOException {
            while (!socket.isClosed()) {
                // A write to a module that has gone fails; one byte a tenth of a second is little to live with.
                socket.getOutputStream().write('.');
                pause();
            }
        }

        /// Lines of text, then the end.
        static void flood(java.net.Socket socket) throws IOException {
            byte[] line = "The quick brown fox jumps over the lazy dog, \u001b[32mgreen\u001b[0m and plain.\r\n"
                    .repeat(200)
                    .getBytes(StandardCharsets.US_ASCII);
            for (int sent = 0; sent < FLOOD_BYTES; sent += line.length) {
                socket.getOutputStream().write(line);
            }
        }

        /// Lines of text until the module has gone.
        static void chatter(java.net.Socket socket) throws IOException {
            while (!socket.isClosed()) {
                socket.getOutputStream().write("some words, and some more\r\n".getBytes(StandardCharsets.US_ASCII));
                pause();
            }
        }

        private static void pause() throws IOException {
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
    }
}
