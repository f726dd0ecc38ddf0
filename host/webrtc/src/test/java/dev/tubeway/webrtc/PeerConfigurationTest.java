package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.onvoid.webrtc.PortAllocatorConfig;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PeerConfigurationTest {

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void opensPortsForTcpOnlyWhereTheyCanBeTold(boolean trickle) {
        PortAllocatorConfig ports =
                new PeerConfiguration(List.of(), false, trickle, 5000, 5100).toNative().portAllocatorConfig;
        assertEquals(!trickle, ports.isTcpDisabled());
        assertEquals(5000, ports.minPort);
        assertEquals(5100, ports.maxPort);
    }
}
