package dev.tubeway.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SshAddressTest {

    @ParameterizedTest
    @CsvSource({
        "me@db.internal, me, db.internal, 22",
        "me@db.internal:2222, me, db.internal, 2222",
        "db, '', db, 22",
        "192.0.2.7:22, '', 192.0.2.7, 22",
        "me@[2001:db8::1]:2222, me, 2001:db8::1, 2222",
        "me@2001:db8::1, me, 2001:db8::1, 22",
        "first.last+x@host, first.last+x, host, 22",
    })
    void readsWhatPeopleWrite(String text, String user, String host, int port) {
        assertEquals(
                Optional.of(new SshAddress(Optional.of(user).filter(name -> !name.isEmpty()), host, port)),
                SshAddress.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "me@",
                "@host",
                "host:0",
                "host:65536",
                "host:x",
                "me:secret@host",
                "-oProxyCommand=x",
                "a b",
                "[::1",
                "a@b@c"
            })
    void refusesWhatIsNoServer(String text) {
        assertTrue(SshAddress.parse(text).isEmpty(), text);
    }

    @Test
    void becomesParametersWithoutAPassword() {
        assertEquals(
                Map.of("hostname", "host", "port", "22", "username", "me"),
                SshAddress.parse("me@host").orElseThrow().parameters());
    }
}
