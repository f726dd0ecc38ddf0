package dev.tubeway.server.cli;

import dev.tubeway.module.ModuleConfig;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.Modules;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway module build`: runs cargo and judges what came out. The launcher finds the Rust for it.
@Command(
        name = "build",
        description = "Builds the module of a folder and checks it; prints the path of the .wasm file.",
        footer = {"", "Exit codes: 0 built; 1 it does not build; 4 built, but it cannot run here."})
final class ModuleBuildCommand implements Callable<Integer> {
    private static final String TARGET = "wasm32-unknown-unknown";

    private final CommandContext context;

    @Parameters(paramLabel = "DIR", arity = "0..1", description = "folder with the module's Cargo.toml (this one)")
    Path folder = Path.of("");

    ModuleBuildCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path crate = folder.toAbsolutePath().normalize();
        if (!Files.isRegularFile(crate.resolve("Cargo.toml"))) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "no Cargo.toml is here; `tubeway module new NAME` makes one: folder=" + crate);
        }
        List<Path> built = cargo(crate);
        if (built.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "cargo built no .wasm file: the crate needs [lib] crate-type = [\"cdylib\"]: folder=" + crate);
        }
        int code = 0;
        try (Modules modules = context.modules().apply(ModuleConfig.defaults())) {
            for (Path file : built) {
                context.out().println(file);
                context.out().flush();
                ModuleVerdict verdict = modules.check(Files.readAllBytes(file));
                ModuleCheckCommand.print(context.err(), verdict);
                if (verdict instanceof ModuleVerdict.Refused) {
                    code = CommandFailure.REFUSED;
                }
            }
        }
        return code;
    }

    /// Runs cargo; its words for people go to standard error as they come.
    private List<Path> cargo(Path crate) throws IOException, InterruptedException {
        String cargo = context.environment().getOrDefault("CARGO", "cargo");
        ProcessBuilder builder = new ProcessBuilder(
                        cargo, "build", "--release", "--target", TARGET, "--message-format=json-render-diagnostics")
                .directory(crate.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()));
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "Rust's cargo does not start: install Rust with the target " + TARGET
                            + ", or build with ./tubeway, which finds one: cargo=" + cargo,
                    e);
        }
        List<Path> built = new ArrayList<>();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                collect(line, built);
            }
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new CommandFailure(CommandFailure.FAILED, "cargo could not build it: exit=" + code);
        }
        return built;
    }

    private static void collect(String line, List<Path> built) {
        try {
            JsonNode message = JsonMapper.shared().readTree(line);
            if (message.path("reason").asString("").equals("compiler-artifact")) {
                for (JsonNode file : message.path("filenames")) {
                    String path = file.asString("");
                    if (path.endsWith(".wasm") && !path.contains("/deps/")) {
                        built.add(Path.of(path));
                    }
                }
            }
        } catch (JacksonException e) {
            // A line that a build script printed.
            return;
        }
    }
}
