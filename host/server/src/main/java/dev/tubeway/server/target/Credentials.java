package dev.tubeway.server.target;

import java.util.Map;
import java.util.TreeMap;

/// What a target asks for to let somebody in, by the names of its module's parameters.
///
/// @param values `username`, `password`, `private-key`, `passphrase`, and what else is secret
public record Credentials(Map<String, String> values) {

    public static final Credentials NONE = new Credentials(Map.of());

    public Credentials {
        values = Map.copyOf(values);
    }

    /// Names the values alone.
    @Override
    public String toString() {
        return "Credentials" + new TreeMap<>(values).keySet();
    }
}
