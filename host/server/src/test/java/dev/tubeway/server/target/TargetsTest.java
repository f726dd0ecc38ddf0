package dev.tubeway.server.target;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TargetsTest {
    private static final Target DB = new Target("db", "ssh", "db.internal", 22, Map.of("font-size", "14"));
    private static final Credentials SECRET =
            new Credentials(Map.of("username", "root", "password", "hunter2", "private-key", "-----BEGIN KEY"));

    @TempDir
    Path folder = Path.of("");

    @Test
    void credentialsComeBackToSessionsAloneAndLieEncryptedInTheFile() throws Exception {
        Targets targets = Targets.open(folder);
        assertEquals(Targets.Change.ADDED, targets.put(DB, Optional.of(SECRET)));
        assertEquals(Targets.Change.CHANGED, targets.put(DB, Optional.empty()));
        Targets again = Targets.open(folder);
        assertEquals(List.of(DB), again.list());
        assertTrue(again.hasCredentials("db"));
        assertEquals(
                Map.of(
                        "hostname", "db.internal",
                        "port", "22",
                        "font-size", "14",
                        "username", "root",
                        "password", "hunter2",
                        "private-key", "-----BEGIN KEY"),
                again.parameters("db").orElseThrow());
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String text = Files.readString(file);
                assertFalse(text.contains("hunter2") || text.contains("BEGIN KEY") || text.contains("root"), text);
                assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
            }
        }
        assertFalse(SECRET.toString().contains("hunter2"));
    }

    @Test
    void aMissingOrAnotherKeyIsNamed() throws Exception {
        Targets.open(folder).put(DB, Optional.of(SECRET));
        Path key = folder.resolve("secrets.key");
        Path kept = folder.resolve("kept");
        Files.move(key, kept);
        IOException missing = assertThrows(IOException.class, () -> Targets.open(folder));
        assertTrue(String.valueOf(missing.getMessage()).contains("is missing: bring it back"), missing.getMessage());
        assertFalse(Files.exists(key), "no new key is made over encrypted credentials");
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Targets.open(elsewhere).put(DB, Optional.of(SECRET));
        Files.copy(elsewhere.resolve("secrets.key"), key);
        IOException wrong = assertThrows(IOException.class, () -> Targets.open(folder));
        assertTrue(String.valueOf(wrong.getMessage()).contains("another key"), wrong.getMessage());
    }

    @Test
    void credentialsThatWereMovedToAnotherTargetDoNotOpen() throws Exception {
        Targets targets = Targets.open(folder);
        targets.put(DB, Optional.of(SECRET));
        Path file = folder.resolve("targets.json");
        Files.writeString(file, Files.readString(file).replace("\"db\"", "\"evil\""));
        Targets tampered = Targets.open(folder);
        assertThrows(IllegalStateException.class, () -> tampered.parameters("evil"));
    }

    @Test
    void aTargetIsRemovedOnce() throws Exception {
        Targets targets = Targets.open(folder);
        targets.put(DB, Optional.of(SECRET));
        assertTrue(targets.remove("db"));
        assertFalse(targets.remove("db"));
        assertEquals(List.of(), Targets.open(folder).list());
    }

    @Test
    void whatIsSecretOrTheTargetsOwnIsNoParameter() {
        for (String name : List.of("password", "private-key", "PASSPHRASE", "jump_password", "hostname", "username")) {
            assertThrows(
                    IllegalArgumentException.class, () -> new Target("a", "ssh", "h", 22, Map.of(name, "x")), name);
        }
        for (String name : List.of("", "-a", "a/b", "a b", "x".repeat(65))) {
            assertThrows(IllegalArgumentException.class, () -> new Target(name, "ssh", "h", 22, Map.of()), name);
        }
        assertThrows(IllegalArgumentException.class, () -> new Target("a", "ssh", "", 22, Map.of()));
        assertThrows(IllegalArgumentException.class, () -> new Target("a", "ssh", "h", 0, Map.of()));
    }
}
