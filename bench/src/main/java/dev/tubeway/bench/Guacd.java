package dev.tubeway.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/// The reference's daemon, started here.
///
/// Ownership: closing it ends the daemon and its sessions.
final class Guacd implements AutoCloseable {
    private final Process process;
    private final InetSocketAddress address;

    /// @param program of guacd; libraries in `lib` beside its folder are found
    Guacd(Path program, int port, Path log) throws IOException {
        address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port);
        var builder = new ProcessBuilder(
                        program.toString(), "-f", "-b", "127.0.0.1", "-l", Integer.toString(port), "-L", "error")
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        Path libraries = program.toAbsolutePath().resolve("../../lib").normalize();
        if (Files.isDirectory(libraries)) {
            builder.environment().merge("LD_LIBRARY_PATH", libraries.toString(), (old, more) -> more + ":" + old);
        }
        process = Processes.start(builder);
        Processes.awaitPort(process, port, log);
    }

    SessionBench.Server server() {
        return new SessionBench.Server(Kind.GUACD, address, process.pid(), false);
    }

    @Override
    public void close() {
        Processes.end(process);
    }
}
