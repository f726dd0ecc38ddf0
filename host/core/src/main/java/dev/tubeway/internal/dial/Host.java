package dev.tubeway.internal.dial;

import java.net.IDN;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;

/// A destination as somebody wrote it: an address, a name, or neither.
///
/// Addresses are parsed strictly and here only. The system's resolver reads `0`, `127.1`, `0x7f.1` and
/// `2130706433` as addresses of this machine; such a text is [Invalid], so that it never gets there.
///
/// Threading: immutable.
/// Source: WHATWG URL section 3.5 ("ends in a number"), RFC 4291 section 2.2, RFC 5952.
public sealed interface Host {

    /// Longest text that is looked at, characters.
    int MAX_LENGTH = 255;

    /// @param address never a v4-mapped IPv6 address: that reads as the IPv4 address inside
    record Address(InetAddress address) implements Host {
        @Override
        public String toString() {
            return text(address);
        }
    }

    /// @param name ASCII, lower case, no dot at the end, at most 253 characters
    record Name(String name) implements Host {
        @Override
        public String toString() {
            return name;
        }
    }

    /// @param rule what the text breaks; holds nothing of the text
    record Invalid(String rule) implements Host {}

    /// Reads `db.internal`, `bücher.example.`, `10.0.0.1`, `fe80::1` or `[fe80::1]`.
    static Host parse(String text) {
        if (text.isEmpty() || text.length() > MAX_LENGTH) {
            return new Invalid("a host has 1 to 255 characters");
        }
        if (text.startsWith("[")) {
            return text.endsWith("]")
                    ? parseIpv6(text.substring(1, text.length() - 1))
                    : new Invalid("a bracket is not closed");
        }
        return text.indexOf(':') >= 0 ? parseIpv6(text) : parseName(text);
    }

    /// The address as people write it: RFC 5952 for IPv6, without scope.
    static String text(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
        }
        int gap = -1;
        int gapLength = 1;
        for (int i = 0; i < 8; i++) {
            int length = 0;
            while (i + length < 8 && groups[i + length] == 0) {
                length++;
            }
            if (length > gapLength) {
                gap = i;
                gapLength = length;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == gap) {
                text.append("::");
                i += gapLength - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    /// Host and port for people: `db.internal:5432`, `[::1]:22`.
    static String label(Host host, int port) {
        return switch (host) {
            case Address a -> label(a.address(), port);
            case Name n -> n.name() + ":" + port;
            case Invalid i -> "?:" + port;
        };
    }

    /// Address and port for people: `10.0.0.1:22`, `[::1]:22`.
    static String label(InetAddress address, int port) {
        return address instanceof Inet6Address ? "[" + text(address) + "]:" + port : text(address) + ":" + port;
    }

    /// The address itself, or the IPv4 address inside a v4-mapped one.
    static InetAddress normalised(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length == 16 && isMapped(bytes)) {
            return ofBytes(java.util.Arrays.copyOfRange(bytes, 12, 16));
        }
        return address;
    }

    /// An address of 4 or 16 bytes; 16 bytes that are v4-mapped give the IPv4 address.
    static InetAddress ofBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes: length=" + bytes.length, e);
        }
    }

    private static boolean isMapped(byte[] bytes) {
        for (int i = 0; i < 10; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return bytes[10] == (byte) 0xff && bytes[11] == (byte) 0xff;
    }

    private static Host parseName(String text) {
        String ascii;
        try {
            ascii = IDN.toASCII(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return new Invalid("a name has labels of 1 to 63 characters that IDNA knows");
        }
        if (ascii.endsWith(".")) {
            ascii = ascii.substring(0, ascii.length() - 1);
        }
        if (ascii.isEmpty() || ascii.length() > 253) {
            return new Invalid("a name has 1 to 253 characters");
        }
        int labelLength = 0;
        for (int i = 0; i < ascii.length(); i++) {
            char c = ascii.charAt(i);
            boolean label = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if ((c == '.' && labelLength == 0) || (c != '.' && !label)) {
                return new Invalid("a name has letters, digits, '-' and '_' between its dots");
            }
            labelLength = label ? labelLength + 1 : 0;
            if (labelLength > 63) {
                return new Invalid("a name has labels of 1 to 63 characters that IDNA knows");
            }
        }
        if (labelLength == 0) {
            return new Invalid("a name has letters, digits, '-' and '_' between its dots");
        }
        if (!endsInNumber(ascii)) {
            return new Name(ascii);
        }
        byte[] address = new byte[4];
        return parseIpv4(ascii, address)
                ? new Address(ofBytes(address))
                : new Invalid("an IPv4 address is four decimal numbers from 0 to 255");
    }

    /// Whether the last label is a number to any resolver: decimal, octal or hexadecimal.
    private static boolean endsInNumber(String ascii) {
        String last = ascii.substring(ascii.lastIndexOf('.') + 1);
        int start = last.startsWith("0x") ? 2 : 0;
        for (int i = start; i < last.length(); i++) {
            if (Character.digit(last.charAt(i), start == 2 ? 16 : 10) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean parseIpv4(String text, byte[] into) {
        int index = 0;
        int digits = 0;
        int value = 0;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '.';
            if (c == '.') {
                if (digits == 0 || index == 4) {
                    return false;
                }
                into[index++] = (byte) value;
                digits = 0;
                value = 0;
            } else if (c < '0' || c > '9' || (digits > 0 && value == 0)) {
                return false;
            } else {
                value = value * 10 + (c - '0');
                digits++;
                if (value > 255) {
                    return false;
                }
            }
        }
        return index == 4;
    }

    private static Host parseIpv6(String text) {
        Invalid invalid = new Invalid("not an IPv6 address; a zone is not taken");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean hex = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
            if (!hex && c != ':' && c != '.') {
                return invalid;
            }
        }
        if (text.indexOf(':') < 0
                || (text.indexOf('.') >= 0 && !parseIpv4(text.substring(text.lastIndexOf(':') + 1), new byte[4]))) {
            return invalid;
        }
        try {
            InetAddress address = Inet6Address.ofLiteral(text);
            return new Address(address instanceof Inet4Address ? address : normalised(address));
        } catch (IllegalArgumentException e) {
            return invalid;
        }
    }
}
