package dev.tubeway.internal.session;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.module.ModuleParameter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ValuesTest {
    private static final List<ModuleParameter> PARAMETERS = List.of(
            ScriptedModule.required("hostname", false),
            ScriptedModule.required("username", false),
            ScriptedModule.parameter("reverse-connect"));

    private static List<String> missing(Map<String, String> given) {
        return new Values(PARAMETERS, given).missing();
    }

    @Test
    void whatIsRequiredAndNotGivenIsMissing() {
        assertEquals(List.of("hostname", "username"), missing(Map.of()));
        assertEquals(List.of("username"), missing(Map.of("hostname", "desk")));
    }

    @Test
    void aTargetThatConnectsByItselfNeedNotBeNamed() {
        assertEquals(List.of("username"), missing(Map.of("reverse-connect", "true")));
        assertEquals(List.of("hostname", "username"), missing(Map.of("reverse-connect", "false")));
    }
}
