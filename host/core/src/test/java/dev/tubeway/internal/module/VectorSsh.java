package dev.tubeway.internal.module;

import dev.tubeway.spi.SshChannel;
import dev.tubeway.spi.SshConnection;
import dev.tubeway.spi.SshProvider;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// SSH servers as a golden vector lays them out: see `abi/vectors/README.md`, "ssh".
final class VectorSsh implements SshProvider {
    private static final int MOST_PASSWORDS = 3;
    private static final SshConnection.HostKey KEY = new SshConnection.HostKey(
            "ssh-ed25519", "SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU", "AAAA", SshConnection.Trust.FIRST);

    /// What was wanted, in order.
    final List<String> heard = new ArrayList<>();

    private ArrayDeque<JsonNode> servers = new ArrayDeque<>();

    /// Lays out the servers of the next session.
    void layOut(JsonNode words) {
        heard.clear();
        servers = new ArrayDeque<>();
        words.forEach(servers::add);
    }

    /// What keeps the next dial from its server; null where nothing does.
    @Nullable
    JsonNode failingDial() {
        JsonNode next = servers.peek();
        boolean dialFails = next == null
                || (next.has("fails") && !next.path("fails").asString().equals("AUTH_FAILED"));
        return dialFails ? servers.poll() : null;
    }

    boolean isEmpty() {
        return servers.isEmpty();
    }

    @Override
    public SshConnection connect(SshRequest request, SocketChannel socket, Runnable changed) {
        heard.add(request.host().equals("target") ? "connect" : "connect " + request.host() + ":" + request.port());
        return connection(changed);
    }

    @Override
    public SshConnection connectThrough(SshRequest request, SshConnection through, Runnable changed) {
        heard.add("connect");
        return connection(changed);
    }

    @Override
    public void close() {
        // Holds nothing.
    }

    private Connection connection(Runnable changed) {
        JsonNode next = servers.poll();
        return new Connection(next == null ? MissingNode.getInstance() : next, changed);
    }

    private final class Connection implements SshConnection {
        private final JsonNode words;
        private final Runnable changed;
        private final ArrayDeque<JsonNode> asks = new ArrayDeque<>();
        private final ArrayDeque<JsonNode> streams = new ArrayDeque<>();
        private State state;
        private int passwords;

        Connection(JsonNode words, Runnable changed) {
            this.words = words;
            this.changed = changed;
            words.path("asks").forEach(asks::add);
            words.path("streams").forEach(streams::add);
            state = words.has("fails") || words.isMissingNode()
                    ? new State.Failed(Failure.HOST_KEY, words.path("why").asString(""))
                    : new State.Verified();
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public Optional<HostKey> hostKey() {
            return Optional.of(KEY);
        }

        @Override
        public String banner() {
            return state instanceof State.Verified ? "" : words.path("banner").asString("");
        }

        @Override
        public void authenticate(Credentials credentials) {
            heard.add("user " + credentials.username());
            boolean user = words.path("username").asString("").equals(credentials.username());
            passwords = credentials.password().isPresent() ? 1 : 0;
            judge(user
                    && credentials
                            .password()
                            .equals(Optional.of(words.path("password").asString(""))));
        }

        private void judge(boolean good) {
            JsonNode question = asks.peek();
            if (!good && passwords >= MOST_PASSWORDS) {
                state = new State.Failed(Failure.CREDENTIALS, "the server takes none of the credentials");
            } else if (!good) {
                state = new State.Asking(new Question(Kind.PASSWORD, passwords + 1, "", "", "Password: ", false));
            } else if (question != null) {
                state = new State.Asking(new Question(
                        Kind.PROMPT,
                        1,
                        "",
                        "",
                        question.path("text").asString(),
                        question.path("echo").asBoolean()));
            } else {
                state = new State.Authenticated();
            }
            changed.run();
        }

        @Override
        public void answer(Optional<String> answer) {
            boolean password = state instanceof State.Asking(Question question) && question.kind() == Kind.PASSWORD;
            if (answer.isEmpty()) {
                state = new State.Failed(Failure.CREDENTIALS, "the server takes none of the credentials");
            } else if (password) {
                passwords++;
                judge(answer.get().equals(words.path("password").asString("")));
            } else if (asks.remove().path("answer").asString().equals(answer.get())) {
                judge(true);
            } else {
                state = new State.Failed(Failure.CREDENTIALS, "the server takes none of the credentials");
            }
        }

        @Override
        public void lendKeys() {
            heard.add("agent");
        }

        @Override
        public SshChannel open(SshChannel.Request request, Runnable channelChanged) {
            heard.add(told(request));
            JsonNode next = streams.poll();
            return new Channel(next);
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }

    private static String told(SshChannel.Request request) {
        return switch (request) {
            case SshChannel.Request.Shell(var terminal, var environment) ->
                "shell" + told(terminal) + told(environment);
            case SshChannel.Request.Exec(String command, var terminal, var environment) ->
                "exec " + command + terminal.map(VectorSsh::told).orElse("") + told(environment);
            case SshChannel.Request.Subsystem(String name) -> "subsystem " + name;
            case SshChannel.Request.Forward(String host, int port) -> "forward " + host + ":" + port;
        };
    }

    private static String told(SshChannel.Terminal terminal) {
        return " on " + terminal.type() + " " + terminal.size().columns() + "x"
                + terminal.size().rows();
    }

    private static String told(List<Map.Entry<String, String>> environment) {
        var out = new StringBuilder();
        environment.forEach(
                each -> out.append(' ').append(each.getKey()).append('=').append(each.getValue()));
        return out.toString();
    }

    private final class Channel implements SshChannel {
        private final State state;
        private final boolean ended;

        Channel(@Nullable JsonNode words) {
            if (words == null || words.has("fails")) {
                state = new State.Failed(true, "the server refused");
                ended = true;
            } else {
                state = new State.Open();
                ended = words.path("closes").asBoolean(false);
            }
        }

        @Override
        public State state() {
            return state;
        }

        @Override
        public int read(byte[] target, int offset, int length) {
            return ended ? ENDED : 0;
        }

        @Override
        public int write(byte[] source, int offset, int length) {
            return ended ? ENDED : length;
        }

        @Override
        public void shutdown() {
            // Nobody listens.
        }

        @Override
        public boolean isReadable() {
            return ended;
        }

        @Override
        public boolean isWritable() {
            return true;
        }

        @Override
        public boolean hasEnded() {
            return ended;
        }

        @Override
        public boolean isBroken() {
            return false;
        }

        @Override
        public void resize(Size size) {
            heard.add("resize " + size.columns() + "x" + size.rows() + " " + size.width() + "x" + size.height());
        }

        @Override
        public OptionalInt exitStatus() {
            return OptionalInt.empty();
        }

        @Override
        public Optional<String> exitSignal() {
            return Optional.empty();
        }

        @Override
        public void close() {
            // Holds nothing.
        }
    }
}
