package dev.tubeway.server.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway tube …`: asks a running gateway about its tubes. Making one by hand is in [OfferCommand] and
/// [AnswerCommand].
@Command(name = "tube", description = "Lists, shows, closes and makes tubes.")
final class TubeCommand {
    private final CommandContext context;

    TubeCommand(CommandContext context) {
        this.context = context;
    }

    @Command(name = "list", description = "Lists the tubes of a running gateway.")
    int list(@Mixin ClientOptions options) {
        JsonNode answer = options.connect(context.environment()).get("/v1/tubes");
        if (options.json) {
            return print(answer);
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode tube : answer.path("tubes")) {
            rows.add(List.of(
                    text(tube, "tubeId"),
                    text(tube, "status"),
                    text(tube, "conversationId"),
                    text(tube.path("settings"), "conversationType"),
                    text(tube, "localListenAddr"),
                    text(tube, "createdAt")));
        }
        if (rows.isEmpty()) {
            context.err().println("no tubes");
            return 0;
        }
        Table.print(context.out(), List.of("TUBE", "STATUS", "CONVERSATION", "TYPE", "LISTENS ON", "CREATED"), rows);
        return 0;
    }

    @Command(name = "show", description = "Shows one tube.")
    int show(@Mixin ClientOptions options, @Parameters(paramLabel = "TUBE") String tube) {
        return fields(options, "/v1/tubes/" + ApiClient.part(tube));
    }

    @Command(name = "stats", description = "Shows the traffic and the path of a tube.")
    int stats(@Mixin ClientOptions options, @Parameters(paramLabel = "TUBE") String tube) {
        return fields(options, "/v1/tubes/" + ApiClient.part(tube) + "/stats");
    }

    @Command(name = "connections", description = "Lists the connections of a tube.")
    int connections(@Mixin ClientOptions options, @Parameters(paramLabel = "TUBE") String tube) {
        JsonNode answer =
                options.connect(context.environment()).get("/v1/tubes/" + ApiClient.part(tube) + "/connections");
        if (options.json) {
            return print(answer);
        }
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode connection : answer.path("connections")) {
            rows.add(List.of(
                    text(connection, "number"),
                    text(connection, "state"),
                    text(connection, "target"),
                    text(connection, "bytesSent"),
                    text(connection, "bytesReceived"),
                    text(connection, "openedAt")));
        }
        Table.print(context.out(), List.of("NUMBER", "STATE", "TARGET", "SENT", "RECEIVED", "OPENED"), rows);
        return 0;
    }

    @Command(name = "close", description = "Closes a tube, or one connection of it.")
    int close(
            @Mixin ClientOptions options,
            @Parameters(paramLabel = "TUBE") String tube,
            @Option(names = "--connection", paramLabel = "NUMBER", description = "close this connection only") @Nullable
                    Integer connection,
            @Option(
                            names = "--reason",
                            paramLabel = "REASON",
                            description = "a close reason such as normal or timeout (adminClosed)")
                    @Nullable
                    String reason) {
        String path = "/v1/tubes/" + ApiClient.part(tube) + (connection == null ? "" : "/connections/" + connection);
        options.connect(context.environment())
                .delete(path + (reason == null ? "" : "?reason=" + ApiClient.part(reason)));
        context.err().println("closed");
        return 0;
    }

    private int fields(ClientOptions options, String path) {
        JsonNode answer = options.connect(context.environment()).get(path);
        if (options.json) {
            return print(answer);
        }
        fields(context.out(), "", answer);
        return 0;
    }

    private static void fields(PrintStream out, String prefix, JsonNode node) {
        node.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                fields(out, prefix + field.getKey() + ".", field.getValue());
            } else {
                String value =
                        field.getValue().isValueNode() ? field.getValue().asString() : String.valueOf(field.getValue());
                out.println(prefix + field.getKey() + ": " + value);
            }
        });
    }

    private int print(JsonNode answer) {
        context.out()
                .println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
        return 0;
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asString("-");
    }
}
