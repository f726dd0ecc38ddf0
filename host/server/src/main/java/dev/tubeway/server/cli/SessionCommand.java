package dev.tubeway.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `tubeway session`.
@Command(
        name = "session",
        description = "Opens, shares, lists, shows, records and closes the sessions of a running gateway.")
final class SessionCommand implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private SessionCommand() {}

    static CommandLine line(CommandContext context) {
        return new CommandLine(new SessionCommand())
                .addSubcommand(list(context))
                .addSubcommand(new ShowCommand(context))
                .addSubcommand(new SessionOpenCommand(context))
                .addSubcommand(new SessionShareCommand(context))
                .addSubcommand(new SessionRecordCommand(context))
                .addSubcommand(new CloseCommand(context));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    private static String path(String session) {
        return "/v1/sessions/" + ApiClient.part(session);
    }

    private static CommandLine list(CommandContext context) {
        return ListCommand.line(
                context,
                "sessions",
                List.of("SESSION", "STATE", "PROTOCOL", "TARGET", "CLIENTS", "STARTED"),
                session -> List.of(
                        ListCommand.text(session, "sessionId"),
                        ListCommand.text(session, "state"),
                        ListCommand.text(session, "protocol"),
                        ListCommand.text(session, "target"),
                        Integer.toString(session.path("clients").size()),
                        ListCommand.text(session, "startedAt")));
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

        @Mixin
        ReasonOption reason = new ReasonOption();

        CloseCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            options.connect(context.environment()).delete(path(session) + reason.query());
            context.err().println("closed");
            return 0;
        }
    }
}
