package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.display.ViewOptions;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every golden vector of the ABI, by a guest on the engine, through the whole runtime.
@Timeout(60)
class VectorsTest {
    private static final Path VECTORS = Path.of("../../abi/vectors");
    private static final ModuleLimits LIMITS = ModuleLimits.defaults().withGraceTime(Duration.ofMinutes(5));

    /// Stores by what their policy grants, and in each a module for what its manifest declares.
    private static final Map<Set<String>, ModuleStore> STORES = new HashMap<>();

    /// The servers of the one session that runs.
    private static final VectorSsh SSH = new VectorSsh();

    record Case(String function, String name, JsonNode words) {
        @Override
        public String toString() {
            return function + ": " + name;
        }
    }

    static Stream<Case> cases() throws IOException {
        var mapper = new JsonMapper();
        var cases = new ArrayList<Case>();
        try (Stream<Path> files = Files.list(VECTORS)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".json"))
                    .sorted()
                    .toList()) {
                JsonNode root = mapper.readTree(Files.readAllBytes(file));
                String function = root.path("function").asString();
                root.path("cases")
                        .forEach(each ->
                                cases.add(new Case(function, each.path("name").asString(), each)));
            }
        }
        return cases.stream();
    }

    @AfterAll
    static void close() {
        STORES.values().forEach(ModuleStore::close);
        STORES.clear();
    }

    private static LoadedModule module(JsonNode words) {
        Set<String> grants =
                words.path("grants").valueStream().map(JsonNode::asString).collect(Collectors.toSet());
        ModuleStore store = STORES.computeIfAbsent(
                grants,
                granted -> new ModuleStore(
                        ModuleConfig.defaults()
                                .withPolicy(ModulePolicy.defaults().withGrants(Map.of("*", granted))),
                        Optional.of(SSH)));
        var parameters = new ArrayList<String>();
        words.path("host")
                .path("params")
                .propertyStream()
                .forEach(each -> parameters.add("{\"name\": \"" + each.getKey() + "\", \"type\": \"string\"}"));
        words.path("host")
                .path("secrets")
                .propertyStream()
                .forEach(each -> parameters.add(
                        "{\"name\": \"" + each.getKey() + "\", \"type\": \"string\", \"secret\": true}"));
        String name = "puppet-" + parameters.size();
        String wants =
                AbiVersion.CAPABILITIES.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(", "));
        String more = ", \"capabilities\": {\"wants\": [" + wants + "]}, \"parameters\": ["
                + String.join(", ", parameters) + "]";
        byte[] wasm = Puppet.wasm(WasmBuilder.manifest(name, "1.0.0", more));
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(wasm));
        return store.serving(name).orElseThrow();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theHostAnswersAsTheVectorTells(Case vector) throws IOException {
        JsonNode words = vector.words();
        JsonNode host = words.path("host");
        int handles = host.path("handles").asInt(LIMITS.handles());
        try (var session = new VectorHost(host, SSH);
                var puppet = Puppet.start(module(words), session, LIMITS.withHandles(handles))) {
            session.onEnd(() -> puppet.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED)));
            AbiFunction function = function(vector.function());
            if (!offers(puppet, words)) {
                assertEquals(OptionalInt.of(Puppet.status("UNSUPPORTED")), puppet.call(function, arguments(words)));
                return;
            }
            if (host.path("cancelled").asBoolean(false)) {
                puppet.cancel(CloseReason.of(CloseReason.Kind.ADMIN_CLOSED));
            }
            for (JsonNode call : words.path("setup")) {
                write(puppet, call);
                String name = call.path("function").asString();
                assertEquals(result(call), puppet.call(function(name), arguments(call)), "setup " + name);
            }
            write(puppet, words);
            int[] before = unsigned(puppet.memory());
            assertEquals(result(words), puppet.call(function, arguments(words)));
            assertMemory(before, words.path("after").path("memory"), puppet.memory());
            drawn(puppet, session, words.path("after"));
            ModuleEnd end = puppet.end();
            told(session, end, words.path("after"));
        }
    }

    private static boolean offers(Puppet puppet, JsonNode words) {
        boolean offered = true;
        for (JsonNode feature : words.path("features")) {
            byte[] name = feature.asString().getBytes(StandardCharsets.UTF_8);
            System.arraycopy(name, 0, puppet.memory(), 0, name.length);
            offered &= puppet.call(AbiFunction.FEATURE, 0, name.length).equals(OptionalInt.of(1));
        }
        Arrays.fill(puppet.memory(), (byte) 0);
        return offered;
    }

    private static AbiFunction function(String name) {
        AbiFunction function = AbiFunction.named(name);
        if (function == null) {
            throw new AssertionError("no such function: name=" + name);
        }
        return function;
    }

    private static long[] arguments(JsonNode call) {
        return call.path("args").valueStream().mapToLong(JsonNode::asLong).toArray();
    }

    /// Empty for a trap.
    private static OptionalInt result(JsonNode call) {
        JsonNode result = call.path("result");
        if (result.isNumber()) {
            return OptionalInt.of(result.asInt());
        }
        return result.asString().equals("TRAP")
                ? OptionalInt.empty()
                : OptionalInt.of(Puppet.status(result.asString()));
    }

    private static void write(Puppet puppet, JsonNode call) {
        call.path("memory").propertyStream().forEach(each -> {
            byte[] bytes = VectorBytes.known(each.getValue());
            System.arraycopy(bytes, 0, puppet.memory(), Integer.decode(each.getKey()), bytes.length);
        });
    }

    private static int[] unsigned(byte[] bytes) {
        int[] all = new int[bytes.length];
        Arrays.setAll(all, i -> bytes[i] & 0xff);
        return all;
    }

    private static void assertMemory(int[] before, JsonNode changes, byte[] after) {
        int[] wanted = before.clone();
        int[] found = unsigned(after);
        changes.propertyStream().forEach(each -> {
            int[] bytes = VectorBytes.of(each.getValue());
            for (int i = 0; i < bytes.length; i++) {
                int at = Integer.decode(each.getKey()) + i;
                wanted[at] = bytes[i] == VectorBytes.ANY ? found[at] : bytes[i];
            }
        });
        assertArrayEquals(wanted, found, "the guest's memory");
    }

    // ---- what holds while the session is open

    private static void drawn(Puppet puppet, VectorHost session, JsonNode after) throws IOException {
        Display display = session.display();
        for (Map.Entry<String, JsonNode> surface : after.path("pixels").properties()) {
            int number = Integer.parseInt(surface.getKey());
            if (number != 0) {
                // Only the screen can be looked at.
                OptionalInt copied = puppet.call(AbiFunction.SURFACE_COPY, number, 0, 0, 8, 4, 0, 0, 0);
                assertEquals(OptionalInt.of(0), copied);
            }
            display.frame();
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(display.screenshot()));
            for (JsonNode pixel : surface.getValue()) {
                int x = pixel.path(0).asInt();
                int y = pixel.path(1).asInt();
                String found = String.format("%08x", picture.getRGB(x, y));
                assertEquals(pixel.path(2).asString(), found, "pixel " + x + "," + y);
            }
        }
        // Reads until the guest's direction ends, while its session is still open.
        after.path("shutdown")
                .forEach(handle -> session.peers.get(handle.asInt() - 2).sent());
        if (after.has("title")) {
            assertTrue(shown(display).contains("4.name,5." + after.path("title").asString() + ";"));
        }
        if (after.has("rows")) {
            List<String> rows = texts(after.path("rows"));
            assertEquals(rows, rows(display).subList(0, rows.size()));
        }
        if (after.has("scrollback")) {
            var all = new ArrayList<>(texts(after.path("scrollback")));
            all.addAll(rows(display));
            scrollUp(display);
            assertEquals(all.subList(0, display.rows()), rows(display));
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString).toList();
    }

    /// What a client is sent.
    private static String shown(Display display) {
        try (var pool = BufferPool.ofDefaultSize();
                var writer = new InstructionWriter(pool);
                var view = display.view(ViewOptions.defaults())) {
            display.frame();
            view.write(writer);
            return StandardCharsets.UTF_8.decode(writer.bytes()).toString();
        }
    }

    /// The text of the grid, as a person selects it row by row.
    private static List<String> rows(Display display) {
        var rows = new ArrayList<String>();
        for (int row = 0; row < display.rows(); row++) {
            rows.add(select(display, row));
        }
        return rows;
    }

    private static String select(Display display, int row) {
        int left = 0;
        while (display.columnAt(left) < 0) {
            left++;
        }
        int right = left;
        while (display.columnAt(right + 1) >= 0) {
            right++;
        }
        int y = 0;
        while (display.rowAt(y) < row) {
            y++;
        }
        display.mouse(left, y, 1);
        display.mouse(right, y, 1);
        display.mouse(right, y, 0);
        return display.selection().stripTrailing();
    }

    private static void scrollUp(Display display) {
        int shift = 0xffe1;
        int pageUp = 0xff55;
        display.key(shift, true);
        for (int i = 0; i < 10; i++) {
            display.key(pageUp, true);
            display.key(pageUp, false);
        }
        display.key(shift, false);
    }

    // ---- what is told when it is over

    private static void told(VectorHost session, ModuleEnd end, JsonNode after) {
        if (after.has("log")) {
            assertEquals(pairs(after.path("log")), session.log);
        }
        if (after.has("ssh")) {
            assertEquals(texts(after.path("ssh")), SSH.heard);
        }
        if (after.has("messages")) {
            assertEquals(texts(after.path("messages")), session.messages);
        }
        if (after.has("required")) {
            assertEquals(texts(after.path("required")), session.required);
        }
        if (after.has("end")) {
            JsonNode said = after.path("end");
            assertEquals(said.path(0).asInt(), end.reason().kind().code());
            assertEquals(said.path(1).asString(), end.reason().detail());
        }
        if (after.has("raw")) {
            assertArrayEquals(VectorBytes.known(after.path("raw")), session.raw.toByteArray());
        }
        after.path("sent").propertyStream().forEach(each -> {
            int handle = Integer.parseInt(each.getKey());
            MemoryStream stream = session.streams.get(handle);
            byte[] sent = stream == null ? session.peers.get(handle - 2).sent() : stream.sent.toByteArray();
            assertArrayEquals(VectorBytes.known(each.getValue()), sent);
        });
        after.path("refused").propertyStream().forEach(each -> {
            MemoryStream stream = session.streams.get(Integer.parseInt(each.getKey()));
            String wanted = each.getValue().path(0).asInt() + " "
                    + each.getValue().path(1).asString();
            assertEquals(wanted, stream == null ? null : stream.refused);
        });
    }

    private static List<String> pairs(JsonNode list) {
        return list.valueStream()
                .map(each -> each.path(0).asInt() + " " + each.path(1).asString())
                .toList();
    }
}
