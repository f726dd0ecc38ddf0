package dev.tubeway.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    /// What is in the folder; the files lie in sdk/rust/template.
    private static final List<String> FILES =
            List.of("Cargo.toml", ".cargo/config.toml", ".gitignore", "tubeway.toml", "src/lib.rs");

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
        String crates = sdk().toString().replace('\\', '/');
        for (String file : FILES) {
            Path target = made.resolve(file);
            Files.createDirectories(target.resolveSibling("."));
            Files.writeString(target, template(file).replace("{{name}}", name).replace("{{sdk}}", crates));
        }
        context.out().println(made);
        context.err().println("made " + made);
        context.err().println("  cd " + made);
        context.err().println("  cargo test                                        runs its tests, without Wasm");
        context.err().println("  " + context.program() + " module build          makes the .wasm file and checks it");
        context.err()
                .println("  " + context.program()
                        + " module run FILE.wasm --target HOST:PORT    lets a Guacamole client use it");
        return 0;
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
