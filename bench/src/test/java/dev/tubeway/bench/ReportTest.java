package dev.tubeway.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private final Results results = new Results(new PrintStream(OutputStream.nullOutputStream()));

    private String row(Figure figure) {
        List<String> rows = Report.table(results)
                .lines()
                .filter(line -> line.startsWith("| " + figure.label() + " |"))
                .toList();
        assertEquals(1, rows.size());
        return rows.getFirst();
    }

    @Test
    void comparesMediansOfTheRounds() {
        List.of(60.0, 900.0, 50.0).forEach(value -> results.add(Figure.STREAM_UP, Kind.GATEWAY, value));
        List.of(21.0, 19.0).forEach(value -> results.add(Figure.STREAM_UP, Kind.PACKAGE, value));
        results.add(Figure.STREAM_UP, Kind.RAW, 80);
        assertEquals(
                "| one stream, client to target | MB/s | 60 | 20 | 80 | 3.00 | 0.75 "
                        + "| ≥ 3× package; ≥ 0.9× raw | met; **missed** |",
                row(Figure.STREAM_UP));
    }

    @Test
    void holdsAbsoluteGoalsWithoutAnotherKind() {
        results.add(Figure.SECOND_START, Kind.GATEWAY, 0.75);
        results.add(Figure.IDLE_RESIDENT, Kind.GATEWAY, 151);
        assertTrue(row(Figure.SECOND_START).endsWith("| ≤ 1 s | met |"));
        assertTrue(row(Figure.IDLE_RESIDENT).endsWith("| ≤ 150 MB | **missed** |"));
    }

    @Test
    void claimsNoVerdictWithoutTheOtherKind() {
        results.add(Figure.HUNDRED, Kind.GATEWAY, 1);
        assertTrue(row(Figure.HUNDRED).endsWith("| not measured |"));
    }

    @Test
    void leavesOutWhatWasNotMeasured() {
        results.add(Figure.HUNDRED, Kind.GATEWAY, 1);
        assertFalse(Report.table(results).contains(Figure.OPEN_P50.label()));
    }
}
