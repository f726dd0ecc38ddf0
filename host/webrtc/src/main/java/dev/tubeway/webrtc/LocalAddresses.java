package dev.tubeway.webrtc;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The addresses of this machine that peers can use: those of interfaces that are up, without loopback and
/// link-local ones, which are never gathered.
final class LocalAddresses {
    private LocalAddresses() {}

    /// By the interface's name; interfaces without a usable address are left out.
    static Map<String, List<InetAddress>> byInterface() throws SocketException {
        Map<String, List<InetAddress>> found = new TreeMap<>();
        for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            List<InetAddress> usable = Collections.list(card.getInetAddresses()).stream()
                    .filter(address -> !address.isLinkLocalAddress() && !address.isLoopbackAddress())
                    .toList();
            if (!usable.isEmpty() && card.isUp() && !card.isLoopback()) {
                found.put(card.getName(), usable);
            }
        }
        return found;
    }

    /// How many there are, at least 1; more than can be where they cannot be listed.
    static int count() {
        try {
            int all = byInterface().values().stream().mapToInt(List::size).sum();
            return Math.max(1, all);
        } catch (SocketException _) {
            return Integer.MAX_VALUE;
        }
    }
}
