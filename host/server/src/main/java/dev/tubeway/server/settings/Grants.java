package dev.tubeway.server.settings;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/// Capabilities by module, as settings write them: `telnet=tls+clipboard,*=tls`.
final class Grants {
    private Grants() {}

    /// Errors: IllegalArgumentException.
    static Map<String, Set<String>> parse(String text) {
        Map<String, Set<String>> grants = new LinkedHashMap<>();
        for (String part : text.split("[,\\s]+", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            if (equals < 1) {
                throw new IllegalArgumentException(
                        "a grant is MODULE=CAPABILITY+CAPABILITY, with * for every module: grant=" + part);
            }
            Set<String> capabilities = Arrays.stream(part.substring(equals + 1).split("\\+", -1))
                    .filter(capability -> !capability.isEmpty())
                    .collect(Collectors.toCollection(TreeSet::new));
            if (grants.put(part.substring(0, equals), capabilities) != null) {
                throw new IllegalArgumentException("granted twice: module=" + part.substring(0, equals));
            }
        }
        return grants;
    }

    static String format(Map<String, Set<String>> grants) {
        return new TreeMap<>(grants)
                .entrySet().stream()
                        .map(grant -> grant.getKey() + "=" + String.join("+", new TreeSet<>(grant.getValue())))
                        .collect(Collectors.joining(","));
    }
}
