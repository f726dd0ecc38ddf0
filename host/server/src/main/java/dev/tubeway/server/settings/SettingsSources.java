package dev.tubeway.server.settings;

import dev.tubeway.server.settings.Settings.Written;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Collects settings: defaults, then a file, then the environment, then flags; the later one wins.
///
/// A key that is not in the table is an error that names the place and the nearest key.
public final class SettingsSources {
    /// Variables with our prefix that are no settings.
    private static final Set<String> OTHER_VARIABLES = Set.of(
            "TUBEWAY_TOKEN",
            "TUBEWAY_TOKEN_FILE",
            "TUBEWAY_URL",
            "TUBEWAY_CA",
            "TUBEWAY_CONFIG",
            "TUBEWAY_TURN_CREDENTIAL",
            "TUBEWAY_HOME",
            "TUBEWAY_JAVA_HOME",
            "TUBEWAY_JAVA_OPTS",
            "TUBEWAY_RUST");

    private SettingsSources() {}

    /// What the command line gives.
    ///
    /// @param file  the file to read; without one `tubeway.yaml` in the data folder, where there is one
    /// @param flags flag and value by key: `listen` → (`127.0.0.1:1`, `flag --listen`)
    public record Flags(Optional<Path> file, Map<String, Flag> flags) {
        public Flags {
            flags = Map.copyOf(flags);
        }

        public static Flags none() {
            return new Flags(Optional.empty(), Map.of());
        }
    }

    /// @param value what was given
    /// @param name  how the flag is spelled: `--listen`
    public record Flag(String value, String name) {}

    /// Errors: [SettingsException].
    public static Settings load(Flags flags, Map<String, String> environment) {
        Map<Setting<?>, Written> overrides = new LinkedHashMap<>();
        environment.forEach((name, value) -> {
            if (name.startsWith("TUBEWAY_")
                    && !OTHER_VARIABLES.contains(name)
                    && !name.startsWith("TUBEWAY_LAUNCHER_")) {
                overrides.put(ofVariable(name), new Written(value, "environment " + name));
            }
        });
        flags.flags().forEach((key, flag) -> {
            String origin = "flag " + flag.name();
            overrides.put(known(key, origin), new Written(flag.value(), origin));
        });

        Map<Setting<?>, Written> written = new LinkedHashMap<>(file(flags, environment, overrides));
        written.putAll(overrides);
        written.putIfAbsent(
                SettingsTable.DATA, new Written(DataFolder.standard().toString(), "default"));
        return Settings.of(written);
    }

    private static Map<Setting<?>, Written> file(
            Flags flags, Map<String, String> environment, Map<Setting<?>, Written> overrides) {
        String named = environment.get("TUBEWAY_CONFIG");
        if (flags.file().isPresent()) {
            return read(flags.file().get());
        }
        if (named != null && !named.isBlank()) {
            return read(Path.of(named));
        }
        Written data = overrides.get(SettingsTable.DATA);
        Path folder = data == null ? DataFolder.standard() : Path.of(data.text());
        Path standard = folder.resolve("tubeway.yaml");
        if (!Files.exists(standard)) {
            return Map.of();
        }
        Map<Setting<?>, Written> written = read(standard);
        Written moved = written.get(SettingsTable.DATA);
        if (moved != null) {
            throw new SettingsException("data cannot be set in the data folder's own file (" + moved.origin()
                    + "): use --data, TUBEWAY_DATA or --config FILE");
        }
        return written;
    }

    private static Map<Setting<?>, Written> read(Path file) {
        String text;
        try {
            text = Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new SettingsException("there is no settings file " + file, e);
        } catch (IOException e) {
            throw new SettingsException("cannot read the settings: file=" + file + " error=" + e, e);
        }
        Map<Setting<?>, Written> written = new LinkedHashMap<>();
        for (SettingsFile.Line line : SettingsFile.parse(file.toString(), text)) {
            String origin = file + ":" + line.number();
            if (written.put(known(line.key(), origin), new Written(line.value(), origin)) != null) {
                throw new SettingsException("set twice: " + line.key() + " (" + origin + ")");
            }
        }
        return written;
    }

    private static Setting<?> known(String key, String origin) {
        Optional<Setting<?>> found = SettingsTable.find(key);
        if (found.isEmpty()) {
            throw new SettingsException("no such setting: " + key + " (" + origin + "); did you mean "
                    + SettingsTable.nearest(key) + "? `tubeway config` lists all");
        }
        return found.get();
    }

    private static Setting<?> ofVariable(String name) {
        List<Setting<?>> all = SettingsTable.all();
        @Nullable Setting<?> found = null;
        for (Setting<?> setting : all) {
            if (setting.variable().equals(name)) {
                found = setting;
            }
        }
        if (found == null) {
            String nearest = Spelling.nearest(
                    name.substring("TUBEWAY_".length()),
                    all.stream().map(Setting::key).toList());
            String variable =
                    "TUBEWAY_" + nearest.toUpperCase(java.util.Locale.ROOT).replace('.', '_');
            throw new SettingsException("no such setting: environment " + name + "; did you mean " + variable
                    + "? `tubeway config` lists all");
        }
        return found;
    }
}
