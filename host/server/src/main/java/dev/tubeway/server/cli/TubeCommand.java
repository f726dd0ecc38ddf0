package dev.tubeway.server.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
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
                .addSubcommand(list(context))
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

    private static CommandLine list(CommandContext context) {
        return ListCommand.line(
                context,
                "tubes",
                List.of("TUBE", "STATUS", "CONVERSATION", "TYPE", "LISTENS ON", "CREATED"),
                tube -> List.of(
                        ListCommand.text(tube, "tubeId"),
                        ListCommand.text(tube, "status"),
                        ListCommand.text(tube, "conversationId"),
                        ListCommand.text(tube.path("settings"), "conversationType"),
                        ListCommand.text(tube, "localListenAddr"),
                        ListCommand.text(tube, "createdAt")));
    }

    private static void connections(PrintStream out, JsonNode answer) {
        List<List<String>> rows = new ArrayList<>();
        for (JsonNode connection : answer.path("connections")) {
            rows.add(List.of(
                    ListCommand.text(connection, "number"),
                    ListCommand.text(connection, "state"),
                    ListCommand.text(connection, "target"),
                    ListCommand.text(connection, "bytesSent"),
                    ListCommand.text(connection, "bytesReceived"),
                    ListCommand.text(connection, "openedAt")));
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
}
