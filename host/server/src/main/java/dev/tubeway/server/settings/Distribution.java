package dev.tubeway.server.settings;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/// What lies beside the gateway's jars: `lib` has the jars, `modules` the modules that belong to it.
public final class Distribution {
    private Distribution() {}

    /// The folder of the built-in modules; empty where the program runs from elsewhere than a distribution, or none
    /// were built.
    public static Optional<Path> modules() {
        CodeSource source = Distribution.class.getProtectionDomain().getCodeSource();
        if (source == null || source.getLocation() == null) {
            return Optional.empty();
        }
        try {
            Path jar = Path.of(new URI(source.getLocation().toString()));
            Path lib = jar.getParent();
            if (!Files.isRegularFile(jar) || lib == null) {
                return Optional.empty();
            }
            return Optional.of(lib.resolveSibling("modules")).filter(Files::isDirectory);
        } catch (URISyntaxException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Where the built-in modules lie as they were compiled.
    public static Path compiled(Path modules) {
        return modules.resolveSibling("modules-compiled");
    }
}
