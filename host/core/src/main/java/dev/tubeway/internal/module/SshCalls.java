package dev.tubeway.internal.module;

import dev.tubeway.internal.module.ModuleHost.Dialled;
import dev.tubeway.internal.module.ModuleHost.SessionTarget;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.spi.SshChannel;
import dev.tubeway.spi.SshChannel.Request;
import dev.tubeway.spi.SshConnection;
import dev.tubeway.spi.SshConnection.Credentials;
import dev.tubeway.spi.SshConnection.Failure;
import dev.tubeway.spi.SshConnection.HostKey;
import dev.tubeway.spi.SshConnection.Question;
import dev.tubeway.spi.SshConnection.State;
import dev.tubeway.spi.SshProvider;
import dev.tubeway.spi.SshProvider.SshRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/// SSH for modules. Passwords and keys go from the session's parameters to the server here, by their names; a
/// module sees neither.
///
/// Longer than other classes because it is one group of the ABI, whose calls share a connection's steps and the
/// words of their last failure.
///
/// Threading: the module's thread only.
final class SshCalls {
    private static final System.Logger AUDIT = System.getLogger("dev.tubeway.module.audit");
    private static final int SSH_PORT = 22;
    private static final Set<String> CONNECTING = Set.of("to", "through", "host-key", "compression", "keep-alive");
    private static final Set<String> LOGGING_IN = Set.of(
            "username",
            "username-from",
            "password",
            "password-from",
            "private-key",
            "private-key-from",
            "passphrase",
            "passphrase-from",
            "answer",
            "answer-from",
            "end");
    private static final Set<String> RUNNING = Set.of("terminal", "columns", "rows", "width", "height", "env");

    private final Call call;
    private final Manifest manifest;
    private final Set<String> granted;
    private final StreamCalls streams;
    private final Optional<SshProvider> provider;
    private final Waker waker;
    private String failure = "";

    SshCalls(
            Call call,
            Manifest manifest,
            Set<String> granted,
            StreamCalls streams,
            Optional<SshProvider> provider,
            Waker waker) {
        this.call = call;
        this.manifest = manifest;
        this.granted = granted;
        this.streams = streams;
        this.provider = provider;
        this.waker = waker;
    }

    /// A connection, by its handle.
    static final class Line {
        private final SshConnection connection;
        private boolean nobodyAnswers;

        Line(SshConnection connection) {
            this.connection = connection;
        }

        void close() {
            connection.close();
        }
    }

    /// Waits until something is so: 0, AGAIN, or CANCELLED.
    private int await(long began, int timeoutMs, BooleanSupplier over) {
        while (!over.getAsBoolean()) {
            if (call.pulse.isCancelled()) {
                return Status.CANCELLED;
            }
            long left = StreamCalls.remaining(began, timeoutMs);
            if (left == 0) {
                return Status.AGAIN;
            }
            call.await(left);
        }
        return 0;
    }

    private int failed(int status, String why) {
        failure = why;
        return status;
    }

    private int failed(State.Failed why) {
        return failed(status(why.failure()), why.why());
    }

    private static int status(Failure failure) {
        return switch (failure) {
            case HOST_KEY, CREDENTIALS -> Status.AUTH_FAILED;
            case PRIVATE_KEY -> Status.INVALID;
            case PROTOCOL -> Status.PEER_ERROR;
            case CLOSED -> Status.CLOSED;
            case REFUSED -> Status.REFUSED;
            case FAULT -> Status.HOST_ERROR;
        };
    }

    // ---- connecting

    int connect(int pointer, int length, int timeoutMs) {
        long began = System.nanoTime();
        Optional<SshOptions> parsed = SshOptions.parse(call.lines(pointer, length), CONNECTING);
        if (parsed.isEmpty()) {
            return failed(Status.INVALID, "an option of the connection is none");
        }
        SshOptions options = parsed.get();
        String to = options.find("to").orElse("");
        if (!to.isEmpty() && !granted.contains("network")) {
            return failed(Status.DENIED, "the module may reach no address but its target: " + to);
        }
        Optional<SshRequest> request = request(options, to);
        if (request.isEmpty()) {
            return failed(Status.INVALID, "an option of the connection is out of range");
        }
        if (call.handles.isFull()) {
            return call.handles.add(this, "");
        }
        Optional<String> through = options.find("through");
        return through.isPresent()
                ? connectThrough(through.get(), to, request.get(), began, timeoutMs)
                : connectStraight(to, request.get(), began, timeoutMs);
    }

    private Optional<SshRequest> request(SshOptions options, String to) {
        SessionTarget target = call.host.target();
        String host = target.host();
        int port = target.port() == 0 ? SSH_PORT : target.port();
        if (!to.isEmpty()) {
            if (!StreamCalls.isDestination(to)) {
                return Optional.empty();
            }
            int colon = to.lastIndexOf(':');
            host = to.substring(0, colon).replace("[", "").replace("]", "");
            port = Integer.parseInt(to.substring(colon + 1));
        }
        int keepAlive = options.number("keep-alive").orElse(-1);
        if (port < 1 || port > 65_535 || keepAlive < 0) {
            return Optional.empty();
        }
        return Optional.of(new SshRequest(
                host, port, options.all("host-key"), options.isTrue("compression"), Duration.ofSeconds(keepAlive)));
    }

    private int connectStraight(String to, SshRequest request, long began, int timeoutMs) {
        return switch (streams.dial(to, timeoutMs)) {
            case Dialled.Failed(int status, String why) ->
                failed(call.pulse.isCancelled() ? Status.CANCELLED : status, why);
            case Dialled.Tunnelled(HostStream stream, String name) -> {
                stream.close();
                yield failed(Status.HOST_ERROR, "SSH needs a socket, and this session's target is none: " + name);
            }
            case Dialled.Connected connected ->
                await(
                        provider.orElseThrow().connect(request, connected.channel(), waker::wake),
                        request,
                        began,
                        timeoutMs);
        };
    }

    private int connectThrough(String through, String to, SshRequest request, long began, int timeoutMs) {
        Line line = through.matches("[0-9]{1,9}") ? call.handles.find(Integer.parseInt(through), Line.class) : null;
        if (line == null || !(line.connection.state() instanceof State.Authenticated)) {
            return failed(Status.INVALID, "the connection that leads there is not open");
        }
        int allowed = call.host.reach(to);
        if (allowed < 0) {
            return failed(allowed, request.host() + ":" + request.port() + " is not allowed here");
        }
        return await(
                provider.orElseThrow().connectThrough(request, line.connection, waker::wake),
                request,
                began,
                timeoutMs);
    }

    private int await(SshConnection connection, SshRequest request, long began, int timeoutMs) {
        boolean kept = false;
        try {
            int waited = await(began, timeoutMs, () -> !(connection.state() instanceof State.Connecting));
            if (waited < 0) {
                return failed(waited, "the server did not say in time what it is");
            }
            if (connection.state() instanceof State.Failed failed) {
                return failed(failed);
            }
            int handle = call.handles.add(new Line(connection), "ssh " + request.host());
            kept = handle >= 0;
            return handle;
        } finally {
            if (!kept) {
                connection.close();
            }
        }
    }

    // ---- logging in

    int authenticate(int handle, int pointer, int length, int timeoutMs) {
        long began = System.nanoTime();
        Line line = call.handles.find(handle, Line.class);
        Optional<SshOptions> parsed = SshOptions.parse(call.lines(pointer, length), LOGGING_IN);
        if (line == null || parsed.isEmpty()) {
            return failed(Status.INVALID, "an option of the log-in is none");
        }
        SshOptions options = parsed.get();
        line.nobodyAnswers |= options.isTrue("end");
        int begun = begin(line.connection, options);
        return begun < 0 ? begun : judged(line, began, timeoutMs);
    }

    /// Gives the server, or whoever asks, what there is.
    private int begin(SshConnection connection, SshOptions options) {
        switch (connection.state()) {
            case State.Verified _ -> {
                Optional<String> username = value(options, "username");
                if (username.isEmpty()) {
                    return failed(Status.INVALID, "there is no user name");
                }
                connection.authenticate(new Credentials(
                        username.get(),
                        value(options, "password"),
                        value(options, "private-key"),
                        value(options, "passphrase")));
            }
            case State.Asking _ -> {
                if (options.find("answer").isPresent()
                        || options.find("answer-from").isPresent()) {
                    connection.answer(Optional.of(value(options, "answer").orElse("")));
                }
            }
            case State.Authenticating _ -> {
                // It goes on by itself.
            }
            case State.Failed failed -> {
                return failed(failed);
            }
            case State.Authenticated _, State.Connecting _ -> {
                return failed(Status.INVALID, "somebody is logged in already");
            }
        }
        return 0;
    }

    private int judged(Line line, long began, int timeoutMs) {
        while (true) {
            int waited = await(began, timeoutMs, () -> !(line.connection.state() instanceof State.Authenticating));
            if (waited < 0) {
                return failed(waited, "the server did not judge in time");
            }
            switch (line.connection.state()) {
                case State.Authenticated _ -> {
                    return 0;
                }
                case State.Asking _ -> {
                    if (!line.nobodyAnswers) {
                        return 1;
                    }
                    line.connection.answer(Optional.empty());
                }
                case State.Failed failed -> {
                    return failed(failed);
                }
                case State.Authenticating _ -> {
                    // It went on in between.
                }
                case State.Verified _, State.Connecting _ -> throw new IllegalStateException("it went back");
            }
        }
    }

    /// A value that the guest gave, or that a parameter has whose name it gave; empty where there is none.
    private Optional<String> value(SshOptions options, String name) {
        Optional<String> given = options.find(name);
        if (given.isPresent()) {
            return given;
        }
        Optional<ModuleParameter> parameter = options.find(name + "-from").flatMap(manifest::parameter);
        if (parameter.isEmpty()) {
            return Optional.empty();
        }
        String from = parameter.get().name();
        if (!parameter.get().secret()) {
            return call.host.parameter(from).filter(each -> !each.isEmpty()).or(parameter.get()::defaultValue);
        }
        Optional<String> secret = call.host.secret(from).filter(each -> !each.isEmpty());
        if (secret.isPresent()) {
            AUDIT.log(
                    System.Logger.Level.INFO,
                    "session {0}: SSH of module {1} uses the secret {2}",
                    call.host.sessionId(),
                    manifest.name(),
                    from);
        }
        return secret;
    }

    int question(int handle, int out, int length) {
        Line line = call.handles.find(handle, Line.class);
        if (line == null) {
            return Status.INVALID;
        }
        var text = new StringBuilder();
        lines(text, "banner", line.connection.banner());
        if (line.connection.state() instanceof State.Asking(Question question)) {
            String kind = question.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
            text.append("kind=").append(kind).append('\n');
            text.append("attempt=").append(question.attempt()).append('\n');
            lines(text, "title", question.title());
            lines(text, "instruction", question.instruction());
            lines(text, "text", question.text());
            text.append("echo=").append(question.echo()).append('\n');
        }
        return call.answer(text.toString(), out, length);
    }

    private static void lines(StringBuilder out, String name, String text) {
        text.lines().forEach(line -> out.append(name).append('=').append(line).append('\n'));
    }

    int failure(int out, int length) {
        return call.answer(failure, out, length);
    }

    int hostKey(int handle, int out, int length) {
        Line line = call.handles.find(handle, Line.class);
        if (line == null) {
            return Status.INVALID;
        }
        String text = line.connection.hostKey().map(SshCalls::told).orElse("");
        return call.answer(text, out, length);
    }

    private static String told(HostKey key) {
        return "algorithm=" + key.algorithm() + "\nsha256=" + key.fingerprint() + "\nkey=" + key.key() + "\ntrust="
                + key.trust().name().toLowerCase(Locale.ROOT) + "\n";
    }

    // ---- channels

    int shell(int handle, int pointer, int length, int timeoutMs) {
        Optional<SshOptions> parsed = SshOptions.parse(call.lines(pointer, length), RUNNING);
        if (parsed.isEmpty()) {
            return failed(Status.INVALID, "an option of the shell is none");
        }
        SshOptions options = parsed.get();
        return open(handle, new Request.Shell(options.terminal(), options.environment()), "shell", timeoutMs);
    }

    int exec(int handle, int command, int commandLength, int pointer, int length, int timeoutMs) {
        Optional<SshOptions> parsed = SshOptions.parse(call.lines(pointer, length), RUNNING);
        if (parsed.isEmpty()) {
            return failed(Status.INVALID, "an option of the command is none");
        }
        SshOptions options = parsed.get();
        Optional<SshChannel.Terminal> terminal = options.find("terminal").map(_ -> options.terminal());
        return open(
                handle,
                new Request.Exec(call.text(command, commandLength), terminal, options.environment()),
                "command",
                timeoutMs);
    }

    int subsystem(int handle, int name, int length, int timeoutMs) {
        String text = call.text(name, length);
        return text.isEmpty()
                ? failed(Status.INVALID, "a subsystem has a name")
                : open(handle, new Request.Subsystem(text), "subsystem " + text, timeoutMs);
    }

    int forward(int handle, int target, int length, int timeoutMs) {
        String text = call.text(target, length);
        if (!StreamCalls.isDestination(text)) {
            return failed(Status.INVALID, "a destination is a host and a port: " + text);
        }
        int allowed = call.host.reach(text);
        if (allowed < 0) {
            return failed(allowed, text + " is not allowed here");
        }
        int colon = text.lastIndexOf(':');
        String host = text.substring(0, colon).replace("[", "").replace("]", "");
        int port = Integer.parseInt(text.substring(colon + 1));
        return open(handle, new Request.Forward(host, port), "forward " + text, timeoutMs);
    }

    private int open(int handle, Request request, String label, int timeoutMs) {
        long began = System.nanoTime();
        Line line = call.handles.find(handle, Line.class);
        if (line == null || !(line.connection.state() instanceof State.Authenticated)) {
            if (line != null && line.connection.state() instanceof State.Failed failed) {
                return failed(Status.CLOSED, failed.why());
            }
            return failed(Status.INVALID, "nobody is logged in");
        }
        if (call.handles.isFull()) {
            return call.handles.add(this, "");
        }
        var stream = new SshStream(label, waker, changed -> line.connection.open(request, changed));
        boolean kept = false;
        try {
            int waited = await(began, timeoutMs, stream::isDecided);
            if (waited < 0) {
                return failed(waited, "the server did not open the channel in time");
            }
            if (stream.channel().state() instanceof SshChannel.State.Failed(boolean refused, String why)) {
                return failed(refused ? Status.REFUSED : Status.CLOSED, why);
            }
            kept = true;
            return streams.adopt(stream);
        } finally {
            if (!kept) {
                stream.close();
            }
        }
    }

    int agent(int handle) {
        Line line = call.handles.find(handle, Line.class);
        if (line == null || !(line.connection.state() instanceof State.Authenticated)) {
            return failed(Status.INVALID, "nobody is logged in");
        }
        line.connection.lendKeys();
        return 0;
    }

    int resize(int handle, int columns, int rows, int width, int height) {
        boolean fits = columns >= 1 && columns <= 65_535 && rows >= 1 && rows <= 65_535 && width >= 0 && height >= 0;
        if (!fits || !(call.handles.stream(handle) instanceof SshStream stream)) {
            return Status.INVALID;
        }
        if (stream.channel().hasEnded()) {
            return Status.CLOSED;
        }
        stream.channel().resize(new SshChannel.Size(columns, rows, width, height));
        return 0;
    }
}
