package dev.tubeway.internal.session;

import dev.tubeway.module.ModuleParameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// What a session was given for the parameters of its module.
///
/// Threading: any thread.
final class Values {

    /// Parameters that the owner may change while the session runs, as with the reference.
    private static final Set<String> CHANGEABLE = Set.of("color-scheme", "font-name", "font-size");

    private final List<ModuleParameter> parameters;
    private final Map<String, String> given;
    private final Set<String> asked = ConcurrentHashMap.newKeySet();

    Values(List<ModuleParameter> parameters, Map<String, String> given) {
        this.parameters = parameters;
        this.given = new ConcurrentHashMap<>(given);
    }

    Optional<String> find(String name) {
        return Optional.ofNullable(given.get(name));
    }

    /// What was given, else the manifest's default, else an empty text.
    String orDefault(String name) {
        String value = given.get(name);
        return value != null
                ? value
                : parameters.stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .flatMap(ModuleParameter::defaultValue)
                        .orElse("");
    }

    boolean isTrue(String name) {
        return "true".equals(given.get(name));
    }

    boolean isSecret(String name) {
        return parameters.stream().anyMatch(p -> p.name().equals(name) && p.secret());
    }

    /// Required parameters that nobody has given and that have no default. A target that connects by itself need not be
    /// named.
    List<String> missing() {
        List<String> missing = new ArrayList<>();
        boolean connects = isTrue("reverse-connect");
        for (ModuleParameter parameter : parameters) {
            if (connects && parameter.name().equals("hostname")) {
                continue;
            }
            if (parameter.required() && parameter.defaultValue().isEmpty() && !given.containsKey(parameter.name())) {
                missing.add(parameter.name());
            }
        }
        return missing;
    }

    /// The client was asked for these, so that it may give them.
    void asked(List<String> names) {
        asked.addAll(names);
    }

    /// Whether a client may give this now.
    boolean takes(String name) {
        return asked.contains(name)
                || (CHANGEABLE.contains(name)
                        && parameters.stream().anyMatch(p -> p.name().equals(name)));
    }

    /// What the owner may change while the session runs, as it stands.
    Map<String, String> changeable() {
        Map<String, String> now = new TreeMap<>();
        for (ModuleParameter parameter : parameters) {
            String value = orDefault(parameter.name());
            if (CHANGEABLE.contains(parameter.name()) && !value.isEmpty()) {
                now.put(parameter.name(), value);
            }
        }
        return now;
    }

    void set(String name, String value) {
        asked.remove(name);
        given.put(name, value);
    }
}
