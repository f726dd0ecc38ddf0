package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.IceServer;
import dev.tubeway.spi.PeerTransport;
import dev.tubeway.spi.TransportProvider;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.PeerOptions;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.io.IOException;
import java.net.DatagramSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Peers that meet through a TURN server, and what a diagnosis says about it. The server is coturn, started here.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WebRtcRelayIT {
    private static final String ADDRESS = "10.77.0.1";
    private static final int PORT = 3_478;
    private static final String TURN = "turn:" + ADDRESS + ":" + PORT + "?transport=udp";
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private Process turnserver;
    private TransportProvider provider;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("turnserver.conf"), """
                listening-ip=%s
                listening-port=%d
                relay-ip=%s
                min-port=49160
                max-port=49200
                lt-cred-mech
                user=tube:secret
                realm=test
                no-tls
                no-dtls
                no-cli
                simple-log
                log-file=%s
                pidfile=%s
                userdb=%s
                """.formatted(
                        ADDRESS, PORT, ADDRESS, folder.resolve("log"), folder.resolve("pid"), folder.resolve("db")));
        turnserver = new ProcessBuilder("turnserver", "-c", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        provider = new WebRtcTransportFactory().create(TransportConfig.defaults());
        Await.until(
                "the TURN server answers",
                () -> provider.diagnose(List.of(IceServer.stun("stun:" + ADDRESS + ":" + PORT)), Duration.ofMillis(200))
                                .getLast()
                                .verdict()
                        == Verdict.OK);
    }

    @AfterAll
    void stop() throws InterruptedException {
        provider.close();
        turnserver.destroy();
        assertTrue(turnserver.waitFor(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS));
    }

    @Test
    void usesRelayedCandidatesOnlyWhereAskedTo() throws Exception {
        var options = new PeerOptions("relayed", List.of(IceServer.turn(TURN, "tube", "secret")), true, false);
        try (var pair = Pair.open(provider, options)) {
            assertTrue(pair.leftChannel.send(Pair.direct(new byte[] {5})));
            assertArrayEquals(new byte[] {5}, pair.right.next());

            Await.until("a selected pair", () -> pair.offerer.stats().selected().isPresent());
            var selected = pair.offerer.stats().selected().orElseThrow();
            assertEquals("relay", selected.localType(), selected.toString());
            assertEquals("relay", selected.remoteType(), selected.toString());
        }
    }

    @Test
    void offersRelayedCandidatesOnlyWhereAskedTo() throws Exception {
        var options = new PeerOptions("relayed", List.of(IceServer.turn(TURN, "tube", "secret")), true, false);
        var peer = provider.open(options, new PeerRecorder());
        peer.openChannel("first");
        String offer = peer.createOffer();
        peer.close();

        List<String> candidates =
                offer.lines().filter(line -> line.startsWith("a=candidate:")).toList();
        assertFalse(candidates.isEmpty(), offer);
        assertTrue(candidates.stream().allMatch(line -> line.contains(" typ relay")), offer);
    }

    @Test
    void aRestartGathersWithTheCredentialsOfThen() throws Exception {
        var revoked = new AtomicBoolean();
        var options = new PeerOptions(
                "restarted",
                () -> List.of(IceServer.turn(TURN, "tube", revoked.get() ? "revoked" : "secret")),
                true,
                true);
        var told = new PeerRecorder();
        var answererTold = new PeerRecorder();
        PeerTransport offerer = provider.open(options, told);
        PeerTransport answerer = provider.open(options, answererTold);
        offerer.openChannel("first");
        offerer.acceptAnswer(answerer.acceptOffer(offerer.createOffer()));
        assertEquals(1, relays(told));
        assertEquals(1, relays(answererTold));

        revoked.set(true);
        offerer.acceptAnswer(answerer.acceptOffer(offerer.restartIce()));
        assertEquals(0, relays(told));
        assertEquals(0, relays(answererTold));

        revoked.set(false);
        offerer.acceptAnswer(answerer.acceptOffer(offerer.restartIce()));
        assertEquals(1, relays(told));
        assertEquals(1, relays(answererTold));
        offerer.close();
        answerer.close();
    }

    /// Counts relayed candidates until the end of those that are gathered now.
    private static int relays(PeerRecorder told) throws InterruptedException {
        int relays = 0;
        while (true) {
            String candidate = told.candidates.poll(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS);
            if (candidate == null) {
                throw new AssertionError("gathering did not end; relayed candidates so far: " + relays);
            }
            if (candidate.isEmpty()) {
                return relays;
            }
            assertTrue(candidate.contains(" typ relay"), candidate);
            relays++;
        }
    }

    @Test
    void diagnosesServersThatAnswerAndOthersThatDoNot() throws IOException {
        try (var silent = new DatagramSocket()) {
            String none = "stun:" + ADDRESS + ":" + silent.getLocalPort();
            String closed = "turn:" + ADDRESS + ":9?transport=tcp";
            var findings = findings(List.of(
                    IceServer.stun("stun:" + ADDRESS + ":" + PORT),
                    IceServer.turn(TURN, "tube", "secret"),
                    IceServer.turn("turn:" + ADDRESS + ":" + PORT + "?transport=tcp", "tube", "secret"),
                    IceServer.turn(closed, "tube", "secret"),
                    IceServer.stun("stun:no-such-name.invalid"),
                    IceServer.stun("stun:host:port"),
                    IceServer.stun(none)));

            assertEquals(Verdict.OK, named(findings, "native library").verdict());
            assertEquals(Verdict.OK, named(findings, "interface tube0").verdict());
            assertEquals(Verdict.OK, named(findings, "UDP port").verdict());
            assertEquals(
                    Verdict.OK, named(findings, "stun:" + ADDRESS + ":" + PORT).verdict());
            assertTrue(named(findings, "stun:" + ADDRESS + ":" + PORT).detail().contains("/" + ADDRESS + ":"));
            assertEquals(Verdict.OK, named(findings, TURN).verdict());
            assertEquals(
                    Verdict.OK,
                    named(findings, "turn:" + ADDRESS + ":" + PORT + "?transport=tcp")
                            .verdict());
            assertEquals(Verdict.FAILED, named(findings, closed).verdict());
            assertEquals(
                    Verdict.FAILED, named(findings, "stun:no-such-name.invalid").verdict());
            assertEquals(Verdict.FAILED, named(findings, "stun:host:port").verdict());
            assertEquals(Verdict.FAILED, named(findings, none).verdict());
            assertTrue(
                    named(findings, none).cure().contains("firewall"),
                    named(findings, none).toString());
            findings.values().forEach(WebRtcRelayIT::assertCured);
        }
    }

    @Test
    void diagnosesALogin() {
        Finding right = named(findings(List.of(IceServer.turn(TURN, "tube", "secret"))), TURN);
        assertEquals(Verdict.OK, right.verdict(), right.toString());
        assertTrue(right.detail().startsWith("relays from /" + ADDRESS + ":"), right.toString());
        for (IceServer other :
                List.of(IceServer.turn(TURN, "tube", "wrong"), IceServer.turn(TURN, "nobody", "secret"))) {
            Finding wrong = named(findings(List.of(other)), TURN);
            assertEquals(Verdict.FAILED, wrong.verdict(), wrong.toString());
            assertTrue(wrong.detail().contains("refuses the login"), wrong.toString());
            assertCured(wrong);
        }
    }

    @Test
    void diagnosesAPortRangeThatIsTaken() throws IOException {
        try (var taken = new DatagramSocket()) {
            int port = taken.getLocalPort();
            var config = new TransportConfig(port, port, PATIENCE, 1);
            List<Finding> findings = Diagnosis.run(List.of(), config, PATIENCE);

            Finding ports = findings.getLast();
            assertEquals(Verdict.FAILED, ports.verdict(), ports.toString());
            assertCured(ports);
        }
    }

    private static Finding named(Map<String, Finding> findings, String subject) {
        Finding finding = findings.get(subject);
        if (finding == null) {
            throw new AssertionError("no finding about " + subject + " in " + findings.keySet());
        }
        return finding;
    }

    private static void assertCured(Finding finding) {
        assertEquals(finding.verdict() == Verdict.OK, finding.cure().isEmpty(), finding.toString());
    }

    private Map<String, Finding> findings(List<IceServer> servers) {
        return provider.diagnose(servers, PATIENCE).stream()
                .collect(Collectors.toMap(Finding::subject, Function.identity()));
    }
}
