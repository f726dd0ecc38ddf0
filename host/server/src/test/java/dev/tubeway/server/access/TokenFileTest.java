package dev.tubeway.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenFileTest {
    @TempDir
    Path folder = Path.of("");

    @Test
    void makesATokenThatOnlyItsOwnerReads() throws IOException {
        Path file = folder.resolve("a/b/token");
        String token = TokenFile.readOrCreate(file);
        assertTrue(token.matches("[A-Za-z0-9_-]{43}"), "32 bytes as base64url");
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
        assertEquals("rwx------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())));
        assertEquals(token, TokenFile.readOrCreate(file));
        try (var files = Files.list(file.getParent())) {
            assertEquals(1, files.count(), "nothing is left beside the token");
        }
    }

    @Test
    void tokensDiffer() throws IOException {
        assertFalse(TokenFile.readOrCreate(folder.resolve("a")).equals(TokenFile.readOrCreate(folder.resolve("b"))));
    }

    @Test
    void startsAtTheSameTimeEndWithOneToken() throws Exception {
        Path file = folder.resolve("token");
        Set<String> tokens = new HashSet<>();
        try (ExecutorService pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<Future<String>> answers = new HashSet<>();
            for (int i = 0; i < 16; i++) {
                answers.add(pool.submit(() -> TokenFile.readOrCreate(file)));
            }
            for (Future<String> answer : answers) {
                tokens.add(answer.get());
            }
        }
        assertEquals(1, tokens.size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-rw-rw-"})
    void aFileThatOthersMayTouchIsRefusedWithTheCure(String permissions) throws IOException {
        Path file = folder.resolve("token");
        TokenFile.readOrCreate(file);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
        IOException e = assertThrows(IOException.class, () -> TokenFile.readOrCreate(file));
        assertTrue(String.valueOf(e.getMessage()).endsWith("run: chmod 600 " + file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "short", "has a space in the middle of it"})
    void aFileWithoutATokenIsRefused(String text) throws IOException {
        Path file = folder.resolve("token");
        TokenFile.readOrCreate(file);
        Files.writeString(file, text);
        assertThrows(IOException.class, () -> TokenFile.read(file));
    }

    @Test
    void onlyTheWholeTokenIsAccepted() {
        BearerToken token = new BearerToken("correct-horse");
        assertTrue(token.accepts(Optional.of("Bearer correct-horse")));
        assertTrue(token.accepts(Optional.of("bearer  correct-horse ")));
        assertFalse(token.accepts(Optional.empty()));
        assertFalse(token.accepts(Optional.of("")));
        assertFalse(token.accepts(Optional.of("Bearer ")));
        assertFalse(token.accepts(Optional.of("Bearer correct-horse2")));
        assertFalse(token.accepts(Optional.of("Bearer correct-hors")));
        assertFalse(token.accepts(Optional.of("Basic correct-horse")));
        assertFalse(token.toString().contains("correct"));
    }
}
