package dev.tubeway.server.cli;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// An offer or an answer as one line of text that people copy: `tubeway1:` and base64url of zlib.
///
/// A terminal takes pasted lines of at most 4,095 characters, so the line must be short: zlib starts from a dictionary
/// of what every description for data channels says, and only candidates, credentials and the fingerprint are left.
/// zlib's own checksum tells a line that was cut or changed.
///
/// Shape: before compression `role kind LF sdp`, role `offer` or `answer`, kind `tunnel` or `socks5`.
/// Source: RFC 1950 (zlib, preset dictionary), RFC 4648 section 5 (base64url).
///
/// @param role whether it is an offer or an answer
/// @param kind what the tube is for
/// @param sdp  the session description, plain text
record SignalLine(Role role, Kind kind, String sdp) {
    static final String PREFIX = "tubeway1:";

    /// A line of this length is pasted safely everywhere.
    static final int SAFE_LENGTH = 3000;

    private static final int MAX_TEXT = 64 << 10;

    /// Never changed within `tubeway1`: the other side has the same.
    private static final byte[] DICTIONARY = String.join(
                    "\r\n",
                    "typ relay raddr 0.0.0.0 rport 0 generation 0 network-id 2 network-cost 10",
                    "a=candidate:1 1 tcp 1518280447 fd00:: 9 typ host tcptype active generation 0 network-id 1",
                    "a=candidate:2 1 udp 1677729535 172.16.0.1 50000 typ srflx raddr 10.0.0.1 rport 50000 generation 0",
                    "a=candidate:3 1 udp 2122260223 192.168.0.1 50000 typ host generation 0 network-id 1 network-cost 50",
                    "answer socks5\noffer socks5\nanswer tunnel\noffer tunnel\nv=0",
                    "o=- 4000000000000000000 2 IN IP4 127.0.0.1",
                    "s=-",
                    "t=0 0",
                    "a=group:BUNDLE 0",
                    "a=extmap-allow-mixed",
                    "a=msid-semantic: WMS",
                    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
                    "c=IN IP4 0.0.0.0",
                    "a=ice-ufrag:",
                    "a=ice-pwd:",
                    "a=ice-options:trickle",
                    "a=fingerprint:sha-256 ",
                    "a=setup:active",
                    "a=setup:actpass",
                    "a=mid:0",
                    "a=sctp-port:5000",
                    "a=max-message-size:262144",
                    "")
            .getBytes(StandardCharsets.US_ASCII);

    enum Role {
        OFFER,
        ANSWER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum Kind {
        TUNNEL,
        SOCKS5;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The line to copy, without an end of line.
    String encode() {
        byte[] text = (role + " " + kind + "\n" + sdp).getBytes(StandardCharsets.UTF_8);
        try (Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION)) {
            deflater.setDictionary(DICTIONARY);
            deflater.setInput(text);
            deflater.finish();
            byte[] packed = new byte[text.length + 256];
            int length = deflater.deflate(packed);
            return PREFIX
                    + Base64.getUrlEncoder().withoutPadding().encodeToString(java.util.Arrays.copyOf(packed, length));
        }
    }

    /// Reads a line that somebody pasted; white space in it does not count.
    ///
    /// Errors: IllegalArgumentException that says what is wrong with it.
    static SignalLine decode(String pasted) {
        String line = pasted.replaceAll("\\s", "");
        if (!line.startsWith(PREFIX)) {
            throw new IllegalArgumentException(
                    "this is not a line of `tubeway tube offer` or `tubeway tube answer`: it starts with " + PREFIX);
        }
        String text = new String(inflate(line.substring(PREFIX.length())), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        String head = end < 0 ? "" : text.substring(0, end);
        for (Role role : Role.values()) {
            for (Kind kind : Kind.values()) {
                if (head.equals(role + " " + kind)) {
                    return new SignalLine(role, kind, text.substring(end + 1));
                }
            }
        }
        throw new IllegalArgumentException("the line is of another version of tubeway");
    }

    private static byte[] inflate(String base64) {
        try (Inflater inflater = new Inflater()) {
            inflater.setInput(Base64.getUrlDecoder().decode(base64));
            byte[] text = new byte[MAX_TEXT];
            int length = inflater.inflate(text);
            if (inflater.needsDictionary()) {
                inflater.setDictionary(DICTIONARY);
                length = inflater.inflate(text);
            }
            if (!inflater.finished()) {
                throw new IllegalArgumentException("the line was cut: copy all of it");
            }
            return java.util.Arrays.copyOf(text, length);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("the line was changed on the way: copy it again", e);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("the line was cut or changed on the way: copy all of it again", e);
        }
    }
}
