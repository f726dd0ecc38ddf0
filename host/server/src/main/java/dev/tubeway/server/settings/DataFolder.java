package dev.tubeway.server.settings;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/// Where the gateway keeps its files by default.
public final class DataFolder {
    private DataFolder() {}

    /// The user's data folder of this operating system: XDG on Linux, Application Support on macOS, LOCALAPPDATA on
    /// Windows.
    public static Path standard(Map<String, String> environment, String osName, String userHome) {
        String os = osName.toLowerCase(Locale.ROOT);
        if (os.startsWith("windows")) {
            String local = environment.get("LOCALAPPDATA");
            return (local == null || local.isBlank() ? Path.of(userHome, "AppData", "Local") : Path.of(local))
                    .resolve("Tubeway");
        }
        if (os.startsWith("mac")) {
            return Path.of(userHome, "Library", "Application Support", "Tubeway");
        }
        String xdg = environment.get("XDG_DATA_HOME");
        return (xdg == null || xdg.isBlank() || !Path.of(xdg).isAbsolute()
                        ? Path.of(userHome, ".local", "share")
                        : Path.of(xdg))
                .resolve("tubeway");
    }

    /// The user's data folder on this machine.
    public static Path standard() {
        return standard(System.getenv(), System.getProperty("os.name", ""), System.getProperty("user.home", "."));
    }
}
