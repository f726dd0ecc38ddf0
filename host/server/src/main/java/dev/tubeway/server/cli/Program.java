package dev.tubeway.server.cli;

import dev.tubeway.TubewayException;
import dev.tubeway.server.settings.SettingsException;
import java.io.IOException;
import java.util.Optional;

/// The program, from its words to its exit code.
public final class Program {
    private Program() {}

    /// Does what the words say; returns the exit code.
    public static int run(CommandContext context, String... arguments) {
        Optional<ServeCommand> serve = ServeWords.read(context, arguments);
        if (serve.isEmpty()) {
            return TubewayCommand.line(context, arguments).execute(arguments);
        }
        try {
            return serve.get().call();
        } catch (Exception e) {
            Optional<Integer> told = tell(context, e);
            if (told.isEmpty()) {
                e.printStackTrace(context.err());
            }
            return told.orElse(CommandFailure.FAILED);
        }
    }

    /// Says what went wrong and gives the exit code; empty where that is nothing to be expected.
    static Optional<Integer> tell(CommandContext context, Exception e) {
        int code = switch (e) {
            case CommandFailure failure -> failure.exitCode();
            case SettingsException failure -> CommandFailure.USAGE;
            case TubewayException failure
            when failure.problem() == TubewayException.Problem.INVALID_SETTINGS -> CommandFailure.USAGE;
            case TubewayException failure -> CommandFailure.FAILED;
            case IOException failure -> CommandFailure.FAILED;
            default -> -1;
        };
        if (code < 0) {
            return Optional.empty();
        }
        context.err().println("tubeway: " + e.getMessage());
        return Optional.of(code);
    }
}
