package dev.tubeway.server.access;

import java.security.MessageDigest;
import java.util.Optional;

/// Checks the `Authorization` header of a request.
///
/// Threading: immutable. Comparing takes the same time whatever is given: digests of equal length are compared.
/// Source: RFC 6750 section 2.1.
public final class BearerToken {
    private static final String SCHEME = "bearer ";
    private final byte[] expected;

    public BearerToken(String token) {
        this.expected = Secret.digest(token);
    }

    /// Whether the header carries the token.
    public boolean accepts(Optional<String> authorization) {
        String given = authorization.orElse("");
        boolean bearer = given.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
        String token = bearer ? given.substring(SCHEME.length()).strip() : "";
        boolean equal = MessageDigest.isEqual(expected, Secret.digest(token));
        return equal && bearer;
    }

    @Override
    public String toString() {
        return "BearerToken[hidden]";
    }
}
