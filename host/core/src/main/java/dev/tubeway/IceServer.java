package dev.tubeway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// A STUN or TURN server that a tube gathers candidates from. A TURN server has either a login of its own, which every
/// peer is told, or a secret that it shares with the gateway, of which each peer gets credentials that run out.
///
/// Threading: immutable.
/// Source: RFC 7064 and RFC 7065 (the URI schemes `stun`, `stuns`, `turn`, `turns`); draft-uberti-behave-turn-rest-00
/// (the shared secret).
///
/// @param urls       one to eight URIs of the same server
/// @param username   TURN user name; empty for STUN
/// @param credential TURN password; empty for STUN. Never printed by [#toString()]
/// @param secret     shared with a TURN server that checks credentials made of it; in place of user name and password,
///                   told to no peer and never printed by [#toString()]
public record IceServer(
        List<String> urls, Optional<String> username, Optional<String> credential, Optional<String> secret) {
    /// How long credentials made of a secret open new allocations. A path that is looked for later gets new ones.
    public static final Duration CREDENTIAL_LIFETIME = Duration.ofDays(1);

    public IceServer {
        Objects.requireNonNull(username, "username");
        Objects.requireNonNull(credential, "credential");
        Objects.requireNonNull(secret, "secret");
        urls = List.copyOf(urls);
        if (urls.isEmpty() || urls.size() > 8) {
            throw new IllegalArgumentException("an ICE server has one to eight urls: urls=" + urls.size());
        }
        if (secret.isPresent() && (secret.get().isEmpty() || username.isPresent() || credential.isPresent())) {
            throw new IllegalArgumentException(
                    "a TURN server has a username and a credential, or a secret that is not empty: url="
                            + urls.getFirst());
        }
        for (String url : urls) {
            if (!url.matches("(stun|stuns|turn|turns):[^\\s]+")) {
                throw new IllegalArgumentException(
                        "an ICE server url starts with stun:, stuns:, turn: or turns: and names a host: url=" + url);
            }
            if (url.startsWith("turn") && secret.isEmpty() && (username.isEmpty() || credential.isEmpty())) {
                throw new IllegalArgumentException(
                        "a TURN server needs a username and a credential, or a secret: url=" + url);
            }
        }
    }

    /// A server as RTCIceServer of W3C WebRTC has it, without a secret.
    public IceServer(List<String> urls, Optional<String> username, Optional<String> credential) {
        this(urls, username, credential, Optional.empty());
    }

    /// A STUN server, which asks for no credentials.
    public static IceServer stun(String url) {
        return new IceServer(List.of(url), Optional.empty(), Optional.empty());
    }

    /// A TURN server with long-term credentials.
    public static IceServer turn(String url, String username, String credential) {
        return new IceServer(List.of(url), Optional.of(username), Optional.of(credential));
    }

    /// A TURN server that shares a secret with this gateway, as coturn's `static-auth-secret`.
    public static IceServer turnWithSecret(String url, String secret) {
        return new IceServer(List.of(url), Optional.empty(), Optional.empty(), Optional.of(secret));
    }

    /// What one peer is told: the server itself, or where it has a secret, credentials made of that, which open new
    /// allocations for [#CREDENTIAL_LIFETIME].
    ///
    /// @param peer names the peer in the server's log
    public IceServer grantedTo(String peer, Instant now) {
        return secret.map(shared -> {
                    String user = now.plus(CREDENTIAL_LIFETIME).getEpochSecond() + ":" + peer;
                    return new IceServer(urls, Optional.of(user), Optional.of(sign(shared, user)));
                })
                .orElse(this);
    }

    /// [#grantedTo(String, Instant)] of each.
    public static List<IceServer> grantedTo(String peer, Instant now, List<IceServer> servers) {
        return servers.stream().map(server -> server.grantedTo(peer, now)).toList();
    }

    private static String sign(String secret, String user) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(user.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    @Override
    public String toString() {
        return "IceServer[urls=" + urls + ", username=" + username.orElse("") + ", credential="
                + (credential.isPresent() ? "set" : "none") + ", secret=" + (secret.isPresent() ? "set" : "none") + "]";
    }
}
