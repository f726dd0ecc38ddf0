package dev.tubeway.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// A gateway in a process of its own, `tubeway serve`, steered over HTTP.
final class GatewayEnd implements End {
    private static final Pattern ADDRESS = Pattern.compile("https?://[^\\s/]+:\\d+");
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Path data;
    private final String url;
    private final String token;

    private GatewayEnd(Process process, Path data) throws IOException {
        this.process = process;
        this.data = data;
        this.url = address(process, data);
        this.token = Files.readString(data.resolve("token")).strip();
    }

    /// Starts a gateway from the class path of this process, with the project's JVM flags.
    ///
    /// @param data its folder, made here
    static GatewayEnd start(Path data) throws IOException {
        return start(command(), data, List.of());
    }

    /// Starts a gateway of sessions from the class path of this process.
    ///
    /// @param data    its folder, made here
    /// @param modules where it finds its modules; null beside the program
    /// @param more    words of its command line
    static GatewayEnd start(Path data, @Nullable Path modules, String... more) throws IOException {
        var arguments = new ArrayList<>(List.of(more));
        if (modules != null) {
            arguments.addAll(List.of("--set", "modules.folder=" + modules));
        }
        return start(command(), data, arguments);
    }

    /// The command line's Java, with the project's JVM flags.
    static List<String> command() throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xlog:disable",
                "-Xlog:all=warning:stderr"));
        command.addAll(jvmFlags());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "dev.tubeway.server.Main"));
        return command;
    }

    /// @param command starts the command line, such as `./tubeway`
    /// @param more    arguments of `serve`
    static GatewayEnd start(List<String> command, Path data, List<String> more) throws IOException {
        Files.createDirectories(data);
        var whole = new ArrayList<>(command);
        whole.addAll(List.of("serve", "--listen", "127.0.0.1:0", "--data", data.toString()));
        whole.addAll(more);
        var builder =
                new ProcessBuilder(whole).redirectError(data.resolve("stderr").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("TUBEWAY_") && !name.endsWith("JAVA_HOME"));
        Process process = Processes.start(builder);
        try {
            return new GatewayEnd(process, data);
        } catch (IOException | RuntimeException e) {
            Processes.end(process);
            throw e;
        }
    }

    /// Those of the root pom, and what `tubeway.bench.gatewayFlags` adds, a list of words.
    private static List<String> jvmFlags() throws IOException {
        var properties = new Properties();
        try (InputStream in = GatewayEnd.class.getResourceAsStream("bench.properties")) {
            properties.load(in);
        }
        String more = System.getProperty("tubeway.bench.gatewayFlags", "");
        return Arrays.stream((properties.getProperty("jvm.flags") + " " + more).split(" ", -1))
                .filter(flag -> !flag.isBlank())
                .toList();
    }

    private static String address(Process process, Path data) throws IOException {
        var out = process.inputReader();
        for (String line = out.readLine(); line != null; line = out.readLine()) {
            var found = ADDRESS.matcher(line);
            if (found.find()) {
                Thread.ofPlatform().name("gateway-words").daemon().start(() -> drain(process.getInputStream()));
                return found.group();
            }
        }
        throw new IOException("the gateway said no address: " + Files.readString(data.resolve("stderr")));
    }

    private static void drain(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Made create(String conversation, Map<String, Object> settings, @Nullable String offer)
            throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("conversationId", conversation);
        body.set("settings", JSON.valueToTree(settings));
        if (offer != null) {
            body.put("offer", offer);
        }
        JsonNode made = send("POST", "/v1/tubes", body);
        return new Made(
                made.get("tubeId").asString(),
                made.get(offer == null ? "offer" : "answer").asString(),
                made.path("localListenAddr").asString(null));
    }

    @Override
    public void accept(String tubeId, String answer) throws IOException, InterruptedException {
        var body = JSON.createObjectNode().put("type", "answer").put("sdp", answer);
        var _ = send("PUT", "/v1/tubes/" + tubeId + "/remote-description", body);
    }

    @Override
    public void removeReady(Collection<String> pending) throws IOException, InterruptedException {
        if (pending.size() == 1) {
            String tube = pending.iterator().next();
            removeIfReady(send("GET", "/v1/tubes/" + tube, null), pending);
        } else {
            send("GET", "/v1/tubes", null).get("tubes").forEach(tube -> removeIfReady(tube, pending));
        }
    }

    private static void removeIfReady(JsonNode tube, Collection<String> pending) {
        if ("ready".equals(tube.get("status").asString())) {
            pending.remove(tube.get("tubeId").asString());
        }
    }

    @Override
    public void closeTube(String tubeId) throws IOException, InterruptedException {
        var _ = send("DELETE", "/v1/tubes/" + tubeId, null);
    }

    /// A figure of `/metrics`, summed over its labels.
    double metric(String name) throws IOException, InterruptedException {
        return exchange("GET", "/metrics", null)
                .body()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// What it has logged.
    String log() throws IOException {
        return Files.readString(data.resolve("stderr"));
    }

    /// Whether new tubes are taken.
    boolean isReady() throws IOException, InterruptedException {
        return exchange("GET", "/health/ready", null).statusCode() == 200;
    }

    @Override
    public long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        http.shutdownNow();
        Processes.end(process);
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        HttpResponse<String> response = exchange(method, path, body);
        if (response.statusCode() >= 300) {
            throw new IOException(method + " " + path + ": " + response.statusCode() + " " + response.body());
        }
        return response.body().isEmpty() ? JSON.nullNode() : JSON.readTree(response.body());
    }

    private HttpResponse<String> exchange(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(LONG)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }
}
