package dev.tubeway.server.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

/// `tubeway module`, and what it asks a running gateway.
@Command(
        name = "module",
        description = "Writes, checks and runs modules, and keeps those of a running gateway.",
        footer = {"", "A first module: tubeway module new NAME, then docs/write-a-module.md."})
final class ModuleCommand implements Runnable {
    @Spec
    CommandSpec spec = CommandSpec.create();

    private ModuleCommand() {}

    static CommandLine line(CommandContext context) {
        return new CommandLine(new ModuleCommand())
                .addSubcommand(new ModuleNewCommand(context))
                .addSubcommand(new ModuleBuildCommand(context))
                .addSubcommand(new ModuleCheckCommand(context))
                .addSubcommand(new ModuleRunCommand(context))
                .addSubcommand(new ModuleReplayCommand(context))
                .addSubcommand(new ModuleConformanceCommand(context))
                .addSubcommand(list(context))
                .addSubcommand(new AddCommand(context))
                .addSubcommand("enable", StateCommand.line(context, "Lets new sessions use a module.", "enabled"))
                .addSubcommand(
                        "disable",
                        StateCommand.line(
                                context, "Keeps new sessions from a module; those that run go on.", "disabled"))
                .addSubcommand(new RemoveCommand(context));
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getErr());
    }

    private static CommandLine list(CommandContext context) {
        return ListCommand.line(
                context,
                "modules",
                List.of("MODULE", "VERSION", "STATE", "PROTOCOLS", "SOURCE", "SESSIONS", "SUMMARY"),
                ModuleCommand::row);
    }

    private static List<String> row(JsonNode module) {
        List<String> protocols = new ArrayList<>();
        module.path("protocols").forEach(protocol -> protocols.add(protocol.asString("")));
        return List.of(
                ListCommand.text(module, "name"),
                ListCommand.text(module, "version"),
                ListCommand.text(module, "state"),
                protocols.isEmpty() ? "-" : String.join(",", protocols),
                ListCommand.text(module, "source"),
                module.path("sessions").asString("0"),
                module.path("summary").asString(""));
    }

    /// `tubeway module add`.
    @Command(name = "add", description = "Gives a module to a running gateway.")
    static final class AddCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        @Parameters(
                paramLabel = "FILE",
                description = "the module, a .wasm file",
                converter = ModuleFile.Converter.class)
        ModuleFile file = ModuleFile.none();

        AddCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            JsonNode module =
                    options.connect(context.environment()).post("/v1/modules", file.bytes(), "application/wasm");
            if (options.json) {
                QueryCommand.json(context.out(), module);
            } else {
                context.err()
                        .println("added: " + module.path("name").asString("") + " "
                                + module.path("version").asString(""));
            }
            return 0;
        }
    }

    /// `tubeway module remove`.
    @Command(name = "remove", description = "Takes a module from a running gateway; sessions that run it go on.")
    static final class RemoveCommand implements Callable<Integer> {
        private final CommandContext context;

        @Mixin
        ClientOptions options = new ClientOptions();

        @Mixin
        VersionOptions module = new VersionOptions();

        RemoveCommand(CommandContext context) {
            this.context = context;
        }

        @Override
        public Integer call() {
            ApiClient client = options.connect(context.environment());
            client.delete(module.path(client));
            context.err().println("removed");
            return 0;
        }
    }

    /// `tubeway module enable|disable`.
    @Command
    static final class StateCommand implements Callable<Integer> {
        private final CommandContext context;
        private final String state;

        @Mixin
        ClientOptions options = new ClientOptions();

        @Mixin
        VersionOptions module = new VersionOptions();

        private StateCommand(CommandContext context, String state) {
            this.context = context;
            this.state = state;
        }

        static CommandLine line(CommandContext context, String description, String state) {
            CommandLine line = new CommandLine(new StateCommand(context, state));
            line.getCommandSpec().usageMessage().description(description);
            return line;
        }

        @Override
        public Integer call() {
            ApiClient client = options.connect(context.environment());
            JsonNode answer = client.put(module.path(client) + "/state", Map.of("state", state));
            if (options.json) {
                QueryCommand.json(context.out(), answer);
            } else {
                context.err()
                        .println(answer.path("name").asString("") + " "
                                + answer.path("version").asString("") + " is "
                                + answer.path("state").asString(""));
            }
            return 0;
        }
    }

    /// Which version of a module is meant.
    static final class VersionOptions {
        @Parameters(index = "0", paramLabel = "NAME", description = "name of the module")
        String name = "";

        @Parameters(
                index = "1",
                arity = "0..1",
                paramLabel = "VERSION",
                description = "its version; not needed where there is one only")
        String version = "";

        /// The path of the module; asks the gateway where no version was given.
        String path(ApiClient client) {
            String found = version;
            if (found.isEmpty()) {
                List<String> versions = new ArrayList<>();
                for (JsonNode module : client.get("/v1/modules").path("modules")) {
                    if (module.path("name").asString("").equals(name)) {
                        versions.add(module.path("version").asString(""));
                    }
                }
                if (versions.size() > 1) {
                    throw new CommandFailure(
                            CommandFailure.USAGE,
                            "which version? name=" + name + " versions=" + String.join(", ", versions));
                }
                found = versions.isEmpty() ? "0.0.0" : versions.getFirst();
            }
            return "/v1/modules/" + ApiClient.part(name) + "/" + ApiClient.part(found);
        }
    }
}
