package dev.tubeway.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `tubeway target`.
@Command(name = "target", description = "Keeps the targets of a running gateway, with their credentials.")
final class TargetCommand implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private TargetCommand() {}

    static CommandLine line(CommandContext context) {
        return new CommandLine(new TargetCommand())
                .addSubcommand(list(context))
                .addSubcommand(new AddCommand(context))
                .addSubcommand(new RemoveCommand(context));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    private static String path(String name) {
        return "/v1/targets/" + ApiClient.part(name);
    }

    private static CommandLine list(CommandContext context) {
        return ListCommand.line(
                context,
                "targets",
                List.of("TARGET", "PROTOCOL", "HOST", "PORT", "CREDENTIALS"),
                target -> List.of(
                        ListCommand.text(target, "name"),
                        ListCommand.text(target, "protocol"),
                        ListCommand.text(target, "hostname"),
                        Integer.toString(target.path("port").asInt()),
                        target.path("hasCredentials").asBoolean() ? "yes" : "no"));
    }

    /// `tubeway target add`.
    @Command(
            name = "add",
            description = "Adds a target, or changes it; credentials that are not given stay as they are.",
            footer = {
                "",
                "  tubeway target add db ssh db.internal 22 --username root --password < password.txt",
                "",
                "Secrets are read from standard input, a line each in the order of these flags, or from a",
                "file: a command line is seen by every user of the machine."
            })
    static final class AddCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        @Parameters(index = "0", paramLabel = "NAME", description = "what it is called")
        String name = "";

        @Parameters(index = "1", paramLabel = "PROTOCOL", description = "what a module serves, such as ssh")
        String protocol = "";

        @Parameters(index = "2", paramLabel = "HOST", description = "name or address")
        String host = "";

        @Parameters(index = "3", paramLabel = "PORT", description = "1 to 65535")
        int port;

        @Option(names = "-P", paramLabel = "NAME=VALUE", description = "a parameter, nothing secret; may be repeated")
        Map<String, String> parameters = new LinkedHashMap<>();

        @Option(names = "--username", paramLabel = "NAME", description = "as whom")
        @Nullable
        String username;

        @Option(names = "--password", description = "read the password from standard input")
        boolean password;

        @Option(names = "--key", paramLabel = "FILE", description = "file of a private key")
        @Nullable
        Path key;

        @Option(names = "--passphrase", description = "read the key's passphrase from standard input")
        boolean passphrase;

        AddCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() throws IOException {
            Map<String, Object> credentials = new LinkedHashMap<>();
            if (username != null) {
                credentials.put("username", username);
            }
            if (password) {
                credentials.put("password", secret("the password"));
            }
            if (key != null) {
                credentials.put("privateKey", PrivateKeyFile.read(key));
            }
            if (passphrase) {
                credentials.put("passphrase", secret("the passphrase"));
            }
            Map<String, Object> body = new LinkedHashMap<>();
            body.put("protocol", protocol);
            body.put("hostname", host);
            body.put("port", port);
            body.put("parameters", parameters);
            if (!credentials.isEmpty()) {
                body.put("credentials", credentials);
            }
            options.connect(context.environment()).put(path(name), body);
            context.err().println("kept");
            return 0;
        }

        private String secret(String what) throws IOException {
            if (context.terminal()) {
                context.err().print(what + ": ");
                context.err().flush();
            }
            String line = context.in().readLine();
            if (line == null || line.isEmpty()) {
                throw new CommandFailure(
                        CommandFailure.USAGE, what + " is read from standard input, which has no line");
            }
            return line;
        }
    }

    /// `tubeway target remove`.
    @Command(name = "remove", description = "Forgets a target and its credentials; sessions to it go on.")
    static final class RemoveCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        @Parameters(paramLabel = "NAME", description = "name of the target")
        String name = "";

        RemoveCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            options.connect(context.environment()).delete(path(name));
            context.err().println("removed");
            return 0;
        }
    }
}
