package dev.tubeway.server.settings;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The effective value of every setting, and where it came from.
///
/// Threading: immutable.
public final class Settings {
    private final Map<Setting<?>, Entry<?>> entries;

    private Settings(Map<Setting<?>, Entry<?>> entries) {
        this.entries = entries;
    }

    /// The effective value of one setting.
    @SuppressWarnings("unchecked")
    public <T> T get(Setting<T> setting) {
        Entry<?> entry = entries.get(setting);
        if (entry == null) {
            throw new IllegalArgumentException("not in the table: setting=" + setting);
        }
        return (T) entry.value();
    }

    /// Where the value came from: `default`, `environment TUBEWAY_LISTEN`, `/etc/tubeway.yaml:3`.
    public String origin(Setting<?> setting) {
        Entry<?> entry = entries.get(setting);
        return entry == null ? "default" : entry.origin();
    }

    /// Everything, in the order of the table.
    public List<Entry<?>> entries() {
        return List.copyOf(entries.values());
    }

    /// One setting with its value.
    ///
    /// @param origin where the value came from, for people
    public record Entry<T>(Setting<T> setting, T value, String origin) {
        /// The value for people, without secrets.
        public String shown() {
            return setting.display().apply(value);
        }
    }

    /// A value as somebody wrote it.
    ///
    /// @param text   the value, to be parsed
    /// @param origin who wrote it where
    record Written(String text, String origin) {}

    /// Parses what was written over the defaults.
    static Settings of(Map<Setting<?>, Written> written) {
        Map<Setting<?>, Entry<?>> entries = new LinkedHashMap<>();
        for (Setting<?> setting : SettingsTable.all()) {
            Written value = written.getOrDefault(setting, new Written(setting.defaultText(), "default"));
            entries.put(setting, entry(setting, value));
        }
        return new Settings(entries);
    }

    private static <T> Entry<T> entry(Setting<T> setting, Written written) {
        try {
            return new Entry<>(setting, setting.parser().apply(written.text().strip()), written.origin());
        } catch (IllegalArgumentException e) {
            throw new SettingsException(
                    "bad value for " + setting.key() + " (" + written.origin() + "): " + e.getMessage(), e);
        }
    }
}
