package dev.tubeway.services.ssh;

import dev.tubeway.spi.SshConnection.HostKey;
import dev.tubeway.spi.SshConnection.Trust;
import dev.tubeway.spi.SshProvider.HostKeys;
import dev.tubeway.spi.SshProvider.SshRequest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.digest.BuiltinDigests;

/// Which keys servers have: what a connection pins, else what `known_hosts` holds, else what the policy says.
///
/// Threading: any thread; looking and keeping read and write the file.
final class KnownHosts {
    private static final int SSH_PORT = 22;

    private final HostKeys policy;
    private final Optional<Path> file;
    private final ReentrantLock lock = new ReentrantLock();

    /// What was kept where there is no file.
    private String kept = "";

    KnownHosts(HostKeys policy, Optional<Path> file) {
        this.policy = policy;
        this.file = file;
    }

    /// What is thought of a server's key.
    sealed interface Judgement {
        record Holds(HostKey key) implements Judgement {}

        /// @param why for people, with the fingerprints
        record DoesNotHold(String why) implements Judgement {}
    }

    /// Judges a key that a server has shown.
    Judgement judge(SshRequest request, PublicKey key) {
        return request.pinned().isEmpty() ? known(request, key) : pinned(request, key);
    }

    private static Judgement pinned(SshRequest request, PublicKey key) {
        var wanted = new ArrayList<String>();
        for (String pin : request.pinned()) {
            String fingerprint = fingerprint(pin);
            if (fingerprint.equals(fingerprint(key))) {
                return new Judgement.Holds(described(key, Trust.PINNED));
            }
            wanted.add(fingerprint.isEmpty() ? "(no key: " + shortened(pin) + ")" : fingerprint);
        }
        return new Judgement.DoesNotHold("the host key of " + name(request) + " is not the one that the connection"
                + " names: it is " + told(key) + ", the connection names " + String.join(", ", wanted));
    }

    private static String shortened(String text) {
        return text.length() > 40 ? text.substring(0, 40) + "…" : text;
    }

    private Judgement known(SshRequest request, PublicKey key) {
        lock.lock();
        try {
            var others = new ArrayList<String>();
            for (KnownHostEntry entry : entries(request)) {
                Optional<PublicKey> held = key(entry);
                if (held.isEmpty()) {
                    continue;
                }
                boolean same = KeyUtils.compareKeys(held.get(), key);
                if ("revoked".equals(entry.getMarker())) {
                    if (same) {
                        return new Judgement.DoesNotHold(
                                "the host key of " + name(request) + " is revoked: " + told(key));
                    }
                } else if (same) {
                    return new Judgement.Holds(described(key, Trust.KNOWN));
                } else if (entry.getMarker() == null) {
                    others.add(told(held.get()));
                }
            }
            if (policy == HostKeys.ACCEPT) {
                return new Judgement.Holds(described(key, Trust.ACCEPTED));
            }
            if (!others.isEmpty()) {
                return new Judgement.DoesNotHold("the host key of " + name(request)
                        + " has changed, or somebody stands in between: it is " + told(key) + ", known is "
                        + String.join(", ", others) + "; where the change is right, whoever runs the gateway deletes"
                        + " the line of " + pattern(request) + " from known_hosts in its data folder");
            }
            if (policy == HostKeys.STRICT) {
                return new Judgement.DoesNotHold("the host key of " + name(request) + " is not known: " + told(key));
            }
            keep(request, key);
            return new Judgement.Holds(described(key, Trust.FIRST));
        } catch (IOException e) {
            return new Judgement.DoesNotHold("the file of known hosts cannot be read or written: " + e.getMessage());
        } finally {
            lock.unlock();
        }
    }

    /// The algorithms of keys that are known of a server, so that it shows one of these.
    List<String> algorithms(SshRequest request) {
        var found = new ArrayList<String>();
        for (String pin : request.pinned()) {
            for (String word : pin.strip().split("\\s+", -1)) {
                if (word.matches("(ssh|ecdsa|rsa)-[a-z0-9-]+")) {
                    found.add(word);
                }
            }
        }
        if (!request.pinned().isEmpty()) {
            return found;
        }
        lock.lock();
        try {
            for (KnownHostEntry entry : entries(request)) {
                found.add(entry.getKeyEntry().getKeyType());
            }
        } catch (IOException e) {
            // Judging tells.
        } finally {
            lock.unlock();
        }
        return found;
    }

    private List<KnownHostEntry> entries(SshRequest request) throws IOException {
        var found = new ArrayList<KnownHostEntry>();
        for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(new BufferedReader(new StringReader(text())))) {
            if (entry.isHostMatch(request.host(), request.port()) || names(entry, request)) {
                found.add(entry);
            }
        }
        return found;
    }

    /// The library takes a bare address of the IPv6 for a name with a port.
    private static boolean names(KnownHostEntry entry, SshRequest request) {
        return entry.getConfigLine().startsWith(pattern(request) + " ");
    }

    private String text() throws IOException {
        if (file.isEmpty()) {
            return kept;
        }
        try {
            return Files.readString(file.get());
        } catch (NoSuchFileException e) {
            return "";
        }
    }

    private void keep(SshRequest request, PublicKey key) throws IOException {
        String line = pattern(request) + " " + PublicKeyEntry.toString(key) + "\n";
        if (file.isEmpty()) {
            kept += line;
            return;
        }
        String before = text();
        String cut = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
        Files.writeString(
                file.get(), cut + line, StandardCharsets.UTF_8, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    private static String pattern(SshRequest request) {
        return request.port() == SSH_PORT ? request.host() : "[" + request.host() + "]:" + request.port();
    }

    private static String name(SshRequest request) {
        return request.port() == SSH_PORT ? request.host() : request.host() + ":" + request.port();
    }

    private static Optional<PublicKey> key(KnownHostEntry entry) {
        try {
            return Optional.ofNullable(entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static HostKey described(PublicKey key, Trust trust) {
        String[] words = PublicKeyEntry.toString(key).split(" ", -1);
        return new HostKey(words[0], fingerprint(key), words[1], trust);
    }

    private static String told(PublicKey key) {
        return KeyUtils.getKeyType(key) + " " + fingerprint(key);
    }

    private static String fingerprint(PublicKey key) {
        return KeyUtils.getFingerPrint(BuiltinDigests.sha256, key);
    }

    /// The fingerprint of a pin; empty where it is none.
    private static String fingerprint(String pin) {
        String text = pin.strip();
        if (text.startsWith("SHA256:")) {
            return text.replace("=", "");
        }
        String[] words = text.split("\\s+", -1);
        for (int i = 0; i + 1 < words.length; i++) {
            if (words[i].matches("(ssh|ecdsa)-[a-z0-9-]+")) {
                try {
                    PublicKey key = PublicKeyEntry.parsePublicKeyEntry(words[i] + " " + words[i + 1])
                            .resolvePublicKey(null, Map.of(), PublicKeyEntryResolver.FAILING);
                    return fingerprint(key);
                } catch (IOException | GeneralSecurityException | RuntimeException e) {
                    return "";
                }
            }
        }
        return "";
    }
}
