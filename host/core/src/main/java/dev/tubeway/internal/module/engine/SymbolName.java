package dev.tubeway.internal.module.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Turns the name that a linker knows a function by into the one its author wrote, for reports.
///
/// Rust's two manglings are read as far as paths go: crates, modules, types and functions. A name that needs
/// more, and one of any other language, stays as it is.
///
/// Source: the Rust book of rustc, "Symbol Mangling" (v0); `rustc-demangle` for the escapes of the older one.
final class SymbolName {
    private static final String OLD = "_ZN";
    private static final String NEW = "_R";
    private static final Pattern HASH = Pattern.compile("h[0-9a-f]{16}");
    private static final Pattern ESCAPE = Pattern.compile("\\$(u[0-9a-f]{1,6}|[A-Z]{1,2})\\$|\\.\\.");
    private static final Map<String, String> ESCAPES =
            Map.of("SP", "@", "BP", "*", "RF", "&", "LT", "<", "GT", ">", "LP", "(", "RP", ")", "C", ",");
    private static final int DEEPEST = 64;

    private final String text;
    private final int start;
    private int at;
    private int depth;

    private SymbolName(String text, int start) {
        this.text = text;
        this.start = start;
        this.at = start;
    }

    /// The author's name, or the same.
    static String readable(String symbol) {
        if (symbol.startsWith(OLD)) {
            String read = new SymbolName(symbol, OLD.length()).old();
            return read == null ? symbol : read;
        }
        if (symbol.startsWith(NEW)) {
            var parts = new ArrayList<String>();
            return new SymbolName(symbol, NEW.length()).path(parts) && !parts.isEmpty()
                    ? String.join("::", parts)
                    : symbol;
        }
        return symbol;
    }

    // ---- the older mangling: lengths and identifiers, then a hash

    private @Nullable String old() {
        var parts = new ArrayList<String>();
        while (peek() != 'E') {
            String part = identifier(false);
            if (part == null) {
                return null;
            }
            parts.add(unescaped(part));
        }
        if (parts.size() > 1 && HASH.matcher(parts.getLast()).matches()) {
            parts.removeLast();
        }
        return parts.isEmpty() ? null : String.join("::", parts);
    }

    private static String unescaped(String part) {
        String plain = part.startsWith("_$") ? part.substring(1) : part;
        return ESCAPE.matcher(plain).replaceAll(SymbolName::character);
    }

    private static String character(MatchResult match) {
        String name = match.group(1);
        if (name == null) {
            return "::";
        }
        String plain = name.startsWith("u")
                ? Character.toString(Math.min(Integer.parseInt(name, 1, name.length(), 16), Character.MAX_CODE_POINT))
                : ESCAPES.getOrDefault(name, "?");
        return java.util.regex.Matcher.quoteReplacement(plain);
    }

    // ---- v0

    /// Reads a path; false where it holds what is not read here.
    private boolean path(List<String> parts) {
        if (++depth > DEEPEST) {
            return false;
        }
        return switch (next()) {
            case 'C' -> disambiguator() && add(parts, identifier(true));
            case 'N' -> {
                next();
                boolean read = path(parts) && disambiguator();
                String name = read ? identifier(true) : null;
                // A closure has an empty name.
                yield name != null && (name.isEmpty() ? parts.add("{closure}") : parts.add(name));
            }
            // What follows the path are types that it was made for.
            case 'I' -> path(parts);
            case 'M' -> disambiguator() && path(new ArrayList<>()) && path(parts);
            case 'B' -> back(parts);
            default -> false;
        };
    }

    private static boolean add(List<String> parts, @Nullable String name) {
        return name != null && parts.add(name);
    }

    private boolean back(List<String> parts) {
        int target = base62();
        int here = at;
        if (target < 0 || start + target >= here) {
            return false;
        }
        at = start + target;
        boolean read = path(parts);
        at = here;
        return read;
    }

    private boolean disambiguator() {
        if (peek() != 's') {
            return true;
        }
        next();
        return base62() >= 0;
    }

    /// A number that ends in `_`; -1 where it is none.
    private int base62() {
        int value = 0;
        boolean empty = true;
        for (char c = next(); c != '_'; c = next()) {
            int digit = c >= '0' && c <= '9'
                    ? c - '0'
                    : c >= 'a' && c <= 'z' ? c - 'a' + 10 : c >= 'A' && c <= 'Z' ? c - 'A' + 36 : -1;
            if (digit < 0) {
                return -1;
            }
            value = value * 62 + digit;
            empty = false;
        }
        return empty ? 0 : Math.max(0, value + 1);
    }

    // ---- both

    private @Nullable String identifier(boolean separated) {
        int length = 0;
        int digits = at;
        while (peek() >= '0' && peek() <= '9' && length <= text.length()) {
            length = length * 10 + (next() - '0');
        }
        if (at == digits) {
            return null;
        }
        if (separated && peek() == '_') {
            next();
        }
        if (length > text.length() - at) {
            return null;
        }
        at += length;
        return text.substring(at - length, at);
    }

    private char peek() {
        return at < text.length() ? text.charAt(at) : '\0';
    }

    private char next() {
        char c = peek();
        at++;
        return c;
    }
}
