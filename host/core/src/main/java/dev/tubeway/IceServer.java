package dev.tubeway;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/// A STUN or TURN server that a tube gathers candidates from.
///
/// Threading: immutable.
/// Source: RFC 7064 and RFC 7065 (the URI schemes `stun`, `stuns`, `turn`, `turns`).
///
/// @param urls       one to eight URIs of the same server
/// @param username   TURN user name; empty for STUN
/// @param credential TURN password; empty for STUN. Never printed by [#toString()]
public record IceServer(List<String> urls, Optional<String> username, Optional<String> credential) {
    public IceServer {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(credential, "credential");
        urls = List.copyOf(urls);
        if (urls.isEmpty() || urls.size() > 8) {
            throw new IllegalArgumentException("an ICE server has one to eight urls: urls=" + urls.size());
        }
        for (String url : urls) {
            if (!url.matches("(stun|stuns|turn|turns):[^\\s]+")) {
                throw new IllegalArgumentException(
                        "an ICE server url starts with stun:, stuns:, turn: or turns: and names a host: url=" + url);
            }
            if (url.startsWith("turn") && (username.isEmpty() || credential.isEmpty())) {
                throw new IllegalArgumentException("a TURN server needs a username and a credential: url=" + url);
            }
        }
    }

    /// A STUN server, which asks for no credentials.
    public static IceServer stun(String url) {
        return new IceServer(List.of(url), Optional.empty(), Optional.empty());
    }

    /// A TURN server with long-term credentials.
    public static IceServer turn(String url, String username, String credential) {
        return new IceServer(List.of(url), Optional.of(username), Optional.of(credential));
    }

    @Override
    public String toString() {
        return "IceServer[urls=" + urls + ", username=" + username.orElse("") + ", credential="
                + (credential.isPresent() ? "set" : "none") + "]";
    }
}
