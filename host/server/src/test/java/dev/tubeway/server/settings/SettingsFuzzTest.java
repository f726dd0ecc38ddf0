package dev.tubeway.server.settings;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tubeway.Fuzz;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Settings as people write them, in files and on the command line.
class SettingsFuzzTest {
    private static final int ROUNDS = 2000;
    private static final List<String> WORDS = List.of(
            "listen",
            "tls",
            "certificate",
            "limits",
            "idleTimeout",
            "modules",
            "grants",
            "iceServers",
            "urls",
            ": ",
            "\n",
            "  ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "'",
            "\"",
            "#",
            "&a",
            "*a",
            "|",
            ">",
            "127.0.0.1:8443",
            "15s",
            "256KiB",
            "telnet=tls+network",
            "\t");

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most); i > 0; i--) {
            text.append(WORDS.get(random.nextInt(WORDS.size())));
            if (random.nextInt(10) == 0) {
                text.appendCodePoint(random.nextInt(0x3000));
            }
        }
        return text.toString();
    }

    @Test
    void aFileIsReadOrSaysWhatIsWrong() {
        Fuzz.rounds(ROUNDS, random -> {
            try {
                SettingsFile.parse("tubeway.yaml", text(random, 40));
            } catch (SettingsException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        });
    }

    @Test
    void anAssignmentIsTakenOrNamesTheSetting() {
        List<String> keys = SettingsTable.all().stream().map(Setting::key).toList();
        Fuzz.rounds(ROUNDS, random -> {
            String key = random.nextInt(4) == 0 ? text(random, 4) : keys.get(random.nextInt(keys.size()));
            Map<String, SettingsSources.Flag> flags = Map.of(key, new SettingsSources.Flag(text(random, 4), "--set"));
            try {
                SettingsSources.load(new SettingsSources.Flags(Optional.empty(), flags), Map.of());
            } catch (SettingsException e) {
                assertFalse(String.valueOf(e.getMessage()).isEmpty());
            }
        });
    }

    @Test
    void unitsAndGrantsAreReadOrRefused() {
        Fuzz.rounds(ROUNDS, random -> {
            String text = text(random, 3);
            for (Runnable reader : List.<Runnable>of(
                    () -> Units.duration(text),
                    () -> Units.bytes(text),
                    () -> Grants.parse(text),
                    () -> IceServers.parse(text))) {
                try {
                    reader.run();
                } catch (IllegalArgumentException e) {
                    assertFalse(String.valueOf(e.getMessage()).isEmpty());
                }
            }
        });
    }
}
