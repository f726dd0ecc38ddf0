package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.RETURN;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.module;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Identity;
import dev.tubeway.internal.module.ModuleHost.SessionTarget;
import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.module.abi.StreamInfo;
import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A module that speaks TLS to a real server, from the first byte or in mid-stream.
@Timeout(120)
class TlsTest {
    private static final byte[] DROPPED = code(DROP);
    private static final byte[] HANDLE = code(0x20, 0);
    private static final String ANY_KEY = "abababababababababababababababababababababababababababababababab";
    private static final int GREETING = 100;
    private static final int OPTIONS = 300;
    private static final int ANSWER = 1000;

    @TempDir
    private static Path folder = Path.of("unset");

    private static @Nullable Identity identity;

    private final FakeHost host = new FakeHost();
    private ModuleStore store = store(ModulePolicy.defaults());
    private ServerSocket server = closedServer();

    private static ModuleStore store(ModulePolicy policy) {
        return new ModuleStore(ModuleConfig.defaults().withPolicy(policy.withGrants(Map.of("*", Set.of("tls")))));
    }

    private static ServerSocket closedServer() {
        try {
            return new ServerSocket();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @BeforeAll
    static void makeCertificate() {
        identity = Identity.make(folder, "localhost", "EC");
    }

    private static Identity identity() {
        return Objects.requireNonNull(identity);
    }

    @BeforeEach
    void listen() throws Exception {
        server.bind(new java.net.InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        host.target = new SessionTarget("test", "127.0.0.1", server.getLocalPort());
    }

    @AfterEach
    void close() throws Exception {
        server.close();
        store.close();
    }

    /// Answers one client: a line in the clear where `greeted`, then a line over TLS.
    private CompletableFuture<String> serve(boolean greeted) {
        var heard = new CompletableFuture<String>();
        Thread.ofPlatform().daemon().start(() -> {
            try (Socket client = server.accept()) {
                if (greeted) {
                    StringBuilder line = new StringBuilder();
                    for (int next = client.getInputStream().read();
                            next != '\n';
                            next = client.getInputStream().read()) {
                        line.append((char) next);
                    }
                    client.getOutputStream().write((line + " yes").getBytes(StandardCharsets.UTF_8));
                }
                SSLContext context = identity().serving();
                try (var tls =
                        (SSLSocket) context.getSocketFactory().createSocket(client, null, client.getPort(), true)) {
                    tls.setUseClientMode(false);
                    var in = new BufferedReader(new InputStreamReader(tls.getInputStream(), StandardCharsets.UTF_8));
                    String line = String.valueOf(in.readLine());
                    tls.getOutputStream().write(("heard " + line).getBytes(StandardCharsets.UTF_8));
                    heard.complete(line);
                }
            } catch (IOException | java.security.GeneralSecurityException e) {
                heard.completeExceptionally(e);
            }
        });
        return heard;
    }

    private static byte[] logged(WasmBuilder builder, byte[] length) {
        // log(INFO, ANSWER, length): the length is what the call before gave.
        return bytes(
                length, code(0x21, 2), i32(LogLevel.INFO), i32(ANSWER), code(0x20, 2), builder.call("log"), DROPPED);
    }

    private ModuleEnd run(boolean greeted, String options) throws Exception {
        var builder = module("test", "1.0.0")
                .manifest(WasmBuilder.manifest("test", "1.0.0", ", \"capabilities\": {\"needs\": [\"tls\"]}"))
                .imports("connect", "iiii>i")
                .imports("write_all", "iiii>i")
                .imports("read", "iiii>i")
                .imports("start_tls", "iiii>i")
                .imports("stream_info", "iiii>i")
                .imports("log", "iii>i")
                .data(GREETING, "starttls\nhello\n")
                .data(OPTIONS, options);
        byte[] read = bytes(HANDLE, i32(ANSWER), i32(1000), i32(20_000), builder.call("read"));
        byte[] greeting = bytes(
                HANDLE, i32(GREETING), i32(9), i32(20_000), builder.call("write_all"), DROPPED, logged(builder, read));
        builder.main(
                builder.call("connect", 0, 0, 1, 20_000),
                code(0x21, 0),
                greeted ? greeting : new byte[0],
                HANDLE,
                i32(OPTIONS),
                i32(options.length()),
                i32(20_000),
                builder.call("start_tls"),
                // Where it failed, its status is the module's.
                code(0x22, 1, 0x41, 0, 0x48, 0x04, 0x40, 0x20, 1, RETURN, 0x0b),
                HANDLE,
                i32(GREETING + 9),
                i32(6),
                i32(20_000),
                builder.call("write_all"),
                DROPPED,
                logged(builder, read),
                logged(
                        builder,
                        bytes(
                                HANDLE,
                                i32(StreamInfo.TLS_VERSION),
                                i32(ANSWER),
                                i32(1000),
                                builder.call("stream_info"))),
                HANDLE,
                i32(StreamInfo.CERTIFICATE),
                i32(ANSWER),
                i32(4000),
                builder.call("stream_info"));
        assertInstanceOf(ModuleVerdict.Accepted.class, store.add(builder.build()));
        var end = new CompletableFuture<ModuleEnd>();
        ModuleRun run = store.serving("test").orElseThrow().open(host, ModuleLimits.defaults());
        Thread.ofVirtual().start(() -> end.complete(run.run()));
        return end.get(60, TimeUnit.SECONDS);
    }

    private static int status(ModuleEnd end) {
        return assertInstanceOf(ModuleEnd.Returned.class, end, end.toString()).status();
    }

    private static String pin() throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256")
                        .digest(identity().chain().getPublicKey().getEncoded()));
    }

    @Test
    void speaksTlsFromTheFirstByteToTheServerWhoseKeyItKnows() throws Exception {
        var heard = serve(false);
        ModuleEnd end = run(false, "verify=none\npin-sha256=" + pin());
        assertEquals(identity().chain().getEncoded().length, status(end));
        assertEquals("hello", heard.get(20, TimeUnit.SECONDS));
        assertEquals(List.of("heard hello", "TLSv1.3"), List.copyOf(host.log));
        var traffic = end.accounts().handles().getFirst();
        assertEquals(6, traffic.bytesOut());
        assertEquals(11, traffic.bytesIn());
    }

    @Test
    void turnsToTlsInMidStream() throws Exception {
        var heard = serve(true);
        assertTrue(status(run(true, "verify=none")) > 0);
        assertEquals("hello", heard.get(20, TimeUnit.SECONDS));
        assertEquals(List.of("starttls yes", "heard hello", "TLSv1.3"), List.copyOf(host.log));
    }

    @Test
    void aServerWithAnotherKeyThanTheOneKnownIsNotTrusted() throws Exception {
        var _ = serve(false);
        assertEquals(Status.AUTH_FAILED, status(run(false, "verify=none\npin-sha256=" + "ab".repeat(32))));
    }

    @Test
    void aCertificateOfNobodyIsNotTrusted() throws Exception {
        var _ = serve(false);
        assertEquals(Status.AUTH_FAILED, status(run(false, "")));
    }

    @Test
    void policyForbidsToTrustAnybodyButNotAKnownKey() throws Exception {
        store.close();
        store = store(ModulePolicy.defaults().withUnverifiedTls(false));
        var denied = serve(false);
        assertEquals(Status.DENIED, status(run(false, "verify=none")));
        assertThrows(ExecutionException.class, () -> denied.get(20, TimeUnit.SECONDS));
        store.close();
        store = store(ModulePolicy.defaults().withUnverifiedTls(false));
        var heard = serve(false);
        assertTrue(status(run(false, "verify=none\npin-sha256=" + pin())) > 0);
        assertEquals("hello", heard.get(20, TimeUnit.SECONDS));
    }

    @Test
    void policyForbidsEncryptionWithoutACertificateAsItForbidsToTrustAnybody() throws Exception {
        store.close();
        store = store(ModulePolicy.defaults().withUnverifiedTls(false));
        var _ = serve(false);
        assertEquals(Status.DENIED, status(run(false, "verify=anonymous")));
    }

    @Test
    void whereNothingSpeaksTlsWithoutACertificateThatIsSaid() throws Exception {
        var _ = serve(false);
        assertEquals(Status.UNSUPPORTED, status(run(false, "verify=anonymous")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"verify=maybe", "verify=anonymous\npin-sha256=" + ANY_KEY})
    void optionsThatAreWrongAreSaid(String options) throws Exception {
        var _ = serve(false);
        assertEquals(Status.INVALID, status(run(false, options)));
    }
}
