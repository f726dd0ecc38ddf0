package dev.tubeway.internal.module;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/// How `start_tls` is to speak and what it is to demand of the peer.
///
/// @param serverName sent as SNI and compared with the certificate; empty for none
/// @param anonymous  without a certificate, for a server that has none; nothing but the encryption is demanded then
/// @param verify     whether the certificate must be trusted and be the server's
/// @param pin        SHA-256 of the public key that must be the peer's; empty for any
/// @param alpn       protocols offered, best first
record TlsOptions(String serverName, boolean anonymous, boolean verify, Optional<byte[]> pin, List<String> alpn) {
    private static final System.Logger LOG = System.getLogger(TlsOptions.class.getName());

    /// Whether nothing vouches for the peer.
    boolean trustsAnybody() {
        return !verify && pin.isEmpty();
    }

    /// Reads `name=value` lines; empty where one is wrong.
    ///
    /// @param stream gives the server's name where no line does
    static Optional<TlsOptions> parse(List<String> lines, HostStream stream) {
        String serverName = stream instanceof SocketStream socket ? socket.name() : "";
        boolean anonymous = false;
        boolean verify = true;
        Optional<byte[]> pin = Optional.empty();
        List<String> alpn = List.of();
        for (String line : lines) {
            int at = line.indexOf('=');
            String value = at < 0 ? "" : line.substring(at + 1).strip();
            switch (at < 0 ? line : line.substring(0, at).strip()) {
                case "" -> {
                    if (at >= 0) {
                        return Optional.empty();
                    }
                }
                case "server-name" -> serverName = value;
                case "alpn" ->
                    alpn = Arrays.stream(value.split("[, ]+", -1))
                            .filter(each -> !each.isEmpty())
                            .toList();
                case "verify" -> {
                    if (!List.of("full", "none", "anonymous").contains(value)) {
                        return Optional.empty();
                    }
                    verify = value.equals("full");
                    anonymous = value.equals("anonymous");
                }
                case "pin-sha256" -> {
                    pin = pin(value);
                    if (pin.isEmpty()) {
                        return Optional.empty();
                    }
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        // Who has no certificate has no key that could be known.
        return anonymous && pin.isPresent()
                ? Optional.empty()
                : Optional.of(new TlsOptions(serverName, anonymous, verify, pin, alpn));
    }

    /// Hex, with or without colons, or Base64.
    private static Optional<byte[]> pin(String text) {
        String hex = text.replace(":", "").toLowerCase(Locale.ROOT);
        try {
            byte[] bytes = hex.length() == 64
                    ? HexFormat.of().parseHex(hex)
                    : Base64.getDecoder().decode(text);
            return bytes.length == 32 ? Optional.of(bytes) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// An engine for a client that demands this.
    SSLEngine engine() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust(), null);
            SSLEngine engine =
                    serverName.isEmpty() ? context.createSSLEngine() : context.createSSLEngine(serverName, 0);
            engine.setUseClientMode(true);
            SSLParameters parameters = engine.getSSLParameters();
            if (verify) {
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
            }
            if (!alpn.isEmpty()) {
                parameters.setApplicationProtocols(alpn.toArray(new String[0]));
            }
            engine.setSSLParameters(parameters);
            return engine;
        } catch (java.security.GeneralSecurityException e) {
            throw new IllegalStateException("TLS is not available", e);
        }
    }

    private TrustManager[] trust() throws java.security.GeneralSecurityException {
        X509ExtendedTrustManager standard = null;
        if (verify) {
            var factory = javax.net.ssl.TrustManagerFactory.getInstance(
                    javax.net.ssl.TrustManagerFactory.getDefaultAlgorithm());
            factory.init((java.security.KeyStore) null);
            standard = Arrays.stream(factory.getTrustManagers())
                    .filter(X509ExtendedTrustManager.class::isInstance)
                    .map(X509ExtendedTrustManager.class::cast)
                    .findFirst()
                    .orElseThrow();
        }
        return new TrustManager[] {new Demanding(standard, pin)};
    }

    /// Asks the system's trust manager, if there is one, and compares the pin, if there is one.
    private static final class Demanding extends X509ExtendedTrustManager {
        private final @Nullable X509ExtendedTrustManager standard;
        private final Optional<byte[]> pin;

        Demanding(@Nullable X509ExtendedTrustManager standard, Optional<byte[]> pin) {
            this.standard = standard;
            this.pin = pin;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            if (standard != null) {
                standard.checkServerTrusted(chain, type, engine);
            }
            checkPin(chain);
        }

        private void checkPin(X509Certificate[] chain) throws CertificateException {
            if (pin.isEmpty()) {
                return;
            }
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256")
                        .digest(chain[0].getPublicKey().getEncoded());
                if (!MessageDigest.isEqual(digest, pin.get())) {
                    LOG.log(System.Logger.Level.DEBUG, "a peer has another public key than the pinned one");
                    throw new CertificateException("another public key than the pinned one");
                }
            } catch (NoSuchAlgorithmException e) {
                throw new CertificateException(e);
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
                throws CertificateException {
            throw new CertificateException("only engines are used");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("only engines are used");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, java.net.Socket socket)
                throws CertificateException {
            throw new CertificateException("only servers are judged");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            throw new CertificateException("only servers are judged");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("only servers are judged");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return standard == null ? new X509Certificate[0] : standard.getAcceptedIssuers();
        }
    }
}
