package dev.tubeway.server.settings;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads and writes values with units: `15s`, `256KiB`, `127.0.0.1:8443`.
///
/// Errors: every reader throws IllegalArgumentException that says what a right value looks like.
public final class Units {
    private static final Pattern DURATION = Pattern.compile("(\\d{1,15})\\s*(ms|s|m|h|d)");
    private static final Pattern BYTES = Pattern.compile("(\\d{1,18})\\s*(B|KiB|MiB|GiB|TiB)?");

    private Units() {}

    public static Duration duration(String text) {
        if (text.equals("0")) {
            return Duration.ZERO;
        }
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a duration is a whole number and ms, s, m, h or d, such as 15s");
        }
        long number = Long.parseLong(matcher.group(1));
        try {
            return switch (matcher.group(2)) {
                case "ms" -> Duration.ofMillis(number);
                case "s" -> Duration.ofSeconds(number);
                case "m" -> Duration.ofMinutes(number);
                case "h" -> Duration.ofHours(number);
                default -> Duration.ofDays(number);
            };
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("a duration of at most some thousand years, such as 15s", e);
        }
    }

    public static String format(Duration value) {
        if (value.isZero()) {
            return "0s";
        }
        long millis = value.toMillis();
        if (millis % 1000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1000;
        if (seconds % 86_400 == 0) {
            return seconds / 86_400 + "d";
        }
        if (seconds % 3600 == 0) {
            return seconds / 3600 + "h";
        }
        return seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
    }

    public static long bytes(String text) {
        Matcher matcher = BYTES.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a size is a whole number and B, KiB, MiB, GiB or TiB, such as 256KiB");
        }
        String unit = matcher.group(2) == null ? "B" : matcher.group(2);
        int shift = switch (unit) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            case "TiB" -> 40;
            default -> 0;
        };
        long number = Long.parseLong(matcher.group(1));
        if (number > Long.MAX_VALUE >> shift) {
            throw new IllegalArgumentException("a size that fits 63 bits, such as 256KiB");
        }
        return number << shift;
    }

    /// The same as [#bytes(String)], for sizes that fit 31 bits.
    public static int smallBytes(String text) {
        long value = bytes(text);
        if (value > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a size below 2GiB, such as 256KiB");
        }
        return (int) value;
    }

    public static String formatBytes(long value) {
        String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
        int unit = 0;
        long rest = value;
        while (rest != 0 && rest % 1024 == 0 && unit < units.length - 1) {
            rest /= 1024;
            unit++;
        }
        return rest + units[unit];
    }

    public static int count(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value < 0) {
                throw new IllegalArgumentException("a whole number of zero or more");
            }
            return value;
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number below 2147483648", e);
        }
    }

    /// A whole number of zero or more.
    public static long number(String text) {
        try {
            long value = Long.parseLong(text);
            if (value >= 0) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a whole number that fits 63 bits", e);
        }
        throw new IllegalArgumentException("a whole number of zero or more");
    }

    public static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> true;
            case "false", "no", "off" -> false;
            default -> throw new IllegalArgumentException("true or false");
        };
    }

    /// Reads `host:port` or `[address]:port`; names are resolved here.
    public static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 0 ? "" : text.substring(0, colon);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        } else if (host.contains(":")) {
            throw new IllegalArgumentException("an IPv6 address stands in brackets, such as [::1]:8443");
        }
        if (host.isEmpty()) {
            throw new IllegalArgumentException("an address is a host and a port, such as 127.0.0.1:8443");
        }
        int port = port(text.substring(colon + 1));
        try {
            return new InetSocketAddress(InetAddress.getByName(host), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("a host that this machine knows, such as 127.0.0.1:8443", e);
        }
    }

    /// A port, 0 to 65535; 0 takes any.
    public static int port(String text) {
        try {
            int value = Integer.parseInt(text);
            if (value >= 0 && value <= 65_535) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a port is a number from 0 to 65535", e);
        }
        throw new IllegalArgumentException("a port is a number from 0 to 65535");
    }

    /// Writes `127.0.0.1:8443` or `[::1]:8443`, always the number of the host.
    public static String format(InetSocketAddress address) {
        InetAddress host = address.getAddress();
        String text = host == null ? address.getHostString() : host.getHostAddress();
        int scope = text.indexOf('%');
        String bare = scope < 0 ? text : text.substring(0, scope);
        return (bare.contains(":") ? "[" + bare + "]" : bare) + ":" + address.getPort();
    }
}
