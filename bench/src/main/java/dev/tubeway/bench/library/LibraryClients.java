package dev.tubeway.bench.library;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.keyprovider.FileKeyPairProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;

/// A program that opens shells by the library alone: some, and at a line of input some more, until a second line ends
/// it. It says `open` when each lot is there.
public final class LibraryClients {
    private static final Duration LONGEST = Duration.ofMinutes(1);

    private final SshClient client = SshClient.setUpDefaultClient();
    private final int port;
    private final KeyPair key;

    private LibraryClients(int port, KeyPair key) {
        this.port = port;
        this.key = key;
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        client.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
        client.start();
    }

    /// @param arguments the server's port, the file of a private key, how many shells at first, how many more
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        KeyPair key = new FileKeyPairProvider(Path.of(arguments[1]))
                .loadKeys(null)
                .iterator()
                .next();
        var clients = new LibraryClients(Integer.parseInt(arguments[0]), key);
        for (int lot = 2; lot < 4; lot++) {
            for (int i = 0; i < Integer.parseInt(arguments[lot]); i++) {
                clients.open();
            }
            IO.println("open");
            IO.readln();
        }
        clients.client.stop();
    }

    private void open() throws IOException {
        ClientSession session = client.connect(System.getProperty("user.name"), "127.0.0.1", port)
                .verify(LONGEST)
                .getSession();
        session.addPublicKeyIdentity(key);
        session.auth().verify(LONGEST);
        ChannelShell shell = session.createShellChannel();
        shell.setOut(OutputStream.nullOutputStream());
        shell.setErr(OutputStream.nullOutputStream());
        shell.open().verify(LONGEST);
    }
}
