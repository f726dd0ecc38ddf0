package dev.tubeway.server.cli;

import java.io.PrintStream;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway tube show|stats|connections`: asks a running gateway about one tube.
@Command
final class QueryCommand implements Callable<Integer> {
    private final CommandContext context;
    private final String suffix;
    private final BiConsumer<PrintStream, JsonNode> printer;

    @Mixin
    ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "TUBE", description = "id of the tube")
    String tube = "";

    private QueryCommand(CommandContext context, String suffix, BiConsumer<PrintStream, JsonNode> printer) {
        this.context = context;
        this.suffix = suffix;
        this.printer = printer;
    }

    /// @param suffix  what follows the tube's path
    /// @param printer writes the answer for people
    static CommandLine line(
            CommandContext context, String description, String suffix, BiConsumer<PrintStream, JsonNode> printer) {
        CommandLine line = new CommandLine(new QueryCommand(context, suffix, printer));
        line.getCommandSpec().usageMessage().description(description);
        return line;
    }

    @Override
    public Integer call() {
        JsonNode answer = options.connect(context.environment()).get("/v1/tubes/" + ApiClient.part(tube) + suffix);
        if (options.json) {
            json(context.out(), answer);
        } else {
            printer.accept(context.out(), answer);
        }
        return 0;
    }

    static void json(PrintStream out, JsonNode answer) {
        out.println(JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(answer));
    }
}
