package dev.tubeway.module;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A value that a module takes from whoever opens a session, as its manifest declares it.
///
/// @param name         as the Guacamole protocol spells it: `font-size`
/// @param type         what text is a value
/// @param defaultValue used where nobody gives one
/// @param secret       never logged, recorded or shown
/// @param required     asked for where nobody gives it
/// @param choices      the values there are; empty where the type says all
/// @param help         one line for people
public record ModuleParameter(
        String name,
        Type type,
        Optional<String> defaultValue,
        boolean secret,
        boolean required,
        List<String> choices,
        String help) {

    public ModuleParameter {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(defaultValue, "defaultValue");
        choices = List.copyOf(choices);
        Objects.requireNonNull(help, "help");
    }

    /// What text is a value. Whatever the type, an empty text means "not given".
    public enum Type {
        STRING,
        INTEGER,
        NUMBER,
        BOOLEAN,
        ENUM
    }
}
