package dev.tubeway.spi;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/// One stream inside an SSH connection.
///
/// What the server may send grows only as it is read, so a reader that stops stops the server.
///
/// Threading: [#read], [#write] one thread; the rest any. No method waits.
public interface SshChannel extends AutoCloseable {
    /// Nothing more will come, or nothing more is taken.
    int ENDED = -1;

    State state();

    /// Reads what is there: a number of bytes, 0 where there is nothing now, or [#ENDED].
    int read(byte[] target, int offset, int length);

    /// Takes as much as there is room for: a number of bytes, 0 where there is none now, or [#ENDED].
    int write(byte[] source, int offset, int length);

    /// Tells the server that nothing more comes.
    void shutdown();

    /// Whether [#read] gives anything but 0.
    boolean isReadable();

    /// Whether [#write] gives anything but 0.
    boolean isWritable();

    /// Whether the server has ended it, or the connection broke.
    boolean hasEnded();

    /// Whether it ended because the connection broke.
    boolean isBroken();

    void resize(Size size);

    /// How what ran ended; empty before, and where the server does not say.
    OptionalInt exitStatus();

    /// The signal that ended what ran, without `SIG`; empty where none did.
    Optional<String> exitSignal();

    @Override
    void close();

    /// Where it stands.
    sealed interface State {
        record Opening() implements State {}

        record Open() implements State {}

        /// @param refused whether the server refused it; otherwise the connection broke
        /// @param why     for people
        record Failed(boolean refused, String why) implements State {}
    }

    /// @param columns cells
    /// @param width   pixels, 0 unknown
    record Size(int columns, int rows, int width, int height) {}

    /// @param type such as `xterm-256color`
    record Terminal(String type, Size size) {}

    /// What is wanted of a channel.
    sealed interface Request {
        record Shell(Terminal terminal, List<Map.Entry<String, String>> environment) implements Request {
            public Shell {
                environment = List.copyOf(environment);
            }
        }

        record Exec(String command, Optional<Terminal> terminal, List<Map.Entry<String, String>> environment)
                implements Request {
            public Exec {
                Objects.requireNonNull(command, "command");
                environment = List.copyOf(environment);
            }
        }

        record Subsystem(String name) implements Request {}

        record Forward(String host, int port) implements Request {}
    }
}
