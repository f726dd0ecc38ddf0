package dev.tubeway.services.ssh;

import dev.tubeway.spi.SshChannel;
import dev.tubeway.spi.SshConnection;
import dev.tubeway.spi.SshProvider.SshRequest;
import java.io.IOException;
import java.net.SocketAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.sshd.client.future.AuthFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.SshConstants;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.compression.BuiltinCompressions;
import org.apache.sshd.common.compression.Compression;
import org.apache.sshd.common.session.Session;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/// One connection: a state that the library's events move on, and whoever waits is told.
///
/// Threading: any thread; the lock guards the state and is held for no I/O.
final class MinaConnection implements SshConnection {
    private static final System.Logger LOG = System.getLogger(MinaConnection.class.getName());
    private static final int LONGEST_WORDS = 500;
    private static final int LONGEST_BANNER = 8 << 10;

    /// Questions in a row that a server which stopped answering is asked.
    private static final int MOST_UNANSWERED = 3;

    private final SshRequest request;
    private final KnownHosts known;
    private final Runnable changed;
    private final ReentrantLock lock = new ReentrantLock();
    private State state = new State.Connecting();
    private @Nullable CompletableFuture<Optional<String>> answer;
    private volatile @Nullable ClientSession session;
    private volatile @Nullable HostKey hostKey;
    private volatile @Nullable Pipe pipe;
    private volatile String banner = "";
    private volatile List<KeyPair> keys = List.of();
    private volatile boolean lends;
    private volatile boolean closing;
    private volatile @Nullable Future<?> patience;

    MinaConnection(SshRequest request, KnownHosts known, Runnable changed) {
        this.request = request;
        this.known = known;
        this.changed = changed;
    }

    /// The connection of a session of the library.
    static Optional<MinaConnection> of(Session session) {
        Object found = session.getIoSession().getAttribute(MinaConnection.class);
        return found instanceof MinaConnection connection ? Optional.of(connection) : Optional.empty();
    }

    void start(Client client, Pipe thePipe) {
        pipe = thePipe;
        thePipe.setAttribute(MinaConnection.class, this);
        if (closing) {
            thePipe.close(true);
            return;
        }
        patience = client.untilLoginIsLate(this::loginIsLate);
        client.over(thePipe, request.host(), request.port());
    }

    private void loginIsLate() {
        if (state() instanceof State.Authenticated) {
            // It was in time after all: the cancelling of this came too late.
            return;
        }
        fails(Failure.CLOSED, "the connection was given up: nobody was logged in in time");
        close();
    }

    /// Nobody waits for a login any more.
    private void endPatience() {
        Future<?> left = patience;
        if (left != null) {
            left.cancel(false);
        }
    }

    // ---- told by the library

    /// The session is being made. What its services read when they are made is set here; later is too late.
    void established(Session made) {
        if (!request.keepAlive().isZero()) {
            CoreModuleProperties.HEARTBEAT_INTERVAL.set(made, request.keepAlive());
            CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(made, MOST_UNANSWERED);
        }
    }

    /// The session is made, and has said nothing yet.
    void created(Session made) {
        if (!(made instanceof ClientSession created)) {
            return;
        }
        session = created;
        created.setServerKeyVerifier(this::verify);
        preferKnownAlgorithms(created);
        if (request.compression()) {
            created.setCompressionFactories(new ArrayList<NamedFactory<Compression>>(
                    List.of(BuiltinCompressions.delayedZlib, BuiltinCompressions.none)));
        }
    }

    /// The server shows the key that is preferred, so those come first that are known of it.
    private void preferKnownAlgorithms(ClientSession created) {
        List<String> algorithms = known.algorithms(request);
        if (algorithms.isEmpty()) {
            return;
        }
        var preferred = new ArrayList<NamedFactory<Signature>>();
        var others = new ArrayList<NamedFactory<Signature>>();
        for (NamedFactory<Signature> each : created.getSignatureFactories()) {
            boolean rsa = each.getName().startsWith("rsa-") && algorithms.contains("ssh-rsa");
            (rsa || algorithms.contains(each.getName()) ? preferred : others).add(each);
        }
        preferred.addAll(others);
        created.setSignatureFactories(preferred);
    }

    private boolean verify(ClientSession unused, SocketAddress address, PublicKey key) {
        return switch (known.judge(request, key)) {
            case KnownHosts.Judgement.Holds(HostKey held) -> {
                hostKey = held;
                yield true;
            }
            case KnownHosts.Judgement.DoesNotHold(String why) -> {
                fails(Failure.HOST_KEY, why);
                yield false;
            }
        };
    }

    void verified() {
        moves(new State.Verified(), State.Connecting.class);
    }

    void broke(Throwable why) {
        boolean network = why instanceof IOException && !(why instanceof SshException);
        fails(network ? Failure.CLOSED : Failure.PROTOCOL, words(network ? "the connection broke" : "no SSH", why));
    }

    void disconnected(int reason, String words, boolean initiator) {
        if (initiator) {
            fails(
                    reason == SshConstants.SSH2_DISCONNECT_KEY_EXCHANGE_FAILED ? Failure.PROTOCOL : Failure.CLOSED,
                    cut("the connection was given up: " + words));
            return;
        }
        boolean judged = state() instanceof State.Authenticating && words.contains("authentication");
        fails(judged ? Failure.CREDENTIALS : Failure.CLOSED, cut("the server closed the connection: " + words));
    }

    void closed() {
        fails(
                Failure.CLOSED,
                state() instanceof State.Connecting
                        ? "the server closed the connection before it said what it is"
                        : "the server closed the connection");
    }

    private static String words(String what, Throwable why) {
        String message = why.getMessage();
        return cut(what + ": " + (message == null ? why.getClass().getSimpleName() : message));
    }

    private static String cut(String words) {
        return words.length() > LONGEST_WORDS ? words.substring(0, LONGEST_WORDS) + "…" : words;
    }

    // ---- the state

    private boolean moves(State next, Class<? extends State> from) {
        lock.lock();
        try {
            if (!from.isInstance(state)) {
                return false;
            }
            state = next;
        } finally {
            lock.unlock();
        }
        changed.run();
        return true;
    }

    /// It is over; the first reason counts.
    void fails(Failure failure, String why) {
        CompletableFuture<Optional<String>> asked;
        lock.lock();
        try {
            if (state instanceof State.Failed) {
                return;
            }
            state = new State.Failed(failure, why);
            asked = answer;
            answer = null;
        } finally {
            lock.unlock();
        }
        LOG.log(
                System.Logger.Level.DEBUG,
                "SSH to {0}:{1} is over: {2}: {3}",
                request.host(),
                String.valueOf(request.port()),
                failure,
                why);
        endPatience();
        if (asked != null) {
            asked.complete(Optional.empty());
        }
        changed.run();
    }

    @Override
    public State state() {
        lock.lock();
        try {
            return state;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<HostKey> hostKey() {
        return Optional.ofNullable(hostKey);
    }

    @Override
    public String banner() {
        return banner;
    }

    private void heard(String text) {
        String all = banner + text;
        banner = all.length() > LONGEST_BANNER ? all.substring(0, LONGEST_BANNER) : all;
    }

    // ---- logging in

    @Override
    public void authenticate(Credentials credentials) {
        if (!moves(new State.Authenticating(), State.Verified.class)) {
            throw new IllegalStateException("nobody can log in now: state=" + state());
        }
        var _ = Thread.ofVirtual().name("ssh-login").start(() -> logIn(credentials));
    }

    private void logIn(Credentials credentials) {
        ClientSession known = Objects.requireNonNull(session);
        var interview = new Interview(credentials, this::ask, this::heard);
        try {
            if (credentials.privateKey().isPresent()) {
                keys = PrivateKeys.read(credentials.privateKey().get(), interview);
                if (keys.isEmpty()) {
                    fails(Failure.PRIVATE_KEY, "the private key cannot be read: it is none that is known");
                    close();
                    return;
                }
            }
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            fails(Failure.PRIVATE_KEY, unreadable(credentials, e));
            close();
            return;
        }
        try {
            known.setUsername(credentials.username());
            known.setUserInteraction(interview);
            keys.forEach(known::addPublicKeyIdentity);
            known.auth().addListener(this::judged);
        } catch (IOException | RuntimeException e) {
            fails(Failure.CLOSED, words("the connection broke", e));
        }
    }

    private static String unreadable(Credentials credentials, Exception e) {
        boolean encrypted = e instanceof javax.security.auth.login.FailedLoginException
                || credentials.passphrase().isPresent();
        return encrypted
                ? "the private key cannot be read: its passphrase is missing or wrong"
                : "the private key cannot be read: it is damaged or of an unknown kind";
    }

    private void judged(AuthFuture future) {
        if (future.isSuccess()) {
            Pipe settled = pipe;
            if (settled != null) {
                settled.settled();
            }
            endPatience();
            moves(new State.Authenticated(), State.Authenticating.class);
            return;
        }
        Throwable why = future.getException();
        int code = why instanceof SshException ssh ? ssh.getDisconnectCode() : 0;
        ClientSession known = session;
        if (code == SshConstants.SSH2_DISCONNECT_NO_MORE_AUTH_METHODS_AVAILABLE
                || (why != null && String.valueOf(why.getMessage()).contains("authentication"))) {
            fails(Failure.CREDENTIALS, "the server takes none of the credentials");
        } else if (known == null || known.isClosing() || !known.isOpen()) {
            closed();
        } else {
            fails(Failure.CREDENTIALS, "the server takes none of the credentials");
        }
        close();
    }

    /// Waits, on the session's virtual thread, for whoever can answer.
    private Optional<String> ask(Question question) {
        var waits = new CompletableFuture<Optional<String>>();
        lock.lock();
        try {
            if (!(state instanceof State.Authenticating)) {
                return Optional.empty();
            }
            state = new State.Asking(question);
            answer = waits;
        } finally {
            lock.unlock();
        }
        changed.run();
        return waits.join();
    }

    @Override
    public void answer(Optional<String> given) {
        CompletableFuture<Optional<String>> waits;
        lock.lock();
        try {
            waits = answer;
            answer = null;
            if (state instanceof State.Asking) {
                state = new State.Authenticating();
            }
        } finally {
            lock.unlock();
        }
        if (waits == null) {
            throw new IllegalStateException("nothing is asked: state=" + state());
        }
        waits.complete(given);
    }

    // ---- channels

    @Override
    public void lendKeys() {
        lends = true;
    }

    @Override
    public SshChannel open(SshChannel.Request wanted, Runnable channelChanged) {
        var channel = new MinaChannel(channelChanged);
        ClientSession known = session;
        if (known == null || !(state() instanceof State.Authenticated)) {
            channel.failed(new SshChannel.State.Failed(false, "the connection is closed"));
            return channel;
        }
        channel.open(known, wanted, lends);
        return channel;
    }

    /// The keys that the server may have signed with; empty where it may not.
    Optional<List<KeyPair>> lentKeys() {
        return lends ? Optional.of(keys) : Optional.empty();
    }

    @Override
    public void close() {
        closing = true;
        fails(Failure.CLOSED, "the connection was closed here");
        ClientSession known = session;
        if (known != null) {
            known.close(false);
        }
        Pipe under = pipe;
        if (under != null && known == null) {
            under.close(true);
        }
    }
}
