package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.module.ModuleInfo.Kind;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleParameter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads a manifest, and finds everything that is wrong with it rather than the first.
///
/// Keys that this host does not know are noted and not refused: a newer minor version may have brought them.
///
/// Threading: one reader for one manifest.
final class ManifestReader {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Pattern PARAMETER_NAME = Pattern.compile("[a-z0-9][a-zA-Z0-9_-]{0,127}");
    private static final int MAX_BYTES = 1 << 20;

    private final List<String> faults = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    private ManifestReader() {}

    /// What the section held.
    sealed interface Result {}

    record Read(Manifest manifest) implements Result {}

    /// @param faults each names the key and what is wrong
    record Faulty(List<String> faults) implements Result {}

    static Result read(byte[] section) {
        if (section.length > MAX_BYTES) {
            return new Faulty(List.of("larger than " + MAX_BYTES + " bytes"));
        }
        JsonNode root;
        try {
            root = JSON.readTree(section);
        } catch (JacksonException e) {
            return new Faulty(List.of("no JSON: " + e.getOriginalMessage()));
        }
        if (!root.isObject()) {
            return new Faulty(List.of("no JSON object"));
        }
        var reader = new ManifestReader();
        Manifest manifest = reader.manifest(root);
        return reader.faults.isEmpty() ? new Read(manifest) : new Faulty(List.copyOf(reader.faults));
    }

    private Manifest manifest(JsonNode root) {
        known(
                root,
                "",
                Set.of(
                        "$schema",
                        "name",
                        "version",
                        "kind",
                        "abi",
                        "protocols",
                        "summary",
                        "license",
                        "homepage",
                        "capabilities",
                        "parameters",
                        "limits"));
        String name = text(root, "", "name", null);
        if (!name.isEmpty() && !NAME.matcher(name).matches()) {
            faults.add("name: lower-case letters, digits and hyphens, at most 64: name=" + name);
        }
        String version = text(root, "", "version", null);
        Optional<SemanticVersion> semantic = SemanticVersion.parse(version);
        if (!version.isEmpty() && semantic.isEmpty()) {
            faults.add("version: no semantic version such as 1.4.0: version=" + version);
        }
        Kind kind = choice(root, "kind", Kind.values(), Kind.PROTOCOL);
        List<String> protocols = texts(root, "", "protocols");
        if (kind == Kind.PROTOCOL && protocols.isEmpty()) {
            faults.add("protocols: a protocol module names one at least");
        }
        JsonNode capabilities = object(root, "capabilities");
        known(capabilities, "capabilities.", Set.of("needs", "wants"));
        Set<String> needs = capabilities(capabilities, "needs");
        Set<String> wants = capabilities(capabilities, "wants");
        return new Manifest(
                name,
                semantic.orElse(new SemanticVersion("0.0.0", 0, 0, 0, List.of())),
                kind,
                text(root, "", "abi", null),
                protocols,
                text(root, "", "summary", ""),
                text(root, "", "license", ""),
                text(root, "", "homepage", ""),
                needs,
                wants,
                parameters(root),
                limits(object(root, "limits")),
                List.copyOf(notes));
    }

    private List<ModuleParameter> parameters(JsonNode root) {
        var found = new ArrayList<ModuleParameter>();
        var names = new LinkedHashSet<String>();
        JsonNode list = root.path("parameters");
        if (!list.isMissingNode() && !list.isArray()) {
            faults.add("parameters: no array");
        }
        int index = 0;
        for (JsonNode item : list.isArray() ? list.values() : List.<JsonNode>of()) {
            String at = "parameters[" + index++ + "].";
            known(item, at, Set.of("name", "type", "default", "secret", "required", "enum", "help"));
            String name = text(item, at, "name", null);
            if (!name.isEmpty() && (!PARAMETER_NAME.matcher(name).matches() || !names.add(name))) {
                faults.add(at + "name: not a name, or there twice: name=" + name);
            }
            List<String> choices = texts(item, at, "enum");
            ModuleParameter.Type type =
                    choice(item, "type", ModuleParameter.Type.values(), ModuleParameter.Type.STRING);
            boolean secret = bool(item, at, "secret");
            Optional<String> standard = scalar(item, at, "default");
            if (secret && standard.isPresent()) {
                faults.add(at + "default: a secret has none");
            }
            if (!choices.isEmpty() && standard.isPresent() && !choices.contains(standard.get())) {
                faults.add(at + "default: none of enum: default=" + standard.get());
            }
            found.add(new ModuleParameter(
                    name, type, standard, secret, bool(item, at, "required"), choices, text(item, at, "help", "")));
        }
        return List.copyOf(found);
    }

    private ModuleLimits limits(JsonNode node) {
        known(
                node,
                "limits.",
                Set.of(
                        "memoryPages",
                        "handles",
                        "guestTimeMillis",
                        "graceTimeMillis",
                        "hostCallsPerSecond",
                        "outputBytesPerSecond",
                        "logBytesPerSecond"));
        ModuleLimits base = ModuleLimits.defaults();
        try {
            return new ModuleLimits(
                    number(node, "memoryPages", base.memoryPages(), Math::toIntExact),
                    number(node, "handles", base.handles(), Math::toIntExact),
                    number(node, "guestTimeMillis", base.guestTime(), Duration::ofMillis),
                    number(node, "graceTimeMillis", base.graceTime(), Duration::ofMillis),
                    number(node, "hostCallsPerSecond", base.hostCallsPerSecond(), Function.identity()),
                    number(node, "outputBytesPerSecond", base.outputBytesPerSecond(), Function.identity()),
                    number(node, "logBytesPerSecond", base.logBytesPerSecond(), Function.identity()));
        } catch (IllegalArgumentException | ArithmeticException e) {
            faults.add("limits: " + e.getMessage());
            return base;
        }
    }

    private <T> T number(JsonNode node, String key, T standard, Function<Long, T> shape) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return standard;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            faults.add("limits." + key + ": no whole number");
            return standard;
        }
        return shape.apply(value.longValue());
    }

    private Set<String> capabilities(JsonNode node, String key) {
        var found = new LinkedHashSet<>(texts(node, "capabilities.", key));
        for (String each : found) {
            if (!AbiVersion.CAPABILITIES.contains(each)) {
                if (key.equals("needs")) {
                    faults.add("capabilities.needs: this host has none such: capability=" + each + "; known are "
                            + AbiVersion.CAPABILITIES.stream().sorted().toList());
                } else {
                    notes.add("capability " + each + " is wanted and unknown here");
                }
            }
        }
        return found;
    }

    private void known(JsonNode node, String at, Set<String> keys) {
        node.propertyNames().forEach(key -> {
            if (!keys.contains(key)) {
                notes.add("manifest key " + at + key + " is unknown here");
            }
        });
    }

    private JsonNode object(JsonNode node, String key) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isObject()) {
            faults.add(key + ": no object");
        }
        return value;
    }

    private String text(JsonNode node, String at, String key, @org.jspecify.annotations.Nullable String standard) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() && standard != null) {
            return standard;
        }
        if (!value.isString() || (standard == null && value.stringValue().isEmpty())) {
            faults.add(at + key + (value.isMissingNode() ? ": missing" : ": no text"));
            return "";
        }
        return value.stringValue();
    }

    private Optional<String> scalar(JsonNode node, String at, String key) {
        JsonNode value = node.path(key);
        if (value.isMissingNode() || value.isNull()) {
            return Optional.empty();
        }
        if (value.isContainer()) {
            faults.add(at + key + ": neither text, number nor truth value");
            return Optional.empty();
        }
        return Optional.of(value.asString());
    }

    private boolean bool(JsonNode node, String at, String key) {
        JsonNode value = node.path(key);
        if (!value.isMissingNode() && !value.isBoolean()) {
            faults.add(at + key + ": neither true nor false");
        }
        return value.isBoolean() && value.booleanValue();
    }

    private List<String> texts(JsonNode node, String at, String key) {
        JsonNode value = node.path(key);
        var found = new ArrayList<String>();
        boolean right = value.isMissingNode() || value.isArray();
        for (JsonNode item : value.isArray() ? value.values() : List.<JsonNode>of()) {
            right &= item.isString() || item.isNumber();
            found.add(item.asString(""));
        }
        if (!right) {
            faults.add(at + key + ": no array of texts");
        }
        return List.copyOf(found);
    }

    private <E extends Enum<E>> E choice(JsonNode node, String key, E[] values, E standard) {
        JsonNode value = node.path(key);
        if (value.isMissingNode()) {
            return standard;
        }
        for (E each : values) {
            if (value.isString() && each.name().toLowerCase(Locale.ROOT).equals(value.stringValue())) {
                return each;
            }
        }
        faults.add(key + ": none of " + java.util.Arrays.toString(values).toLowerCase(Locale.ROOT) + ": " + key + "="
                + value.asString(""));
        return standard;
    }
}
