package dev.tubeway.internal.module;

import dev.tubeway.internal.module.engine.GuestCode;
import dev.tubeway.module.ModulePolicy;
import dev.tubeway.module.ModuleVerdict.Refusal;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Compiles the modules of a distribution when it is built, so that no start of it does.
///
/// `java -cp "lib/*" dev.tubeway.internal.module.Precompile MODULES [COMPILED]`: every `.wasm` file in MODULES that
/// has no entry in COMPILED (by default `modules-compiled` beside MODULES) is judged and compiled, what is damaged
/// is made anew, and entries that belong to no file any more are deleted. Exit: 0; 1 where a file is no module that
/// runs here, or cannot be compiled, after all others were done; 2 for a wrong command line.
///
/// An entry depends on the file, the engine, the ABI's table and the JDK's feature version: build with the JDK that
/// runs. With another one the gateway compiles into its private cache, as if there were no entry.
final class Precompile {
    private static final String ENTRY_SUFFIX = ".classes";

    private final Path compiled;
    private final PrintStream out;
    private final Set<String> wanted = new HashSet<>();

    private Precompile(Path compiled, PrintStream out) {
        this.compiled = compiled;
        this.out = out;
    }

    /// The command.
    public static void main(String[] arguments) throws IOException {
        System.exit(run(List.of(arguments), new PrintStream(System.err, true, StandardCharsets.UTF_8)));
    }

    static int run(List<String> arguments, PrintStream out) throws IOException {
        if (arguments.isEmpty() || arguments.size() > 2 || !Files.isDirectory(Path.of(arguments.getFirst()))) {
            out.println("usage: Precompile MODULES_FOLDER [COMPILED_FOLDER]");
            return 2;
        }
        Path modules = Path.of(arguments.getFirst());
        Path compiled = arguments.size() == 2 ? Path.of(arguments.get(1)) : modules.resolveSibling("modules-compiled");
        return new Precompile(compiled, out).all(modules) ? 0 : 1;
    }

    private boolean all(Path modules) throws IOException {
        createFolder();
        boolean good = true;
        try (Stream<Path> files = Files.list(modules)) {
            for (Path file : files.filter(each -> each.toString().endsWith(ModuleStore.SUFFIX))
                    .sorted()
                    .toList()) {
                good &= one(file);
            }
        }
        try (Stream<Path> entries = Files.list(compiled)) {
            for (Path entry : entries.toList()) {
                String name = String.valueOf(entry.getFileName());
                if (name.endsWith(ENTRY_SUFFIX) && !wanted.contains(name)) {
                    Files.delete(entry);
                }
            }
        }
        return good;
    }

    /// Everybody may read it, as the rest of the distribution; only its owner may write.
    private void createFolder() throws IOException {
        Files.createDirectories(compiled);
        permit(compiled, "rwxr-xr-x");
    }

    private static void permit(Path file, String permissions) throws IOException {
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        }
    }

    private boolean one(Path file) throws IOException {
        byte[] wasm = Files.readAllBytes(file);
        String digest = ModuleLoader.digest(wasm);
        wanted.add(ClassCache.name(digest));
        if (ClassCache.has(compiled, digest)) {
            out.println(file.getFileName() + ": compiled already");
            return true;
        }
        long began = System.nanoTime();
        return switch (Inspection.inspect(wasm, ModulePolicy.defaults(), new Wasi(), true)) {
            case Inspection.Unfit(List<Refusal> refusals) -> {
                refusals.forEach(refusal -> out.println(file.getFileName() + ": " + refusal));
                yield false;
            }
            case Inspection.Fit fit ->
                switch (GuestCode.compile(fit.parsed())) {
                    case GuestCode.Failed(String where, String what) -> {
                        out.println(file.getFileName() + ": " + where + ": " + what);
                        yield false;
                    }
                    case GuestCode.Compiled(byte[] classes, List<String> notes) -> {
                        ClassCache.writeEntry(compiled, digest, new ClassCache.Entry(classes, notes));
                        permit(compiled.resolve(ClassCache.name(digest)), "rw-r--r--");
                        out.println(file.getFileName() + ": compiled in " + (System.nanoTime() - began) / 1_000_000
                                + " ms");
                        yield true;
                    }
                };
        };
    }
}
