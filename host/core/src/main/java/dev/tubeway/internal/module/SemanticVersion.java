package dev.tubeway.internal.module;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A version that can be ordered.
///
/// Source: Semantic Versioning 2.0.0, sections 2, 9 to 11. Build metadata is kept in the text and not compared.
///
/// @param text       as written
/// @param prerelease identifiers after the hyphen; empty for a release
record SemanticVersion(String text, long major, long minor, long patch, List<String> prerelease)
        implements Comparable<SemanticVersion> {
    private static final Pattern SHAPE = Pattern.compile(
            "(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})\\.(0|[1-9]\\d{0,8})(?:-([0-9A-Za-z.-]{1,64}))?(?:\\+[0-9A-Za-z.-]{1,64})?");

    static Optional<SemanticVersion> parse(String text) {
        Matcher matcher = SHAPE.matcher(text);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String tail = matcher.group(4);
        return Optional.of(new SemanticVersion(
                text,
                Long.parseLong(matcher.group(1)),
                Long.parseLong(matcher.group(2)),
                Long.parseLong(matcher.group(3)),
                tail == null ? List.of() : Arrays.asList(tail.split("\\.", -1))));
    }

    @Override
    public int compareTo(SemanticVersion other) {
        int order = Long.compare(major, other.major);
        order = order != 0 ? order : Long.compare(minor, other.minor);
        order = order != 0 ? order : Long.compare(patch, other.patch);
        if (order != 0) {
            return order;
        }
        if (prerelease.isEmpty() || other.prerelease.isEmpty()) {
            return Boolean.compare(prerelease.isEmpty(), other.prerelease.isEmpty());
        }
        for (int i = 0; i < Math.min(prerelease.size(), other.prerelease.size()); i++) {
            int each = compareIdentifiers(prerelease.get(i), other.prerelease.get(i));
            if (each != 0) {
                return each;
            }
        }
        int length = Integer.compare(prerelease.size(), other.prerelease.size());
        return length != 0 ? length : text.compareTo(other.text);
    }

    private static int compareIdentifiers(String a, String b) {
        boolean numberA = a.matches("\\d{1,18}");
        boolean numberB = b.matches("\\d{1,18}");
        if (numberA && numberB) {
            return Long.compare(Long.parseLong(a), Long.parseLong(b));
        }
        return numberA != numberB ? Boolean.compare(numberB, numberA) : a.compareTo(b);
    }
}
