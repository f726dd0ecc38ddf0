package dev.tubeway.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tubeway completion`.
@Command(
        name = "completion",
        description = "Prints a completion script for a shell.",
        footer = {
            "",
            "  bash, zsh:  source <(tubeway completion bash)",
            "  fish:       tubeway completion fish | source"
        })
final class CompletionCommand implements Callable<Integer> {
    private final CommandContext context;

    @Spec
    CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "SHELL", description = "bash, zsh or fish")
    String shell = "";

    CompletionCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        CommandLine root = spec.root().commandLine();
        switch (shell) {
            case "bash", "zsh" -> context.out().println(AutoComplete.bash("tubeway", root));
            case "fish" -> context.out().print(fish(root.getCommandSpec()));
            default -> {
                context.err().println("no completion for this shell: shell=" + shell + "; known are bash, zsh, fish");
                return 2;
            }
        }
        return 0;
    }

    private static String fish(CommandSpec root) {
        StringBuilder script = new StringBuilder("complete -c tubeway -f\n");
        complete(script, root, List.of());
        return script.toString();
    }

    private static void complete(StringBuilder script, CommandSpec command, List<String> path) {
        StringBuilder seen = new StringBuilder();
        path.forEach(word -> seen.append(seen.isEmpty() ? "" : "; and ").append("__fish_seen_subcommand_from " + word));
        String condition = path.isEmpty() ? "__fish_use_subcommand" : seen.toString();
        for (OptionSpec option : command.options()) {
            if (!option.hidden()) {
                script.append("complete -c tubeway -n '")
                        .append(condition)
                        .append("' -l ")
                        .append(option.longestName().replaceFirst("^--?", ""))
                        .append(option.arity().max() > 0 ? " -r" : "")
                        .append(" -d '")
                        .append(plain(String.join(" ", option.description())))
                        .append("'\n");
            }
        }
        command.subcommands().forEach((name, line) -> {
            CommandSpec sub = line.getCommandSpec();
            script.append("complete -c tubeway -n '")
                    .append(condition)
                    .append("' -a ")
                    .append(name)
                    .append(" -d '")
                    .append(plain(String.join(" ", sub.usageMessage().description())))
                    .append("'\n");
            List<String> deeper = new java.util.ArrayList<>(path);
            deeper.add(name);
            complete(script, sub, deeper);
        });
    }

    private static String plain(String text) {
        return text.replace("'", "");
    }
}
