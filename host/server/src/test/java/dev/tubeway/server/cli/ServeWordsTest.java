package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.FakeGateway;
import java.io.BufferedReader;
import java.io.PrintStream;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/// The library says what the options are; what is read without it must be the same.
class ServeWordsTest {
    private final CommandContext context = new CommandContext(
            new PrintStream(PrintStream.nullOutputStream()),
            new PrintStream(PrintStream.nullOutputStream()),
            new BufferedReader(new StringReader("")),
            Map.of(),
            config -> new FakeGateway(),
            config -> new FakeGateway().modules(),
            false,
            new StopSignal());

    private boolean isRead(String... words) {
        return ServeWords.read(context, words).isPresent();
    }

    private static Map<String, String> values(CommandLine line) {
        Map<String, String> values = new TreeMap<>();
        for (OptionSpec option : line.getCommandSpec().options()) {
            Object value = option.getValue();
            values.put(option.longestName(), String.valueOf(value));
        }
        return values;
    }

    @Test
    void readsEveryOptionThatTheLibraryKnowsAndAsTheLibraryDoes() {
        List<String> words = new ArrayList<>(List.of("serve"));
        boolean joined = false;
        for (OptionSpec option :
                new CommandLine(new ServeCommand(context)).getCommandSpec().options()) {
            joined = !joined;
            String value = "value-of" + option.longestName() + "=1";
            words.addAll(joined ? List.of(option.longestName() + "=" + value) : List.of(option.longestName(), value));
        }
        words.addAll(List.of("--set", "again=2"));
        CommandLine library = new CommandLine(new ServeCommand(context));
        library.parseArgs(words.subList(1, words.size()).toArray(String[]::new));

        ServeCommand read =
                ServeWords.read(context, words.toArray(String[]::new)).orElseThrow();

        assertEquals(values(library), values(new CommandLine(read)));
        assertFalse(values(library).containsValue("null"), words.toString());
        assertTrue(isRead("serve"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "up",
                "tube list",
                "serve --help",
                "serve -h",
                "serve help",
                "serve --version",
                "serve --no-such-thing 1",
                "serve --data",
                "serve --data=",
                "serve --data --listen 1",
                "serve --data a --data b",
                "serve --listen @words",
                "serve @words",
                "serve --data a more"
            })
    void leavesToTheLibraryWhatItHasToTellOf(String words) {
        assertFalse(isRead(words.split(" ", -1)), words);
    }

    @Test
    void aVerbComesAloneAndAsItIsAmongTheOthers() {
        CommandLine all = TubewayCommand.line(context);
        for (String verb : all.getSubcommands().keySet()) {
            CommandLine one = TubewayCommand.line(context, new String[] {verb});
            boolean tellsOfOthers = verb.equals("help") || verb.equals("completion");
            assertEquals(
                    tellsOfOthers ? all.getSubcommands().keySet() : Set.of("help", verb),
                    Set.copyOf(one.getSubcommands().keySet()));
            assertEquals(usage(all, verb), usage(one, verb));
        }
        assertEquals(
                all.getSubcommands().keySet(),
                TubewayCommand.line(context, new String[] {"--help"})
                        .getSubcommands()
                        .keySet());
    }

    private static String usage(CommandLine line, String verb) {
        CommandLine sub = line.getSubcommands().get(verb);
        assertTrue(sub != null, verb);
        return sub.getUsageMessage();
    }
}
