package dev.tubeway.server.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `tubeway tube`, and what it lists.
@Command(name = "tube", description = "Lists, shows, closes and makes tubes.")
final class TubeCommand implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private TubeCommand() {}

    static CommandLine line(CommandContext context) {
        return new CommandLine(new TubeCommand())
                .addSubcommand(new ListCommand(context))
                .addSubcommand(
                        "show",
                        QueryCommand.line(context, "Shows one tube.", "", (out, answer) -> fields(out, "", answer)))
                .addSubcommand(
                        "stats",
                        QueryCommand.line(
                                context,
                                "Shows the traffic and the path of a tube.",
                                "/stats",
                                (out, answer) -> fields(out, "", answer)))
                .addSubcommand(
                        "connections",
                        QueryCommand.line(
                                context, "Lists the connections of a tube.", "/connections", TubeCommand::connections))
                .addSubcommand(new CloseCommand(context))
                .addSubcommand(new OfferCommand(context))
                .addSubcommand(new AnswerCommand(context));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    /// `tubeway tube list`.
    @Command(name = "list", description = "Lists the tubes of a running gateway.")
    static final class ListCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        ListCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode answer = options.connect(context.environment()).get("/v1/tubes");
            if (options.json) {
                QueryCommand.json(context.out(), answer);
                return 0;
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
            List<String> header = List.of("TUBE", "STATUS", "CONVERSATION", "TYPE", "LISTENS ON", "CREATED");
            Table.print(context.out(), header, rows);
            return 0;
        }
    }

    private static void connections(PrintStream out, JsonNode answer) {
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
        Table.print(out, List.of("NUMBER", "STATE", "TARGET", "SENT", "RECEIVED", "OPENED"), rows);
    }

    static void fields(PrintStream out, String prefix, JsonNode node) {
        node.properties().forEach(field -> {
            if (field.getValue().isObject()) {
                fields(out, prefix + field.getKey() + ".", field.getValue());
            } else if (field.getValue().isArray() && field.getValue().path(0).isObject()) {
                int number = 0;
                for (JsonNode item : field.getValue()) {
                    fields(out, prefix + field.getKey() + "." + number++ + ".", item);
                }
            } else {
                String value =
                        field.getValue().isValueNode() ? field.getValue().asString() : String.valueOf(field.getValue());
                out.println(prefix + field.getKey() + ": " + value);
            }
        });
    }

    private static String text(JsonNode node, String field) {
        String text = node.path(field).asString("-");
        return text.isEmpty() ? "-" : text;
    }
}
