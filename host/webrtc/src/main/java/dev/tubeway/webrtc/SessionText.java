package dev.tubeway.webrtc;

import dev.tubeway.spi.TransportException;
import dev.tubeway.spi.TransportException.Cause;
import java.nio.charset.StandardCharsets;

/// What the provider reads from a session description itself, before native code sees the text.
///
/// Native code answers rubbish with a bare `java.lang.Error`; the checks here say what is wrong instead.
///
/// Source: RFC 8866 (SDP), RFC 8839 (ICE in SDP), RFC 8841 (`webrtc-datachannel`, `max-message-size`), RFC 8842 (DTLS).
///
/// @param iceUfrag        the ICE user fragment; it changes with each restart
/// @param mid             the media identification of the data section
/// @param maxMessageBytes largest message that its writer takes, bytes; 0 for any
record SessionText(String iceUfrag, String mid, long maxMessageBytes) {
    /// Largest text taken, bytes of UTF-8. A description with every candidate of a large machine has some 10 KiB.
    static final int MAX_BYTES = 64 << 10;

    /// What RFC 8841 section 6.1 assumes where the attribute is absent, bytes.
    static final long DEFAULT_MAX_MESSAGE_BYTES = 64 << 10;

    private static final int MAX_LINES = 2_000;

    /// Checks a description that came from outside.
    ///
    /// Errors: BAD_DESCRIPTION, with what is missing or wrong.
    static SessionText parse(String sdp) throws TransportException {
        if (sdp.length() > MAX_BYTES || sdp.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            throw bad("it is larger than " + MAX_BYTES + " bytes");
        }
        if (!sdp.startsWith("v=0\r\n") && !sdp.startsWith("v=0\n")) {
            throw bad("it does not begin with the line v=0");
        }
        for (int i = 0; i < sdp.length(); i++) {
            char c = sdp.charAt(i);
            if (c < ' ' && c != '\r' && c != '\n' && c != '\t') {
                throw bad("it has a control character: at=" + i);
            }
        }
        return new Reader().read(sdp);
    }

    /// The ICE user fragment of a description of our own; empty where there is none.
    static String iceUfragOf(String sdp) {
        return sdp.lines()
                .filter(line -> line.startsWith("a=ice-ufrag:"))
                .findFirst()
                .map(line -> line.substring("a=ice-ufrag:".length()).strip())
                .orElse("");
    }

    private static TransportException bad(String what) {
        return new TransportException(
                Cause.BAD_DESCRIPTION,
                "the text is no session description of a data channel: " + what
                        + "; pass on what the other side made, unchanged");
    }

    /// Reads line by line; the attributes that matter stand before or in the one media section.
    private static final class Reader {
        private String ufrag = "";
        private String password = "";
        private String fingerprint = "";
        private String mid = "0";
        private long maxMessageBytes = DEFAULT_MAX_MESSAGE_BYTES;
        private int sections;
        private int lines;

        SessionText read(String sdp) throws TransportException {
            for (String line : sdp.split("\r?\n", -1)) {
                if (++lines > MAX_LINES) {
                    throw bad("it has more than " + MAX_LINES + " lines");
                }
                take(line);
            }
            if (sections == 0) {
                throw bad("it has no section m=application with webrtc-datachannel");
            }
            require(ufrag.length() >= 4, "a=ice-ufrag");
            require(password.length() >= 22, "a=ice-pwd");
            require(fingerprint.indexOf(' ') > 0, "a=fingerprint");
            return new SessionText(ufrag, mid, maxMessageBytes);
        }

        private void take(String line) throws TransportException {
            if (line.isEmpty()) {
                return;
            }
            if (line.length() < 2 || line.charAt(1) != '=' || !Character.isLowerCase(line.charAt(0))) {
                throw bad("a line is not of the form letter=value: line=" + lines);
            }
            if (line.startsWith("m=")) {
                section(line);
            } else if (line.startsWith("a=")) {
                attribute(line);
            }
        }

        private void section(String line) throws TransportException {
            if (++sections > 1) {
                throw bad("it has more than one media section, and only a data channel can be taken");
            }
            if (!line.startsWith("m=application ") || !line.contains("webrtc-datachannel")) {
                throw bad("its media section is not m=application with webrtc-datachannel");
            }
        }

        private void attribute(String line) throws TransportException {
            int colon = line.indexOf(':');
            if (colon < 0) {
                return;
            }
            String value = line.substring(colon + 1).strip();
            switch (line.substring(2, colon)) {
                case "ice-ufrag" -> ufrag = value;
                case "ice-pwd" -> password = value;
                case "fingerprint" -> fingerprint = value;
                case "mid" -> mid = value;
                case "max-message-size" -> maxMessageBytes = number(value);
                default -> {}
            }
        }

        private long number(String value) throws TransportException {
            if (value.isEmpty() || value.length() > 18 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw bad("a=max-message-size is no number: line=" + lines);
            }
            return Long.parseLong(value);
        }

        private static void require(boolean there, String attribute) throws TransportException {
            if (!there) {
                throw bad(attribute + " is missing or too short");
            }
        }
    }
}
