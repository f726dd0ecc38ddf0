package dev.tubeway.services.ssh;

import dev.tubeway.spi.SshProvider.SshConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntry;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.common.AttributeRepository;
import org.apache.sshd.common.BaseBuilder;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.mac.BuiltinMacs;
import org.apache.sshd.common.mac.Mac;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.session.SessionListener;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;

/// The library's client, with what is the same for all connections: algorithms, patience, and that it reads no file
/// of the user it runs as.
final class Client extends SshClient {
    /// What a server may send before it is read. A session's worst case of memory.
    private static final long WINDOW = 512 << 10;

    /// A person may have to look for a token.
    static final Duration LONGEST_LOGIN = Duration.ofMinutes(10);

    /// The JVM has the processor's instructions for these; ChaCha20 is the library's own Java, 30 times slower.
    private static final List<BuiltinCiphers> FAST_CIPHERS =
            List.of(BuiltinCiphers.aes128gcm, BuiltinCiphers.aes256gcm);

    /// Some 80 ms of CPU for each connection, where ML-KEM takes less than one.
    private static final List<BuiltinDHFactories> SNTRUP =
            List.of(BuiltinDHFactories.sntrup761x25519, BuiltinDHFactories.sntrup761x25519_openssh);

    private static final Set<BuiltinCiphers> OLD_CIPHERS =
            EnumSet.of(BuiltinCiphers.aes128cbc, BuiltinCiphers.aes192cbc, BuiltinCiphers.aes256cbc);
    private static final Set<BuiltinMacs> OLD_MACS = EnumSet.of(BuiltinMacs.hmacsha1etm, BuiltinMacs.hmacsha1);

    /// Without certificates, which nothing here checks.
    private static final List<BuiltinSignatures> SIGNATURES = List.of(
            BuiltinSignatures.ed25519,
            BuiltinSignatures.nistp256,
            BuiltinSignatures.nistp384,
            BuiltinSignatures.nistp521,
            BuiltinSignatures.rsaSHA512,
            BuiltinSignatures.rsaSHA256);

    private final PipeConnector pipes = new PipeConnector();
    private final RandomBlocks random = new RandomBlocks();
    private final ScheduledThreadPoolExecutor timer = timer();
    private final Duration longestLogin;

    private Client(Duration longestLogin) {
        this.longestLogin = longestLogin;
    }

    /// Its thread sleeps while nothing is due.
    private static ScheduledThreadPoolExecutor timer() {
        var timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("tubeway-ssh-timer").factory());
        timer.setRemoveOnCancelPolicy(true);
        return timer;
    }

    /// @param longestLogin from the begin of a connection until somebody is logged in
    static Client start(SshConfig config, Duration longestLogin) {
        var client = new Client(longestLogin);
        new ClientBuilder().factory(() -> client).build(true);
        client.algorithms(config.oldAlgorithms(), config.postQuantum());
        client.setRandomFactory(() -> client.random);
        client.setIoServiceFactoryFactory(client.pipes.factory(client));
        client.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        client.setChannelFactories(List.of());
        client.setAgentFactory(new LentKeys());
        client.addSessionListener(new Told());
        client.setScheduledExecutorService(client.timer, true);
        CoreModuleProperties.WINDOW_SIZE.set(client, WINDOW);
        // The library would look at every session each second; see [#untilLoginIsLate].
        CoreModuleProperties.AUTH_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.IDLE_TIMEOUT.set(client, Duration.ZERO);
        CoreModuleProperties.PASSWORD_PROMPTS.set(client, Interview.MOST_ATTEMPTS);
        CoreModuleProperties.CLIENT_IDENTIFICATION.set(client, "Tubeway");
        client.start();
        return client;
    }

    /// Modern ones, in the order of what they cost, and only these unless the old ones are wanted.
    ///
    /// @param postQuantum sntrup761 comes before the elliptic curves too
    private void algorithms(boolean old, boolean postQuantum) {
        List<BuiltinDHFactories> exchanges = exchanges(postQuantum);
        var ciphers = new ArrayList<>(FAST_CIPHERS);
        add(ciphers, BaseBuilder.DEFAULT_CIPHERS_PREFERENCE);
        ciphers.removeAll(OLD_CIPHERS);
        var macs = new ArrayList<>(BaseBuilder.DEFAULT_MAC_PREFERENCE);
        macs.removeAll(OLD_MACS);
        var signatures = new ArrayList<>(SIGNATURES);
        if (old) {
            add(exchanges, BuiltinDHFactories.VALUES);
            ciphers.addAll(OLD_CIPHERS);
            add(macs, OLD_MACS);
            signatures.add(BuiltinSignatures.rsa);
        }
        setKeyExchangeFactories(NamedFactory.setUpTransformedFactories(true, exchanges, ClientBuilder.DH2KEX));
        setCipherFactories(new ArrayList<NamedFactory<Cipher>>(NamedFactory.setUpBuiltinFactories(true, ciphers)));
        setMacFactories(new ArrayList<NamedFactory<Mac>>(NamedFactory.setUpBuiltinFactories(true, macs)));
        setSignatureFactories(
                new ArrayList<NamedFactory<Signature>>(NamedFactory.setUpBuiltinFactories(true, signatures)));
    }

    private static List<BuiltinDHFactories> exchanges(boolean postQuantum) {
        var exchanges = new ArrayList<>(BaseBuilder.DEFAULT_KEX_PREFERENCE);
        exchanges.sort(Comparator.comparingInt(each -> {
            if (each.getName().startsWith("mlkem")) {
                return 0;
            }
            return SNTRUP.contains(each) ? (postQuantum ? 1 : 3) : 2;
        }));
        return exchanges;
    }

    private static <T> void add(List<T> list, Iterable<T> more) {
        for (T each : more) {
            if (!list.contains(each)) {
                list.add(each);
            }
        }
    }

    /// Does something once a login has taken too long, unless it is cancelled before.
    Future<?> untilLoginIsLate(Runnable late) {
        return timer.schedule(late, longestLogin.toNanos(), TimeUnit.NANOSECONDS);
    }

    PipeConnector connector() {
        return pipes;
    }

    /// Starts a session on a pipe. The address is only told; nothing is looked up or dialled.
    void over(Pipe pipe, String host, int port) {
        AttributeRepository context = AttributeRepository.ofKeyValuePair(PipeConnector.PIPE, pipe);
        var entry = new HostConfigEntry(host, host, port, "");
        try {
            doConnect(
                    "",
                    InetSocketAddress.createUnresolved(host, port),
                    context,
                    null,
                    KeyIdentityProvider.EMPTY_KEYS_PROVIDER,
                    entry);
            pipe.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void shut() {
        close(true);
    }

    /// Passes what happens to sessions on to their connections.
    private static final class Told implements SessionListener {
        @Override
        public void sessionEstablished(Session session) {
            MinaConnection.of(session).ifPresent(connection -> connection.established(session));
        }

        @Override
        public void sessionCreated(Session session) {
            MinaConnection.of(session).ifPresent(connection -> connection.created(session));
        }

        @Override
        public void sessionEvent(Session session, Event event) {
            if (event == Event.KeyEstablished) {
                MinaConnection.of(session).ifPresent(MinaConnection::verified);
            }
        }

        @Override
        public void sessionException(Session session, Throwable t) {
            MinaConnection.of(session).ifPresent(connection -> connection.broke(t));
        }

        @Override
        public void sessionDisconnect(Session session, int reason, String msg, String language, boolean initiator) {
            MinaConnection.of(session).ifPresent(connection -> connection.disconnected(reason, msg, initiator));
        }

        @Override
        public void sessionClosed(Session session) {
            MinaConnection.of(session).ifPresent(MinaConnection::closed);
        }
    }
}
