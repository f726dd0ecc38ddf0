package dev.tubeway.server.cli;

import dev.tubeway.server.access.TokenFile;
import dev.tubeway.server.settings.DataFolder;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// How client verbs find their gateway. The token comes from a file or the environment, never from an argument, which
/// other users of the machine could read.
final class ClientOptions {
    private static final String STANDARD_URL = "http://127.0.0.1:8443";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "the gateway (environment TUBEWAY_URL; http://127.0.0.1:8443)")
    @Nullable
    String url;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "file of the token (environment TUBEWAY_TOKEN_FILE, or the token itself in TUBEWAY_TOKEN)")
    @Nullable
    Path tokenFile;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "data folder of the gateway, with the token in it (environment TUBEWAY_DATA)")
    @Nullable
    Path data;

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description = "PEM file of the authority that signed the gateway's certificate (environment TUBEWAY_CA)")
    @Nullable
    Path ca;

    @Option(names = "--json", description = "the gateway's answer as JSON")
    boolean json;

    /// Errors: [CommandFailure] with what to do.
    ApiClient connect(Map<String, String> environment) {
        String address = url != null ? url : environment.getOrDefault("TUBEWAY_URL", STANDARD_URL);
        URI base;
        try {
            base = URI.create(address.endsWith("/") ? address.substring(0, address.length() - 1) : address);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, "not a URL: url=" + address, e);
        }
        String host = base.getHost();
        boolean http = "http".equals(base.getScheme());
        if (host == null || !(http || "https".equals(base.getScheme()))) {
            throw new CommandFailure(CommandFailure.USAGE, "a URL such as " + STANDARD_URL + ": url=" + address);
        }
        if (http && !isLoopback(host)) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "http would send the token over the network in the clear: use https, or an ssh tunnel to the"
                            + " gateway's loopback address: url=" + address);
        }
        Optional<SSLContext> trust = trust(environment);
        String variable = environment.get("TUBEWAY_TOKEN");
        if (tokenFile == null && data == null && variable != null && !variable.isBlank()) {
            return new ApiClient(base, variable.strip(), "the environment variable TUBEWAY_TOKEN", trust);
        }
        Path file = file(environment);
        if (!Files.exists(file)) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "no token: there is no file " + file + "; start a gateway with `tubeway serve`, or name the token's"
                            + " file with --token-file, or its folder with --data");
        }
        try {
            return new ApiClient(base, TokenFile.read(file), "the file " + file, trust);
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()), e);
        }
    }

    /// Whose certificates are taken: those of a file, where one is named.
    private Optional<SSLContext> trust(Map<String, String> environment) {
        String variable = environment.get("TUBEWAY_CA");
        Path file = ca != null ? ca : variable == null || variable.isBlank() ? null : Path.of(variable);
        if (file == null) {
            return Optional.empty();
        }
        try (InputStream in = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate certificate :
                    CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers.getTrustManagers(), null);
            return Optional.of(context);
        } catch (IOException | GeneralSecurityException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "no PEM file of certificates: ca=" + file + " error=" + e.getMessage(), e);
        }
    }

    private Path file(Map<String, String> environment) {
        if (tokenFile != null) {
            return tokenFile;
        }
        String fileVariable = environment.get("TUBEWAY_TOKEN_FILE");
        if (data == null && fileVariable != null && !fileVariable.isBlank()) {
            return Path.of(fileVariable);
        }
        String dataVariable = environment.get("TUBEWAY_DATA");
        if (data != null) {
            return data.resolve("token");
        }
        return (dataVariable == null || dataVariable.isBlank() ? DataFolder.standard() : Path.of(dataVariable))
                .resolve("token");
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host.replaceAll("[\\[\\]]", "")).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
