package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.Fuzz;
import dev.tubeway.TubewayException;
import java.util.List;
import org.junit.jupiter.api.Test;

class HostFuzzTest {
    private static final String LIKELY = "0123456789abcdefx.:-[]%_*/ ";

    @Test
    void aTextIsAHostThatReadsTheSameAgainOrInvalid() {
        Fuzz.rounds(20_000, random -> {
            String text = Fuzz.text(random, LIKELY, 40);
            switch (Host.parse(text)) {
                case Host.Address(var address) ->
                    assertEquals(new Host.Address(address), Host.parse(Host.text(address)), text);
                case Host.Name(String name) -> assertEquals(new Host.Name(name), Host.parse(name), text);
                case Host.Invalid(String rule) -> assertTrue(!rule.isEmpty(), text);
            }
        });
    }

    @Test
    void anEntryOfAListIsReadOrSaysWhatIsWrong() {
        Fuzz.rounds(10_000, random -> {
            try {
                AllowList list = AllowList.parse(
                        List.of(Fuzz.text(random, LIKELY, 30)), List.of(Fuzz.text(random, "0123456789-", 12)));
                list.match(Fuzz.text(random, LIKELY, 20));
                list.allowsPort(random.nextInt(65536));
            } catch (TubewayException e) {
                assertEquals(TubewayException.Problem.INVALID_SETTINGS, e.problem());
            }
        });
    }
}
