package dev.tubeway.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
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
final class TubewayCommand implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private TubewayCommand() {}

    /// What there is, in the order in which it is told of.
    private static Map<String, Function<CommandContext, Object>> verbs() {
        Map<String, Function<CommandContext, Object>> verbs = new LinkedHashMap<>();
        verbs.put("up", UpCommand::new);
        verbs.put("serve", ServeCommand::new);
        verbs.put("tube", TubeCommand::line);
        verbs.put("session", SessionCommand::line);
        verbs.put("target", TargetCommand::line);
        verbs.put("module", ModuleCommand::line);
        verbs.put("doctor", DoctorCommand::new);
        verbs.put("config", ConfigCommand::new);
        verbs.put("completion", CompletionCommand::new);
        verbs.put("version", VersionCommand::new);
        return verbs;
    }

    /// The whole command line; running it returns the exit code.
    static CommandLine line(CommandContext context) {
        return line(context, verbs());
    }

    /// The command line for one use. The commands are found out by reflection, with classes too old for an AOT cache,
    /// which
    /// is a good part of a start: where the first word names a verb, the others are left out.
    static CommandLine line(CommandContext context, String[] arguments) {
        Map<String, Function<CommandContext, Object>> verbs = verbs();
        String first = arguments.length == 0 ? "" : arguments[0];
        // A completion is one of all the others.
        if (verbs.containsKey(first) && !first.equals("completion")) {
            verbs.keySet().retainAll(Set.of(first));
        }
        return line(context, verbs);
    }

    private static CommandLine line(CommandContext context, Map<String, Function<CommandContext, Object>> verbs) {
        CommandLine line = new CommandLine(new TubewayCommand());
        verbs.forEach((name, maker) -> line.addSubcommand(name, maker.apply(context)));
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
        return Program.tell(context, e).orElseThrow(() -> e);
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
