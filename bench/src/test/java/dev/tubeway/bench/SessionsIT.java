package dev.tubeway.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Small runs in processes of their own, with the modules that were built; as root, for the network namespace.
class SessionsIT {
    @TempDir
    Path folder;

    @Test
    void aQuickRunTimesKeysOfSshAlsoOverATube() throws Exception {
        String table = run("sessions", "--ssh", "--quick", "--only", "keys,tube,burst");
        for (Figure figure : List.of(Figure.KEY_P50, Figure.TUBE_KEY_P50, Figure.BURST)) {
            assertTrue(value(table, figure) > 0, table);
        }
        assertEquals(0, value(table, Figure.BURST_FAILED), table);
    }

    @Test
    void aQuickRunPoursTextByTelnet() throws Exception {
        String table = run("sessions", "--quick", "--only", "keys,flood");
        for (Figure figure : List.of(Figure.KEY_P50, Figure.FLOOD_TEXT, Figure.FLOOD_NUMBERS)) {
            assertTrue(value(table, figure) > 0, table);
        }
    }

    @Test
    void aSoakOfSecondsFindsNoFault() throws Exception {
        String told = run("soak", "--sessions", "6", "--minutes", "0.1", "--pause", "0.2", "--seed", "1");
        assertTrue(told.contains("faults: 0"), told);
        assertFalse(told.contains("opened 0,"), told);
    }

    private static double value(String table, Figure figure) {
        String row = table.lines()
                .filter(line -> line.startsWith("| " + figure.label() + " |"))
                .findFirst()
                .orElseThrow();
        return Double.parseDouble(row.split("\\|", -1)[3].strip());
    }

    private String run(String verb, String... arguments) throws IOException, InterruptedException {
        Path modules = Path.of(System.getProperty("tubeway.wasm", ""), "handlers");
        assertTrue(Files.isDirectory(modules), "no modules are built: tubeway.wasm=" + modules);
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
        command.addAll(List.of(verb, "--modules", modules.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Process run = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile())
                .start();
        try {
            assertTrue(run.waitFor(Duration.ofMinutes(3)), "the run did not end");
            assertEquals(0, run.exitValue(), Files.readString(folder.resolve("err")));
        } finally {
            run.destroy();
        }
        return Files.readString(folder.resolve("out"));
    }
}
