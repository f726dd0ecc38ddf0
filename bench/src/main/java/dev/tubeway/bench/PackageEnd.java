package dev.tubeway.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A process of the published Python package, driven by `peer.py` of the interoperability suite.
final class PackageEnd implements End {
    private static final String PEER = "host/server/src/test/interop/peer.py";
    private static final long LONG_SECONDS = 60;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Writer requests;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<Long, CompletableFuture<JsonNode>> answers = new ConcurrentHashMap<>();
    private final CompletableFuture<JsonNode> ready = new CompletableFuture<>();

    private PackageEnd(Process process) {
        this.process = process;
        this.requests = process.outputWriter();
        Thread.ofPlatform().name("package-answers").daemon().start(this::read);
    }

    /// @param python of a virtual environment that has the package
    /// @param home   the program's folder
    static PackageEnd start(Path python, Path home) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(python.toString(), home.resolve(PEER).toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("KEEPER_WEBRTC_DISABLE_CONNECTIVITY_CHECK", "1");
        var end = new PackageEnd(Processes.start(builder));
        try {
            var _ = end.take(end.ready);
        } catch (IOException e) {
            end.close();
            throw e;
        }
        return end;
    }

    private void read() {
        try (BufferedReader in = process.inputReader()) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode message = JSON.readTree(line);
                if (message.has("id")) {
                    CompletableFuture<JsonNode> answer =
                            answers.remove(message.get("id").asLong());
                    if (answer != null) {
                        answer.complete(message);
                    }
                } else if (message.has("ready")) {
                    ready.complete(message);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            var gone = new IOException("the package's process has ended");
            ready.completeExceptionally(gone);
            answers.values().forEach(answer -> answer.completeExceptionally(gone));
        }
    }

    private JsonNode take(CompletableFuture<JsonNode> answer) throws IOException, InterruptedException {
        try {
            return answer.get(LONG_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("no answer of the package", e);
        }
    }

    private JsonNode call(String name, Map<String, ?> arguments) throws IOException, InterruptedException {
        long number = numbers.incrementAndGet();
        var answer = new CompletableFuture<JsonNode>();
        answers.put(number, answer);
        var request = JSON.createObjectNode().put("id", number).put("call", name);
        request.set("args", JSON.valueToTree(arguments));
        synchronized (requests) {
            requests.write(request + "\n");
            requests.flush();
        }
        JsonNode message = take(answer);
        if (message.has("error")) {
            throw new IOException(
                    name + ": " + message.get("error").get("message").asString());
        }
        return message.get("ok");
    }

    @Override
    public Made create(String conversation, Map<String, Object> settings, @Nullable String offer)
            throws IOException, InterruptedException {
        var arguments = new LinkedHashMap<String, Object>();
        arguments.put("conversation_id", conversation);
        arguments.put("settings", settings);
        if (offer != null) {
            arguments.put("offer", offer);
        }
        JsonNode made = call("create_tube", arguments);
        return new Made(
                made.get("tube_id").asString(),
                made.get(offer == null ? "offer" : "answer").asString(),
                made.path("actual_local_listen_addr").asString(null));
    }

    @Override
    public void accept(String tubeId, String answer) throws IOException, InterruptedException {
        var _ = call("set_remote_description", Map.of("tube_id", tubeId, "sdp", answer, "is_answer", true));
    }

    @Override
    public void removeReady(Collection<String> pending) throws IOException, InterruptedException {
        for (String tube : List.copyOf(pending)) {
            if ("ready".equals(call("get_tube_status", Map.of("tube_id", tube)).asString())) {
                pending.remove(tube);
            }
        }
    }

    @Override
    public void closeTube(String tubeId) throws IOException, InterruptedException {
        var _ = call("close_tube", Map.of("tube_id", tubeId, "reason", 0));
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        Processes.end(process);
    }
}
