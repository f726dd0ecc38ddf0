package dev.tubeway.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `tubeway session`.
@Command(name = "session", description = "Lists, shows and closes the sessions of a running gateway.")
final class SessionCommand implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private SessionCommand() {}

    static CommandLine line(CommandContext context) {
        return new CommandLine(new SessionCommand())
                .addSubcommand(new ListCommand(context))
                .addSubcommand(new ShowCommand(context))
                .addSubcommand(new CloseCommand(context));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    private static String path(String session) {
        return "/v1/sessions/" + ApiClient.part(session);
    }

    /// `tubeway session list`.
    @Command(name = "list", description = "Lists the sessions.")
    static final class ListCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        ListCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode answer = options.connect(context.environment()).get("/v1/sessions");
            if (options.json) {
                QueryCommand.json(context.out(), answer);
                return 0;
            }
            List<List<String>> rows = new ArrayList<>();
            for (JsonNode session : answer.path("sessions")) {
                rows.add(List.of(
                        session.path("sessionId").asString("-"),
                        session.path("state").asString("-"),
                        session.path("protocol").asString("-"),
                        session.path("target").asString("-"),
                        Integer.toString(session.path("clients").size()),
                        session.path("startedAt").asString("-")));
            }
            if (rows.isEmpty()) {
                context.err().println("no sessions");
                return 0;
            }
            List<String> header = List.of("SESSION", "STATE", "PROTOCOL", "TARGET", "CLIENTS", "STARTED");
            Table.print(context.out(), header, rows);
            return 0;
        }
    }

    /// `tubeway session show`.
    @Command(name = "show", description = "Shows a session: its clients, and what its module used so far.")
    static final class ShowCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        @Parameters(paramLabel = "SESSION", description = "id of the session, with or without its $")
        String session = "";

        ShowCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode answer = options.connect(context.environment()).get(path(session));
            if (options.json) {
                QueryCommand.json(context.out(), answer);
            } else {
                TubeCommand.fields(context.out(), "", answer);
            }
            return 0;
        }
    }

    /// `tubeway session close`.
    @Command(name = "close", description = "Ends a session; its clients are told why.")
    static final class CloseCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        @Parameters(paramLabel = "SESSION", description = "id of the session, with or without its $")
        String session = "";

        @Option(names = "--reason", paramLabel = "REASON", description = "such as normal or timeout (adminClosed)")
        @Nullable
        String reason;

        CloseCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            options.connect(context.environment())
                    .delete(path(session) + (reason == null ? "" : "?reason=" + ApiClient.part(reason)));
            context.err().println("closed");
            return 0;
        }
    }
}
