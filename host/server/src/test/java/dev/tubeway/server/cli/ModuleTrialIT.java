package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.FakeGateway;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.guacamole.net.GuacamoleSocket;
import org.apache.guacamole.net.InetGuacamoleSocket;
import org.apache.guacamole.protocol.ConfiguredGuacamoleSocket;
import org.apache.guacamole.protocol.GuacamoleConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway module run` and `conformance` with the samples as they are built.
class ModuleTrialIT {
    private final String echo = sample("echo");
    private final String faults = sample("faults");

    @TempDir
    Path folder = Path.of("");

    private static String sample(String name) {
        String root = System.getProperty("tubeway.wasm");
        assertNotNull(root, "-Dtubeway.wasm names the folder of the built modules; ./tubeway test sets it");
        Path file = Path.of(root, "samples", name + ".wasm");
        assertTrue(Files.isRegularFile(file), "missing: file=" + file);
        return file.toString();
    }

    private Invocation run(String... arguments) {
        return Invocation.run(new FakeGateway(), Map.of("TUBEWAY_DATA", folder.toString()), arguments);
    }

    @Test
    void runsAModuleForAGuacamoleClientAndTellsWhatItUsed() throws Exception {
        StopSignal stops = new StopSignal();
        PipedOutputStream written = new PipedOutputStream();
        BufferedReader said = new BufferedReader(
                new InputStreamReader(new PipedInputStream(written, 1 << 16), StandardCharsets.UTF_8));
        CommandContext context = new CommandContext(
                new PrintStream(written, true, StandardCharsets.UTF_8),
                System.err,
                new BufferedReader(new StringReader("")),
                Map.of("TUBEWAY_DATA", folder.toString()),
                config -> new FakeGateway(),
                config -> new FakeGateway().modules(),
                false,
                stops);
        try (EchoTarget target = new EchoTarget()) {
            CompletableFuture<Integer> exit = CompletableFuture.supplyAsync(() -> Program.run(
                    context,
                    "module",
                    "run",
                    echo,
                    "--target",
                    "127.0.0.1:" + target.address().getPort(),
                    "--listen",
                    "127.0.0.1:0"));
            String ready = until(said, " is ready for Guacamole clients at ");
            int port = Integer.parseInt(ready.substring(ready.lastIndexOf(':') + 1));
            GuacamoleConfiguration configuration = new GuacamoleConfiguration();
            configuration.setProtocol("echo");
            GuacamoleSocket client =
                    new ConfiguredGuacamoleSocket(new InetGuacamoleSocket("127.0.0.1", port), configuration);
            until(said, " started");
            client.close();
            until(said, " ended: ");
            assertTrue(until(said, "memory").contains("KiB"));
            assertTrue(until(said, "clients").contains("bytes"));
            stops.raise();
            assertEquals(0, exit.get(30, TimeUnit.SECONDS));
        }
    }

    private static String until(BufferedReader said, String part) throws IOException {
        String line = line(said);
        while (line != null && !line.contains(part)) {
            line = line(said);
        }
        assertNotNull(line, "never said: " + part);
        return line;
    }

    /// A pipe takes the end of the thread that wrote last for its own; others write after it.
    private static @Nullable String line(BufferedReader said) throws IOException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (true) {
            try {
                return said.readLine();
            } catch (IOException e) {
                if (!"Write end dead".equals(e.getMessage()) || System.nanoTime() - deadline > 0) {
                    throw e;
                }
                LockSupport.parkNanos(1_000_000);
            }
        }
    }

    @Test
    void saysWhatIsWrongBeforeItRuns() throws IOException {
        Invocation noPort = run("module", "run", echo, "--target", "localhost");
        assertEquals(CommandFailure.USAGE, noPort.exit());
        assertTrue(noPort.err().contains("a host and a port"), noPort.err());
        Invocation unknown = run("module", "run", echo, "--target", "localhost:7", "--param", "color=red");
        assertEquals(CommandFailure.USAGE, unknown.exit());
        assertTrue(unknown.err().contains("it has hostname, port"), unknown.err());
        Path text = Files.writeString(folder.resolve("text.wasm"), "no module");
        Invocation refused = run("module", "run", text.toString(), "--target", "localhost:7");
        assertEquals(CommandFailure.REFUSED, refused.exit());
        assertTrue(refused.err().contains("the module is refused"), refused.err());
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Invocation busy = run(
                    "module", "run", echo, "--target", "localhost:7", "--listen", "127.0.0.1:" + taken.getLocalPort());
            assertEquals(CommandFailure.FAILED, busy.exit());
            assertTrue(busy.err().contains("--listen HOST:PORT"), busy.err());
        }
    }

    @Test
    void aGoodModulePassesEveryCheck() {
        Invocation result = run("module", "conformance", echo, "--json");
        assertEquals(0, result.exit(), result.out());
        JsonNode json = JsonMapper.shared().readTree(result.out());
        assertEquals(0, json.path("failed").asInt());
        for (String group : new String[] {"refusals", "session", "faults", "limits", "input"}) {
            assertTrue(result.out().contains("\"group\" : \"" + group + "\""), result.out());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "trap|opens|the module trapped: |(faults::trap)",
                "loop|opens|the module ran too long without a call of the host: guestTime=300 ms|(faults::endless_loop)",
                "recursion|opens|the module exhausted its call stack: |(faults::recursion), ",
                "memory|opens|the module wanted more memory than its limit: |(faults::memory_bomb)",
                "handles|opens|surface_new: a limit of the session is reached|",
                "log|opens|the module logged more than its limit: logBytesPerSecond=10000|(faults::log_flood)",
                "output|opens|the module wrote more than its limit: outputBytesPerSecond=1000000|(faults::output_flood)",
                "calls|opens|the module called the host more often than its limit: |(faults::call_storm)",
                "deaf|client-leaves|the module did not return in its grace time when its session ended: graceTime=200 ms|"
            })
    void aBadModuleFailsWithTheWordsOfItsFault(String fault, String check, String words, @Nullable String where) {
        Invocation result = run(
                "module",
                "conformance",
                faults,
                "--json",
                "--param",
                "fault=" + fault,
                "--set",
                "modules.limits.guestTime=300ms",
                "--set",
                "modules.limits.graceTime=200ms",
                "--set",
                "modules.limits.hostCallsPerSecond=20000",
                "--set",
                "modules.limits.outputBytesPerSecond=1000000",
                "--set",
                "modules.limits.logBytesPerSecond=10000");
        assertEquals(CommandFailure.FAILED, result.exit(), result.out());
        String told = "";
        for (JsonNode each : JsonMapper.shared().readTree(result.out()).path("checks")) {
            if (each.path("name").asString().equals(check)) {
                assertEquals("fail", each.path("outcome").asString(), result.out());
                told = each.path("detail").asString();
            }
        }
        assertTrue(told.contains(words), result.out());
        assertTrue(where == null || told.contains(where), result.out());
    }

    @Test
    void aFileThatIsNoModuleFailsItsFirstCheck() throws IOException {
        Path text = Files.writeString(folder.resolve("text.wasm"), "no module");
        Invocation result = run("module", "conformance", text.toString());
        assertEquals(CommandFailure.FAILED, result.exit());
        assertTrue(result.out().startsWith("FAIL    refusals   accepted"), result.out());
        assertFalse(result.out().contains("session"), result.out());
    }
}
