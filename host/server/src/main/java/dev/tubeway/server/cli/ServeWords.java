package dev.tubeway.server.cli;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;

/// Reads the words of `tubeway serve` without the command-line library. Its classes are older than those that an AOT
/// cache
/// takes, and so loading and checking them is a third of what the program itself does until it is ready.
///
/// Takes only what calls for no word in reply: options of the verb, each with its value. Everything else, help and
/// mistakes, is the library's.
final class ServeWords {
    private static final String SET = "--set";

    private static final Map<String, BiConsumer<ServeCommand, String>> OPTIONS = Map.of(
            "--config",
            (serve, value) -> serve.options.config = Path.of(value),
            "--data",
            (serve, value) -> serve.options.data = Path.of(value),
            SET,
            (serve, value) -> serve.options.set.add(value),
            "--listen",
            (serve, value) -> serve.listen.listen = value,
            "--guacd",
            (serve, value) -> serve.guacd = value,
            "--websocket",
            (serve, value) -> serve.websocket = value);

    private ServeWords() {}

    /// The command with its options, or empty where the library shall read them.
    static Optional<ServeCommand> read(CommandContext context, String[] arguments) {
        if (arguments.length == 0 || !arguments[0].equals("serve")) {
            return Optional.empty();
        }
        ServeCommand serve = new ServeCommand(context);
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < arguments.length; i++) {
            String word = arguments[i];
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            String value = equals >= 0 ? word.substring(equals + 1) : ++i < arguments.length ? arguments[i] : "";
            BiConsumer<ServeCommand, String> option = OPTIONS.get(name);
            if (option == null || !isPlain(value) || (!seen.add(name) && !name.equals(SET))) {
                return Optional.empty();
            }
            try {
                option.accept(serve, value);
            } catch (InvalidPathException _) {
                return Optional.empty();
            }
        }
        return Optional.of(serve);
    }

    /// Whether the library, too, takes the word as it is: no option, no file of words, no quotes.
    private static boolean isPlain(String value) {
        return !value.isEmpty() && "-@\"'".indexOf(value.charAt(0)) < 0;
    }
}
