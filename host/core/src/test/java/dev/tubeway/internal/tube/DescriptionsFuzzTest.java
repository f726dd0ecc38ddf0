package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.Fuzz;
import dev.tubeway.TubewayException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class DescriptionsFuzzTest {
    @Test
    void aDescriptionIsReadAsItWasWrittenOrRefused() {
        Fuzz.rounds(5000, random -> {
            String sdp = "v=0\r\n"
                    + new String(Fuzz.utf8(Fuzz.text(random, "aco=:0123456789 \r\n", 200)), StandardCharsets.UTF_8);
            String encoded = Descriptions.encode(sdp);
            assertEquals(sdp, Descriptions.decode(encoded));
            String changed = new String(Fuzz.mutated(random, Fuzz.utf8(encoded)), StandardCharsets.ISO_8859_1);
            for (String text : new String[] {changed, Fuzz.text(random, "dj0wABCab01+/=\n ", 100)}) {
                try {
                    Descriptions.decode(text);
                } catch (TubewayException e) {
                    assertEquals(TubewayException.Problem.INVALID_DESCRIPTION, e.problem());
                }
            }
        });
    }
}
