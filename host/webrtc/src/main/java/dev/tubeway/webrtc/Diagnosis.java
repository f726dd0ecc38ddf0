package dev.tubeway.webrtc;

import dev.tubeway.IceServer;
import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportProvider.Finding;
import dev.tubeway.spi.TransportProvider.TransportConfig;
import dev.tubeway.spi.TransportProvider.Verdict;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/// Looks at what peers need on this machine, and says what to do about what is missing.
///
/// The servers are asked at the same time, each on a virtual thread, so that one that is silent, or a name that
/// resolves slowly, does not use up the others' time.
final class Diagnosis {
    private static final int PORTS_TRIED = 64;

    private Diagnosis() {}

    /// Blocking, at most `timeout` and a moment.
    static List<Finding> run(List<IceServer> servers, TransportConfig config, Duration timeout) {
        long deadline = System.nanoTime() + timeout.toNanos();
        List<Question> questions = servers.stream()
                .flatMap(ServerProbe::of)
                .distinct()
                .map(probe -> Question.ask(probe.url(), () -> probe.ask(timeout)))
                .toList();
        List<Finding> findings = new ArrayList<>();
        findings.add(library());
        findings.addAll(interfaces());
        findings.add(ports(config.minPort(), config.maxPort()));
        for (Question question : questions) {
            findings.add(question.answer(deadline));
        }
        return List.copyOf(findings);
    }

    private static Finding library() {
        try {
            NativeLibrary.load();
            return new Finding("native library", Verdict.OK, "loaded", "");
        } catch (TransportException missing) {
            return new Finding("native library", Verdict.FAILED, "not loaded", String.valueOf(missing.getMessage()));
        }
    }

    private static List<Finding> interfaces() {
        List<Finding> findings = new ArrayList<>();
        try {
            LocalAddresses.byInterface().forEach((name, addresses) -> findings.add(card(name, addresses)));
        } catch (SocketException unreadable) {
            return List.of(new Finding(
                    "interfaces",
                    Verdict.WARNING,
                    "cannot be listed: " + unreadable.getMessage(),
                    "let this process read the network interfaces"));
        }
        if (findings.isEmpty()) {
            return List.of(new Finding(
                    "interfaces",
                    Verdict.FAILED,
                    "only loopback has an address, and peers never use it",
                    "connect the machine to a network; in a container or a namespace, add a veth or dummy interface "
                            + "with an address and a default route"));
        }
        return findings;
    }

    private static Finding card(String name, List<InetAddress> addresses) {
        String family = addresses.stream()
                .map(address -> address instanceof Inet4Address ? "IPv4" : "IPv6")
                .distinct()
                .sorted()
                .collect(Collectors.joining(" and "));
        return new Finding("interface " + name, Verdict.OK, family, "");
    }

    private static Finding ports(int low, int high) {
        String subject = low == 0 ? "UDP port" : "UDP ports " + low + " to " + high;
        int free = 0;
        int tried = 0;
        for (int port = low; port <= high && tried < PORTS_TRIED; port++) {
            tried++;
            try (var socket = new DatagramSocket(new InetSocketAddress(port))) {
                free += socket.isBound() ? 1 : 0;
            } catch (SocketException _) {
                // Taken; what counts is whether one is free.
            }
        }
        if (free == 0) {
            return new Finding(
                    subject,
                    Verdict.FAILED,
                    "none of " + tried + " tried can be bound",
                    "choose a range that no other program uses and that this user may bind (above 1023)");
        }
        if (free * 2 < tried) {
            return new Finding(
                    subject,
                    Verdict.WARNING,
                    "only " + free + " of " + tried + " tried can be bound",
                    "widen the range: each peer takes one port for each address of this machine");
        }
        return new Finding(subject, Verdict.OK, free + " of " + tried + " tried can be bound", "");
    }

    /// One server that is being asked.
    private record Question(String url, FutureTask<Finding> task) {
        static Question ask(String url, Callable<Finding> probe) {
            var task = new FutureTask<>(probe);
            Thread.ofVirtual().name("webrtc-diagnosis").start(task);
            return new Question(url, task);
        }

        Finding answer(long deadline) {
            try {
                return task.get(Math.max(1, deadline - System.nanoTime() + 50_000_000), TimeUnit.NANOSECONDS);
            } catch (TimeoutException _) {
                return unanswered("its name did not resolve in time");
            } catch (ExecutionException failed) {
                return unanswered(String.valueOf(failed.getCause()));
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                return unanswered("the diagnosis was interrupted");
            }
        }

        private Finding unanswered(String detail) {
            return new Finding(
                    url, Verdict.FAILED, detail, "check the URL, this machine's DNS, and its firewall; then ask again");
        }
    }
}
