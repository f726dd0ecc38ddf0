package dev.tubeway.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

class SoakSampleTest {
    private static List<SoakSample> twentyMinutes(IntToDoubleFunction heap) {
        var samples = new ArrayList<SoakSample>();
        for (int minute = 1; minute <= 20; minute++) {
            samples.add(new SoakSample(minute, heap.applyAsDouble(minute), 600e6, 8e6, 60, 1200, 500));
        }
        return samples;
    }

    @Test
    void callsWhatGoesUpAndDownFlat() {
        assertEquals(List.of(), SoakSample.grown(twentyMinutes(minute -> 100e6 + minute % 2 * 20e6)));
    }

    @Test
    void passesOverTheFirstQuarter() {
        assertEquals(List.of(), SoakSample.grown(twentyMinutes(minute -> minute <= 5 ? minute * 20e6 : 100e6)));
    }

    @Test
    void namesWhatGrows() {
        List<String> grown = SoakSample.grown(twentyMinutes(minute -> 100e6 + minute * 5e6));
        assertEquals(1, grown.size());
        assertTrue(grown.getFirst().startsWith("heap +"), grown.getFirst());
    }

    @Test
    void judgesNothingByThreeSamples() {
        assertEquals(
                List.of(),
                SoakSample.grown(twentyMinutes(minute -> minute * 1e9).subList(0, 3)));
    }
}
