package dev.tubeway.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tubeway module new`.
@Command(
        name = "new",
        description = "Makes a folder with a first module in Rust that builds, passes its tests and runs.")
final class ModuleNewCommand implements Callable<Integer> {
    /// What is in the folder, and what it is called in sdk/rust/template: Maven packs no `.gitignore`.
    private static final Map<String, String> FILES = Map.of(
            "Cargo.toml", "Cargo.toml",
            ".cargo/config.toml", ".cargo/config.toml",
            ".gitignore", "gitignore",
            "tubeway.toml", "tubeway.toml",
            "src/lib.rs", "src/lib.rs");

    private final CommandContext context;

    @Parameters(paramLabel = "NAME", description = "name of the module: small letters, digits and dashes")
    String name = "";

    @Option(names = "--dir", paramLabel = "DIR", description = "the folder that is made (NAME, in this one)")
    @Nullable
    Path folder;

    @Option(names = "--sdk", paramLabel = "DIR", description = "folder of the Rust SDK (that of this tree, sdk/rust)")
    @Nullable
    Path sdk;

    ModuleNewCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws IOException {
        if (!name.matches("[a-z][a-z0-9-]{0,63}")) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "a name has small letters, digits and dashes, and begins with a letter: name=" + name);
        }
        Path made = (folder == null ? Path.of(name) : folder).toAbsolutePath().normalize();
        if (Files.exists(made)) {
            throw new CommandFailure(CommandFailure.USAGE, "it exists already: folder=" + made);
        }
        Path crates = sdk();
        Map<Path, String> texts = new LinkedHashMap<>();
        for (Map.Entry<String, String> file : FILES.entrySet()) {
            String text = template(file.getValue())
                    .replace("{{name}}", name)
                    .replace("{{sdk}}", reach(made, crates).toString().replace('\\', '/'));
            texts.put(made.resolve(file.getKey()), text);
        }
        // The crates that the SDK was tested with, as long as nobody asks for others.
        Path lock = crates.resolve("Cargo.lock");
        if (Files.isRegularFile(lock)) {
            texts.put(made.resolve("Cargo.lock"), Files.readString(lock));
        }
        for (Map.Entry<Path, String> text : texts.entrySet()) {
            Files.createDirectories(text.getKey().resolveSibling("."));
            Files.writeString(text.getKey(), text.getValue());
        }
        context.out().println(made);
        context.out().flush();
        String program = program();
        List<List<String>> steps = List.of(
                List.of("  cd " + made, ""),
                List.of("  cargo test", "runs its tests, without Wasm"),
                List.of("  " + program + " module build", "makes the .wasm file and checks it"),
                List.of("  " + program + " module run FILE.wasm --target HOST:PORT", "lets a Guacamole client use it"));
        context.err().println("made " + name + "; what comes next:");
        Table.print(context.err(), steps);
        return 0;
    }

    /// The launcher by its whole path: the next command is typed in another folder.
    private String program() {
        String program = context.program();
        return program.contains("/")
                ? Path.of(program).toAbsolutePath().normalize().toString()
                : program;
    }

    /// How the folder names the SDK: from itself where both lie in one tree, so that the tree can move.
    private Path reach(Path made, Path crates) {
        String home = context.environment().get("TUBEWAY_HOME");
        if (home == null) {
            return crates;
        }
        Path tree = Path.of(home).toAbsolutePath().normalize();
        return made.startsWith(tree) && crates.startsWith(tree) ? made.relativize(crates) : crates;
    }

    private Path sdk() {
        String home = context.environment().get("TUBEWAY_HOME");
        Path found = sdk != null ? sdk : home == null ? null : Path.of(home, "sdk", "rust");
        if (found == null || !Files.isDirectory(found.resolve("tubeway"))) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "where is the Rust SDK? Name its folder, the one with `tubeway` in it, with --sdk DIR"
                            + (found == null ? "" : ": sdk=" + found));
        }
        return found.toAbsolutePath().normalize();
    }

    private static String template(String file) throws IOException {
        String resource = "template/" + file;
        try (InputStream in = ModuleNewCommand.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("missing in the jar: resource=" + resource);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
