package dev.tubeway.server.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.GatewayConfig;
import dev.tubeway.IceServer;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.server.settings.SettingsSources.Flag;
import dev.tubeway.server.settings.SettingsSources.Flags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingsSourcesTest {
    @TempDir
    Path folder = Path.of("");

    private final Map<String, Flag> flags = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @BeforeEach
    void emptyFolder() {
        flags.put("data", new Flag(folder.toString(), "--data"));
    }

    private Settings load() {
        return SettingsSources.load(new Flags(Optional.empty(), flags), environment);
    }

    private void file(String... lines) throws IOException {
        Files.write(folder.resolve("tubeway.yaml"), List.of(lines));
    }

    private String refusal() {
        return String.valueOf(assertThrows(SettingsException.class, () -> ServerSettings.of(load()))
                .getMessage());
    }

    @Test
    void defaultsAreThoseOfTheGateway() {
        GatewayConfig gateway = ServerSettings.of(load()).gateway();
        assertEquals(GatewayConfig.defaults(), gateway.withModules(ModuleConfig.defaults()));
    }

    @Test
    void modulesLieInTheDataFolderAndMayDoWhatConcernsTheirOwnSession() {
        ModuleConfig modules = ServerSettings.of(load()).gateway().modules();
        assertTrue(modules.folder().orElseThrow().endsWith("modules"));
        assertTrue(modules.cache().orElseThrow().endsWith("cache"));
        assertEquals(ModuleLimits.defaults(), modules.policy().limits());
        assertTrue(modules.policy().grants("any", "tls"));
        assertFalse(modules.policy().grants("any", "network"));
    }

    @Test
    void grantsAreReadByModule() {
        flags.put("modules.grants", new Flag("telnet=network+tls,*=tls", "--set"));
        ModulePolicy policy = ServerSettings.of(load()).gateway().modules().policy();
        assertTrue(policy.grants("telnet", "network"));
        assertFalse(policy.grants("vnc", "network"));
        assertTrue(policy.grants("vnc", "tls"));
        flags.put("modules.grants", new Flag("telnet", "--set"));
        assertTrue(refusal().contains("a grant is MODULE=CAPABILITY"), this::refusal);
    }

    @Test
    void everyDefaultIsAsDocumented() {
        ServerSettings settings = ServerSettings.of(load());
        assertEquals("127.0.0.1:8443", Units.format(settings.listen()));
        assertEquals(Duration.ofSeconds(10), settings.drainTimeout());
        assertEquals(new ServerSettings.Http(1 << 20, 1024), settings.http());
        assertEquals(
                new ServerSettings.Events(8192, 128, Duration.ofSeconds(15), Duration.ofSeconds(10)),
                settings.events());
        assertEquals(new ServerSettings.Idempotency(10_000, Duration.ofHours(24)), settings.idempotency());
        assertEquals(Duration.ofSeconds(10), settings.diagnosticsTimeout());
        assertTrue(settings.tls().isEmpty());
    }

    @Test
    void aFlagWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        file("drainTimeout: 1s", "maxTubes: 1", "maxConcurrentCreates: 1");
        environment.put("TUBEWAY_DRAINTIMEOUT", "2s");
        environment.put("TUBEWAY_MAXTUBES", "2");
        flags.put("drainTimeout", new Flag("3s", "--set"));
        Settings settings = load();
        assertEquals(Duration.ofSeconds(3), settings.get(SettingsTable.DRAIN_TIMEOUT));
        assertEquals("flag --set", settings.origin(SettingsTable.DRAIN_TIMEOUT));
        assertEquals(2, settings.get(SettingsTable.MAX_TUBES));
        assertEquals("environment TUBEWAY_MAXTUBES", settings.origin(SettingsTable.MAX_TUBES));
        assertEquals(1, settings.get(SettingsTable.MAX_CONCURRENT_CREATES));
        assertEquals(folder.resolve("tubeway.yaml") + ":3", settings.origin(SettingsTable.MAX_CONCURRENT_CREATES));
        assertEquals("default", settings.origin(SettingsTable.LISTEN));
    }

    @Test
    void everySettingCanBeWrittenInAFileAsItIsShown() throws IOException {
        Settings before = load();
        StringBuilder yaml = new StringBuilder();
        for (Settings.Entry<?> entry : before.entries()) {
            if (!entry.setting().equals(SettingsTable.DATA)) {
                yaml.append(entry.setting().key())
                        .append(": '")
                        .append(entry.shown())
                        .append("'\n");
            }
        }
        file(yaml.toString().split("\n"));
        assertEquals(ServerSettings.of(before), ServerSettings.of(load()));
    }

    @Test
    void everySettingCanBeSetByTheEnvironmentAsItIsShown() {
        Settings before = load();
        before.entries().forEach(entry -> environment.put(entry.setting().variable(), entry.shown()));
        assertEquals(ServerSettings.of(before), ServerSettings.of(load()));
    }

    @Test
    void readsNestedAndDottedKeysAndLists() throws IOException {
        file(
                "limits:",
                "  windowBytes: 128KiB",
                "limits.idleTimeout: 90m",
                "iceServers:",
                "  - stun:a.test:3478",
                "  - urls: [turn:b.test:3478, 'turns:b.test:5349?transport=tcp']",
                "    username: me@x",
                "    credential: 'p:a,s/s'",
                "  - urls: turn:c.test:3478",
                "    secret: 'n:o,r@t/h'");
        GatewayConfig config = ServerSettings.of(load()).gateway();
        assertEquals(128 << 10, config.limits().windowBytes());
        assertEquals(Duration.ofMinutes(90), config.limits().idleTimeout());
        assertEquals(
                List.of(
                        IceServer.stun("stun:a.test:3478"),
                        IceServer.turn("turn:b.test:3478", "me@x", "p:a,s/s"),
                        IceServer.turn("turns:b.test:5349?transport=tcp", "me@x", "p:a,s/s"),
                        IceServer.turnWithSecret("turn:c.test:3478", "n:o,r@t/h")),
                config.iceServers());
    }

    @Test
    void anUnknownKeyInTheFileIsNamedWithLineAndTheRightOne() throws IOException {
        file("limits:", "  windowBites: 1MiB");
        assertEquals(
                "no such setting: limits.windowBites (" + folder.resolve("tubeway.yaml")
                        + ":2); did you mean limits.windowBytes? `tubeway config` lists all",
                refusal());
    }

    @ParameterizedTest
    @CsvSource({
        "TUBEWAY_LISTENN,TUBEWAY_LISTEN",
        "TUBEWAY_LIMITS_WINDOW_BYTES,TUBEWAY_LIMITS_WINDOWBYTES",
        "TUBEWAY_WINDOWBYTES,TUBEWAY_LIMITS_WINDOWBYTES"
    })
    void anUnknownVariableIsNamedWithTheRightOne(String wrong, String right) {
        environment.put(wrong, "1");
        String message = refusal();
        assertTrue(message.contains("environment " + wrong), message);
        assertTrue(message.contains("did you mean " + right + "?"), message);
    }

    @ParameterizedTest
    @CsvSource({
        "port,listen",
        "tls.cert,tls.certificate",
        "logLevel,log.level",
        "Limits.idle-timeout,limits.idleTimeout",
        "stunServers,iceServers"
    })
    void aRetiredOrMisspeltFlagIsNamedWithTheRightOne(String wrong, String right) {
        flags.put(wrong, new Flag("1", "--set"));
        String message = refusal();
        assertTrue(message.contains(wrong + " (flag --set)"), message);
        assertTrue(message.contains("did you mean " + right + "?"), message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drainTimeout|10|15s",
                "drainTimeout|soon|15s",
                "limits.windowBytes|64KB|256KiB",
                "limits.windowBytes|1KiB|windowBytes is 16384 to",
                "limits.maxFrameBytes|4GiB|below 2GiB",
                "listen|8443|127.0.0.1:8443",
                "listen|::1:8443|[::1]:8443",
                "listen|127.0.0.1:70000|0 to 65535",
                "policy.allowLoopback|perhaps|true or false",
                "log.level|loud|error, warning, info",
                "maxTubes|-1|zero or more",
                "iceServers|http://a|stun:",
                "iceServers|turn:a.test|username and a credential",
                "iceServers|turn:north@a.test|turn:secret=SECRET@host:port",
                "iceServers|turn:secret=@a.test|a secret that is not empty",
                "events.capacity|1|capacity=1",
                "transport.minPort|5000|maxPort"
            })
    void aBadValueIsNamedWithItsOriginAndWhatIsRight(String key, String value, String right) {
        flags.put(key, new Flag(value, "--set"));
        String message = refusal();
        assertTrue(message.contains(key + " (flag --set)"), message);
        assertTrue(message.contains(right), message);
    }

    @Test
    void aBadValueInTheFileIsNamedWithItsLine() throws IOException {
        file("", "drainTimeout: soon");
        assertTrue(refusal().contains("drainTimeout (" + folder.resolve("tubeway.yaml") + ":2)"));
    }

    @Test
    void aTurnServerInTheFileHasALoginOrASecret() throws IOException {
        file("iceServers:", "  - urls: turn:a.test", "    username: me", "    secret: north");
        String message = refusal();
        assertTrue(message.contains("or a secret, not both (" + folder.resolve("tubeway.yaml") + ":2)"), message);
        assertFalse(message.contains("north"), message);
    }

    @Test
    void aFileThatIsNotYamlIsRefused() throws IOException {
        file("listen: [");
        assertTrue(refusal().startsWith("not YAML: "));
        file("- a");
        assertTrue(refusal().contains("keys and values"));
        file("listen: 127.0.0.1:1", "listen: 127.0.0.1:2");
        assertTrue(refusal().contains("listen"));
    }

    @Test
    void aNamedFileThatIsMissingIsRefused() {
        Path missing = folder.resolve("missing.yaml");
        String message = String.valueOf(assertThrows(
                        SettingsException.class,
                        () -> SettingsSources.load(new Flags(Optional.of(missing), flags), environment))
                .getMessage());
        assertEquals("there is no settings file " + missing, message);
    }

    @Test
    void theDataFoldersOwnFileCannotMoveTheFolder() throws IOException {
        file("data: /elsewhere");
        assertTrue(refusal().contains("--data"));
    }

    @Test
    void anAddressOfTheNetworkNeedsTls() {
        flags.put("listen", new Flag("192.0.2.1:8443", "--listen"));
        String message = refusal();
        assertTrue(message.contains("tls.certificate and tls.privateKey"), message);
        flags.put("tls.certificate", new Flag("cert.pem", "--set"));
        assertTrue(refusal().contains("both"));
        flags.put("tls.privateKey", new Flag("key.pem", "--set"));
        assertTrue(ServerSettings.of(load()).tls().isPresent());
    }

    @Test
    void secretsAreNotShown() {
        environment.put("TUBEWAY_ICESERVERS", "turn:me:hush@a.test:3478,turn:secret=hush@b.test");
        for (Settings.Entry<?> entry : load().entries()) {
            assertFalse(entry.shown().contains("hush"));
        }
        assertEquals(
                "turn:me:***@a.test:3478,turn:secret=***@b.test",
                IceServers.display(load().get(SettingsTable.ICE_SERVERS)));
        List<IceServer> servers = load().get(SettingsTable.ICE_SERVERS);
        assertEquals(servers, IceServers.parse(IceServers.format(servers)));
    }

    @Test
    void theDataFolderFollowsTheOperatingSystem() {
        assertEquals(Path.of("/home/u/.local/share/tubeway"), DataFolder.standard(Map.of(), "Linux", "/home/u"));
        assertEquals(
                Path.of("/data/tubeway"), DataFolder.standard(Map.of("XDG_DATA_HOME", "/data"), "Linux", "/home/u"));
        assertEquals(
                Path.of("/Users/u/Library/Application Support/Tubeway"),
                DataFolder.standard(Map.of(), "Mac OS X", "/Users/u"));
        assertEquals(
                Path.of("/local/Tubeway"), DataFolder.standard(Map.of("LOCALAPPDATA", "/local"), "Windows 11", "/u"));
    }
}
