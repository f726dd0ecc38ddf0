package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.FakeGateway;
import dev.tubeway.server.access.TokenFile;
import dev.tubeway.server.http.ManagementServer;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.SettingsSources;
import dev.tubeway.server.settings.SettingsSources.Flag;
import dev.tubeway.server.settings.SettingsSources.Flags;
import dev.tubeway.session.ClientInfo;
import dev.tubeway.session.SessionInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway module` against a management API over a fake gateway.
class ModuleCommandIT {
    @TempDir
    Path folder = Path.of("");

    private final FakeGateway gateway = new FakeGateway();
    private final Map<String, String> environment = new HashMap<>();

    private Invocation run(String... arguments) {
        environment.putIfAbsent("TUBEWAY_DATA", folder.toString());
        return Invocation.run(gateway, environment, arguments);
    }

    private Invocation ask(String... arguments) throws IOException {
        Map<String, Flag> flags =
                Map.of("listen", new Flag("127.0.0.1:0", "test"), "data", new Flag(folder.toString(), "test"));
        ServerSettings settings = ServerSettings.of(SettingsSources.load(new Flags(Optional.empty(), flags), Map.of()));
        String token = TokenFile.readOrCreate(settings.tokenFile());
        try (ManagementServer server = ManagementServer.start(settings, gateway, token)) {
            environment.put("TUBEWAY_URL", server.url());
            return run(arguments);
        }
    }

    private String file(String text) throws IOException {
        Path file = folder.resolve("some.wasm");
        Files.writeString(file, text);
        return file.toString();
    }

    @Test
    void listsTheModulesOfAGateway() throws IOException {
        Invocation list = ask("module", "list");
        assertEquals(0, list.exit(), list.err());
        assertTrue(list.out().contains("telnet  1.0.0    enabled"), list.out());
        Invocation json = ask("module", "list", "--json");
        assertEquals(
                "telnet",
                JsonMapper.shared().readTree(json.out()).at("/modules/0/name").asString());
    }

    @Test
    void disablesAndEnablesTheOneVersionThereIs() throws IOException {
        Invocation disabled = ask("module", "disable", "telnet");
        assertEquals(0, disabled.exit(), disabled.err());
        assertFalse(gateway.modules().find("telnet", "1.0.0").orElseThrow().enabled());
        assertEquals(0, ask("module", "enable", "telnet", "1.0.0").exit());
        assertTrue(gateway.modules().find("telnet", "1.0.0").orElseThrow().enabled());
    }

    @Test
    void asksWhichVersionWhereThereAreSeveral() throws IOException {
        assertEquals(0, ask("module", "add", file("telnet 2.0.0")).exit());
        Invocation disabled = ask("module", "disable", "telnet");
        assertEquals(CommandFailure.USAGE, disabled.exit());
        assertTrue(disabled.err().contains("versions=1.0.0, 2.0.0"), disabled.err());
    }

    @Test
    void addsAndRemovesAModule() throws IOException {
        assertEquals(0, ask("module", "add", file("vnc 2.0.0")).exit());
        assertTrue(gateway.modules().find("vnc", "2.0.0").isPresent());
        assertEquals(0, ask("module", "remove", "vnc").exit());
        assertTrue(gateway.modules().find("vnc", "2.0.0").isEmpty());
    }

    @Test
    void tellsEveryReasonWhyAFileIsRefused() throws IOException {
        Invocation refused = ask("module", "add", file("nonsense"));
        assertEquals(CommandFailure.REFUSED, refused.exit());
        assertTrue(refused.err().contains("file: it is no Wasm file"), refused.err());
        assertTrue(refused.err().contains("section tubeway.manifest: there is none"), refused.err());
    }

    @Test
    void namesAModuleThatIsMissing() throws IOException {
        Invocation enabled = ask("module", "enable", "vnc");
        assertEquals(CommandFailure.REFUSED, enabled.exit());
        assertTrue(enabled.err().contains("name=vnc"), enabled.err());
    }

    @Test
    void listsShowsRecordsAndClosesSessions() throws IOException {
        assertTrue(ask("session", "list").err().contains("no sessions"));
        gateway.sessions.sessions.put(
                "$1",
                new SessionInfo(
                        "$1",
                        "telnet",
                        "telnet",
                        "1.0.0",
                        "db.internal:23",
                        SessionInfo.State.RUNNING,
                        Instant.EPOCH,
                        1024,
                        768,
                        List.of(new ClientInfo(1, "alice", "here", true, false, Instant.EPOCH, 1, 2)),
                        1,
                        2,
                        Optional.empty()));
        assertTrue(ask("session", "list").out().contains("$1       running  telnet    db.internal:23  1"));
        assertTrue(ask("session", "show", "$1").out().contains("clients.0.name: alice"));
        Invocation record = ask("session", "record", "$1");
        assertEquals(CommandFailure.REFUSED, record.exit());
        assertTrue(record.err().contains("cannot be recorded from its middle; with --next"), record.err());
        assertTrue(gateway.modules().recordings().orders().isEmpty());
        assertEquals(0, ask("session", "record", "$1", "--next").exit());
        assertEquals(
                "telnet",
                gateway.modules().recordings().orders().getFirst().request().module());
        assertEquals(0, ask("session", "close", "$1", "--reason", "timeout").exit());
        assertTrue(gateway.sessions.sessions.isEmpty());
        assertEquals(CommandFailure.REFUSED, ask("session", "close", "$1").exit());
    }

    @Test
    void checksAModuleWithoutAGateway() throws IOException {
        Invocation check = run("module", "check", file("vnc 2.0.0"));
        assertEquals(0, check.exit(), check.err());
        assertTrue(check.out().contains("accepted: vnc 2.0.0"), check.out());
        assertTrue(check.out().contains("wants: clipboard (not granted), tls"), check.out());
        assertTrue(check.out().contains("note: function 17 (render) is slow"), check.out());
        assertFalse(check.out().contains("never shown"), check.out());
    }

    @Test
    void aCheckThatRefusesHasItsOwnExitCode() throws IOException {
        Invocation check = run("module", "check", "--json", file("nonsense"));
        assertEquals(CommandFailure.REFUSED, check.exit());
        assertEquals(
                "not-wasm",
                JsonMapper.shared().readTree(check.out()).at("/refusals/0/rule").asString());
        assertEquals(
                CommandFailure.USAGE,
                run("module", "check", "/nonexistent.wasm").exit());
    }

    @Test
    void makesAFolderWithAModule() throws IOException {
        Path sdk = folder.resolve("sdk");
        Files.createDirectories(sdk.resolve("tubeway"));
        Path made = folder.resolve("gopher");
        Invocation result = run("module", "new", "gopher", "--dir", made.toString(), "--sdk", sdk.toString());
        assertEquals(0, result.exit(), result.err());
        assertEquals(made.toString(), result.out().strip());
        String cargo = Files.readString(made.resolve("Cargo.toml"));
        assertTrue(cargo.contains("name = \"gopher\""), cargo);
        assertTrue(cargo.contains("path = \"" + sdk + "/tubeway\""), cargo);
        assertTrue(Files.readString(made.resolve("tubeway.toml")).contains("protocols = [\"gopher\"]"));
        assertTrue(Files.isRegularFile(made.resolve(".cargo/config.toml")));
        assertTrue(Files.isRegularFile(made.resolve(".gitignore")));
        assertFalse(Files.readString(made.resolve("src/lib.rs")).contains("{{"));
    }

    @Test
    void namesTheSdkFromTheFolderWhereBothLieInOneTree() throws IOException {
        Path sdk = Files.createDirectories(folder.resolve("sdk/rust"));
        Files.createDirectories(sdk.resolve("tubeway"));
        Files.writeString(sdk.resolve("Cargo.lock"), "version = 4");
        environment.put("TUBEWAY_HOME", folder.toString());
        Path made = folder.resolve("modules/gopher");
        Invocation result = run("module", "new", "gopher", "--dir", made.toString());
        assertEquals(0, result.exit(), result.err());
        String cargo = Files.readString(made.resolve("Cargo.toml"));
        assertTrue(cargo.contains("path = \"../../sdk/rust/tubeway\""), cargo);
        assertEquals("version = 4", Files.readString(made.resolve("Cargo.lock")));
    }

    @Test
    void makesNoFolderOverAnother() {
        Invocation result = run("module", "new", "gopher", "--dir", folder.toString());
        assertEquals(CommandFailure.USAGE, result.exit());
        assertTrue(result.err().contains("it exists already"), result.err());
        assertEquals(CommandFailure.USAGE, run("module", "new", "Go pher").exit());
    }

    @Test
    void buildsAndChecksWhatCargoMade() throws IOException {
        Path crate = Files.createDirectories(folder.resolve("crate"));
        Files.writeString(crate.resolve("Cargo.toml"), "[package]");
        Path wasm = folder.resolve("built.wasm");
        Files.writeString(wasm, "gopher 1.2.3");
        environment.put("CARGO", cargo("""
                echo not json
                echo '{"reason":"compiler-artifact","filenames":["%s"]}'
                """.formatted(wasm)));
        Invocation result = run("module", "build", crate.toString());
        assertEquals(0, result.exit(), result.err());
        assertEquals(wasm.toString(), result.out().strip());
        assertTrue(result.err().contains("accepted: gopher 1.2.3"), result.err());
    }

    @Test
    void tellsWhyABuildFailed() throws IOException {
        assertEquals(
                CommandFailure.USAGE,
                run("module", "build", folder.resolve("nothing").toString()).exit());
        Files.writeString(folder.resolve("Cargo.toml"), "[package]");
        environment.put("CARGO", cargo("exit 101"));
        Invocation failed = run("module", "build", folder.toString());
        assertEquals(CommandFailure.FAILED, failed.exit());
        assertTrue(failed.err().contains("exit=101"), failed.err());
        environment.put("CARGO", cargo("exit 0"));
        Invocation empty = run("module", "build", folder.toString());
        assertTrue(empty.err().contains("crate-type"), empty.err());
        environment.put("CARGO", "/nonexistent/cargo");
        Invocation missing = run("module", "build", folder.toString());
        assertTrue(missing.err().contains("install Rust"), missing.err());
    }

    private String cargo(String script) throws IOException {
        Path file = folder.resolve("cargo");
        Files.writeString(file, "#!/bin/sh\n" + script);
        assertTrue(file.toFile().setExecutable(true));
        return file.toString();
    }
}
