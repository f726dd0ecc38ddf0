package dev.tubeway.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.JsonNode;

/// `tubeway tube|session|module list`: a table of what a running gateway has of one kind.
@Command(name = "list")
final class ListCommand implements Callable<Integer> {
    private final CommandContext context;
    private final String things;
    private final List<String> header;
    private final Function<JsonNode, List<String>> row;

    @Mixin
    ClientOptions options = new ClientOptions();

    private ListCommand(
            CommandContext context, String things, List<String> header, Function<JsonNode, List<String>> row) {
        this.context = context;
        this.things = things;
        this.header = header;
        this.row = row;
    }

    /// @param things the kind in the plural: the last part of its address, and the field of the answer
    /// @param row    the columns of one thing
    static CommandLine line(
            CommandContext context, String things, List<String> header, Function<JsonNode, List<String>> row) {
        CommandLine line = new CommandLine(new ListCommand(context, things, header, row));
        line.getCommandSpec().usageMessage().description("Lists the " + things + " of a running gateway.");
        return line;
    }

    @Override
    public Integer call() {
        JsonNode answer = options.connect(context.environment()).get("/v1/" + things);
        if (options.json) {
            QueryCommand.json(context.out(), answer);
            return 0;
        }
        List<List<String>> rows = new ArrayList<>();
        answer.path(things).forEach(thing -> rows.add(row.apply(thing)));
        if (rows.isEmpty()) {
            context.err().println("no " + things);
        } else {
            Table.print(context.out(), header, rows);
        }
        return 0;
    }

    /// A field as a column shows it: `-` where there is none.
    static String text(JsonNode node, String field) {
        String text = node.path(field).asString("-");
        return text.isEmpty() ? "-" : text;
    }
}
