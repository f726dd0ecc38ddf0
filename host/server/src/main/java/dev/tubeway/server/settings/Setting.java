package dev.tubeway.server.settings;

import java.util.Locale;
import java.util.function.Function;

/// One thing that can be set.
///
/// @param key         its name in files and after `--set`: `limits.windowBytes`
/// @param unit        what a value looks like, for people
/// @param defaultText the value where nobody sets one, as it would be written; empty for none
/// @param meaning     what it does, one sentence
/// @param parser      reads a value; throws IllegalArgumentException that says what is right
/// @param display     writes a value for people, without secrets
public record Setting<T>(
        String key,
        String unit,
        String defaultText,
        String meaning,
        Function<String, T> parser,
        Function<T, String> display) {

    /// The environment variable that sets it: `TUBEWAY_LIMITS_WINDOWBYTES`.
    public String variable() {
        return "TUBEWAY_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
    }

    @Override
    public String toString() {
        return key;
    }
}
