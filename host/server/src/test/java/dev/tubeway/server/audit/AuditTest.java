package dev.tubeway.server.audit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.audit.AccessEvent.What;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditTest {
    private static final AccessEvent REFUSED = new AccessEvent(What.SIGN_IN_REFUSED, "", "", "192.0.2.7", "", "GET /");

    @TempDir
    Path folder = Path.of("");

    private long nanos;

    private static AccessEvent made(String detail) {
        return new AccessEvent(What.TICKET_MADE, "$1", "token", "127.0.0.1", "db", detail);
    }

    @Test
    void aFullFileGoesOnInANewOneAndTheOldestIsForgotten() throws Exception {
        try (AuditLog log = new AuditLog(folder, 300, 3)) {
            for (int i = 0; i < 12; i++) {
                log.on(made("number " + i));
            }
        }
        List<String> lines = new ArrayList<>();
        for (String file : List.of("audit.2.jsonl", "audit.1.jsonl", "audit.jsonl")) {
            assertTrue(Files.size(folder.resolve(file)) <= 300, file);
            lines.addAll(Files.readAllLines(folder.resolve(file)));
        }
        try (var files = Files.list(folder)) {
            assertEquals(3, files.count());
        }
        assertTrue(lines.getLast().contains("\"detail\":\"number 11\""), lines.toString());
        assertTrue(lines.size() < 12 && lines.size() >= 3, lines.toString());
    }

    @Test
    void aLaterRunGoesOnInTheSameFile() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (AuditLog log = new AuditLog(folder, 1 << 20, 3)) {
                log.on(made("run " + i));
            }
        }
        assertEquals(2, Files.readAllLines(folder.resolve("audit.jsonl")).size());
    }

    @Test
    void whoGuessesFillsNoLog() {
        List<AccessEvent> told = new ArrayList<>();
        PacedRefusals paced = new PacedRefusals(told::add, 2, () -> nanos);
        for (int i = 0; i < 10; i++) {
            paced.on(REFUSED);
        }
        paced.on(made("x"));
        assertEquals(3, told.size());
        nanos += 1_000_000_000L;
        paced.on(REFUSED);
        assertEquals("GET /; 8 more before", told.getLast().detail());
    }
}
