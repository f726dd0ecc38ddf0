package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Gateway;
import dev.tubeway.server.FakeGateway;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the launcher runs to make the AOT cache, with the modules as they are built.
class RehearseIT {

    @TempDir
    Path folder = Path.of("");

    @Test
    void makesTubesTypesIntoItsOwnTargetsAndEnds() {
        var said = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        CommandContext context = new CommandContext(
                new PrintStream(said, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader("")),
                Map.of("TUBEWAY_DATA", folder.toString()),
                Gateway::start,
                config -> {
                    throw new IllegalStateException("no modules but a gateway's are looked at");
                },
                false,
                new StopSignal());
        String modules =
                Path.of(System.getProperty("tubeway.wasm", ""), "handlers").toString();
        int code = TubewayCommand.line(context)
                .execute(
                        "rehearse",
                        "--listen",
                        "127.0.0.1:0",
                        "--set",
                        "modules.folder=" + modules,
                        "--pairs",
                        "2",
                        "--log-ins",
                        "1",
                        "--lines",
                        "1");
        assertEquals("", complained.toString(StandardCharsets.UTF_8));
        assertEquals(0, code);
        assertTrue(said.toString(StandardCharsets.UTF_8).startsWith("tubeway is ready: "));
    }

    @Test
    void isNothingForPeople() {
        Invocation completion =
                Invocation.run(new FakeGateway(), Map.of("TUBEWAY_DATA", folder.toString()), "completion", "fish");
        assertEquals(0, completion.exit());
        assertFalse(completion.out().contains("rehearse"));
        assertTrue(completion.out().contains("-a serve"));
    }
}
