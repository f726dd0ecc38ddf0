package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.ServeProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// `tubeway up` as a process of its own, at a terminal, with the module `ssh` that was built.
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class UpProcessIT {
    private static final Pattern ADDRESS =
            Pattern.compile("(http://127\\.0\\.0\\.1:\\d+)/console/#/open/([0-9a-f-]+)\\?ticket=([\\w-]{43})");

    /// Gives a program a terminal, and what comes on standard input to it. Ctrl-C counts there, also where these tests
    /// run in the background of a shell that has it ignored.
    private static final List<String> ON_A_TERMINAL = List.of(
            "python3",
            "-c",
            "import os, pty, signal, sys; signal.signal(signal.SIGINT, signal.SIG_DFL);"
                    + " sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))");

    private static final char INTERRUPT = 3;

    @TempDir
    Path data = Path.of("");

    private Process up() throws IOException {
        Path built = Path.of(System.getProperty("tubeway.wasm", ""), "handlers", "ssh.wasm");
        assertTrue(Files.exists(built), "it is not built, or -Dtubeway.wasm is missing: " + built);
        Path modules = Files.createDirectory(data.resolve("handlers"));
        Files.copy(built, modules.resolve("ssh.wasm"));
        return ServeProcess.start(
                data,
                ON_A_TERMINAL,
                List.of(
                        "up",
                        "--no-browser",
                        "--listen",
                        "127.0.0.1:0",
                        "--data",
                        data.toString(),
                        "--set",
                        "modules.folder=" + modules,
                        "--set",
                        "drainTimeout=0s"));
    }

    private Matcher address(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            Matcher address = ADDRESS.matcher(line);
            if (address.find()) {
                return address;
            }
        }
        throw new AssertionError("no address: " + Files.readString(data.resolve("stderr")));
    }

    private String awaitLast(BufferedReader out) throws IOException {
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            if (line.contains("Ctrl-C stops")) {
                return line;
            }
        }
        throw new AssertionError("it ended: " + Files.readString(data.resolve("stderr")));
    }

    /// Shows a ticket; returns the status of the answer.
    private static int show(HttpClient client, Matcher address) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create(address.group(1) + "/v1/sessions/" + address.group(2) + "/seat"))
                .header("Authorization", "Ticket " + address.group(3))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    }

    @Test
    void enterPrintsANewAddressThatOpensAShellWhenTheFirstIsUsedUp() throws Exception {
        Process process = up();
        try (BufferedReader out = process.inputReader();
                Writer keys = process.outputWriter();
                HttpClient client = HttpClient.newHttpClient()) {
            Matcher first = address(out);
            assertTrue(awaitLast(out).contains("Enter prints a new address"));
            assertEquals(201, show(client, first));
            assertEquals(401, show(client, first));
            keys.write('\r');
            keys.flush();
            Matcher second = address(out);
            assertNotEquals(first.group(2), second.group(2));
            assertEquals(201, show(client, second));
            keys.write(INTERRUPT);
            keys.flush();
            out.lines().forEach(line -> {});
            assertTrue(process.waitFor(60, TimeUnit.SECONDS));
            assertEquals(0, process.exitValue(), Files.readString(data.resolve("stderr")));
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
