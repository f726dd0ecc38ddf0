package dev.tubeway.server.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tubeway tube close`.
@Command(name = "close", description = "Closes a tube, or one connection of it.")
final class CloseCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "TUBE", description = "id of the tube")
    String tube = "";

    @Option(names = "--connection", paramLabel = "NUMBER", description = "close this connection only")
    @Nullable
    Integer connection;

    @Mixin
    ReasonOption reason = new ReasonOption();

    CloseCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        String path = "/v1/tubes/" + ApiClient.part(tube) + (connection == null ? "" : "/connections/" + connection);
        options.connect(context.environment()).delete(path + reason.query());
        context.err().println("closed");
        return 0;
    }
}
