package dev.tubeway;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class IceServerTest {
    private static final String TURN = "turn:a.test:3478";

    /// The expected password is what `openssl dgst -sha1 -hmac north` makes of the user name, as base64.
    @Test
    void credentialsAreMadeOfTheSecretAndRunOutInADay() {
        IceServer granted =
                IceServer.turnWithSecret(TURN, "north").grantedTo("$abc", Instant.ofEpochSecond(1767225600));
        assertEquals(List.of(TURN), granted.urls());
        assertEquals(Optional.of("1767312000:$abc"), granted.username());
        assertEquals(Optional.of("xoG/hVnCBsvqwAUPN7oTc67M72U="), granted.credential());
        assertEquals(Optional.empty(), granted.secret());
    }

    @Test
    void aServerWithoutASecretIsToldAsItIs() {
        IceServer stun = IceServer.stun("stun:a.test");
        IceServer turn = IceServer.turn(TURN, "me", "hush");
        assertSame(stun, stun.grantedTo("a", Instant.EPOCH));
        assertSame(turn, turn.grantedTo("a", Instant.EPOCH));
    }

    @Test
    void aTurnServerHasALoginOrASecret() {
        Optional<String> none = Optional.empty();
        assertThrows(IllegalArgumentException.class, () -> new IceServer(List.of(TURN), none, none));
        assertThrows(IllegalArgumentException.class, () -> IceServer.turnWithSecret(TURN, ""));
        IllegalArgumentException both = assertThrows(
                IllegalArgumentException.class,
                () -> new IceServer(List.of(TURN), Optional.of("me"), Optional.of("hush"), Optional.of("north")));
        assertTrue(String.valueOf(both.getMessage()).contains("or a secret"), both.getMessage());
    }

    @Test
    void secretsAreNotPrinted() {
        assertFalse(IceServer.turnWithSecret(TURN, "north").toString().contains("north"));
        assertFalse(IceServer.turn(TURN, "me", "hush").toString().contains("hush"));
    }
}
