package dev.tubeway.server.cli;

import dev.tubeway.TubewayException;
import dev.tubeway.server.settings.SettingsException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// The root of the command line.
@Command(
        name = "tubeway",
        description = "A gateway host: TCP and SOCKS5 over WebRTC.",
        subcommands = CommandLine.HelpCommand.class,
        versionProvider = TubewayCommand.Version.class,
        footer = {
            "",
            "Exit codes: 0 done; 1 failed, the message says why; 2 wrong usage or settings;",
            "3 no gateway answers; 4 the gateway refused."
        })
public final class TubewayCommand implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private TubewayCommand() {}

    /// The whole command line; running it returns the exit code.
    public static CommandLine line(CommandContext context) {
        CommandLine line = new CommandLine(new TubewayCommand())
                .addSubcommand(new UpCommand(context))
                .addSubcommand(new ServeCommand(context))
                .addSubcommand(new RehearseCommand(context))
                .addSubcommand(TubeCommand.line(context))
                .addSubcommand(SessionCommand.line(context))
                .addSubcommand(TargetCommand.line(context))
                .addSubcommand(ModuleCommand.line(context))
                .addSubcommand(new DoctorCommand(context))
                .addSubcommand(new ConfigCommand(context))
                .addSubcommand(new CompletionCommand(context))
                .addSubcommand(new VersionCommand(context));
        line.setOut(new PrintWriter(context.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(context.err(), true, StandardCharsets.UTF_8));
        everyCommand(line);
        line.setExecutionExceptionHandler((e, command, parsed) -> failed(context, e));
        return line;
    }

    private static void everyCommand(CommandLine line) {
        line.getCommandSpec().mixinStandardHelpOptions(true);
        line.getCommandSpec().usageMessage().width(100);
        for (Map.Entry<String, CommandLine> sub : line.getSubcommands().entrySet()) {
            if (!sub.getKey().equals("help")) {
                everyCommand(sub.getValue());
            }
        }
    }

    private static int failed(CommandContext context, Exception e) throws Exception {
        int code = switch (e) {
            case CommandFailure failure -> failure.exitCode();
            case SettingsException failure -> CommandFailure.USAGE;
            case TubewayException failure
            when failure.problem() == TubewayException.Problem.INVALID_SETTINGS -> CommandFailure.USAGE;
            case TubewayException failure -> CommandFailure.FAILED;
            case IOException failure -> CommandFailure.FAILED;
            default -> throw e;
        };
        context.err().println("tubeway: " + e.getMessage());
        return code;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    /// Prints the version of `tubeway --version`.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"tubeway " + VersionCommand.version()};
        }
    }
}
