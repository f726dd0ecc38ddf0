package dev.tubeway.internal.tube;

import dev.tubeway.TubewayException;
import dev.tubeway.TubewayException.Problem;
import dev.tubeway.spi.TransportException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Session descriptions between base64, as peers and operators pass them on, and text.
final class Descriptions {

    /// Longest description that is looked at, characters of base64.
    private static final int MAX_CHARS = 128 << 10;

    private Descriptions() {}

    static String encode(String sdp) {
        return Base64.getEncoder().encodeToString(sdp.getBytes(StandardCharsets.UTF_8));
    }

    /// Errors: INVALID_DESCRIPTION that says what the text is not.
    static String decode(String base64) {
        if (base64.length() > MAX_CHARS) {
            throw invalid("a description is at most " + MAX_CHARS + " characters of base64: length=" + base64.length());
        }
        byte[] bytes;
        try {
            bytes = Base64.getMimeDecoder().decode(strict(base64));
        } catch (IllegalArgumentException e) {
            throw invalid("a description is base64 of SDP, and this is no base64: " + e.getMessage());
        }
        try {
            String sdp = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            if (!sdp.startsWith("v=0")) {
                throw invalid("a description is base64 of SDP, and what was decoded does not begin with v=0");
            }
            return sdp;
        } catch (CharacterCodingException e) {
            throw invalid("a description is base64 of SDP, and what was decoded is no text");
        }
    }

    /// The MIME decoder passes over foreign characters; only white space may be passed over here.
    private static String strict(String base64) {
        for (int i = 0; i < base64.length(); i++) {
            char c = base64.charAt(i);
            boolean known = c < 128 && (Character.isLetterOrDigit(c) || c == '+' || c == '/' || c == '=');
            if (!known && !Character.isWhitespace(c)) {
                throw new IllegalArgumentException("a foreign character at position " + i);
            }
        }
        if (base64.isBlank()) {
            throw new IllegalArgumentException("it is empty");
        }
        return base64;
    }

    private static TubewayException invalid(String message) {
        return new TubewayException(Problem.INVALID_DESCRIPTION, message);
    }

    /// A transport's refusal in the words of the gateway.
    static TubewayException refused(TransportException e) {
        Problem problem = switch (e.kind()) {
            case BAD_DESCRIPTION -> Problem.INVALID_DESCRIPTION;
            case BAD_CANDIDATE -> Problem.INVALID_CANDIDATE;
            case WRONG_STATE -> Problem.UNEXPECTED_DESCRIPTION;
            case TIMEOUT -> Problem.TIMEOUT;
            case CLOSED -> Problem.TUBE_CLOSED;
            case UNAVAILABLE -> Problem.TRANSPORT_UNAVAILABLE;
        };
        return new TubewayException(problem, String.valueOf(e.getMessage()), e);
    }
}
