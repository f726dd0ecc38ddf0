package dev.tubeway.internal.conversation;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tubeway.CloseReason;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SocksReplyTest {

    @ParameterizedTest
    @CsvSource({
        "SERVER_REFUSE, db:22 is not allowed by allowed_hosts, 2",
        "SERVER_REFUSE, '', 2",
        "ADDRESS_RESOLUTION_FAILED, name not found: db, 4",
        "TIMEOUT, no answer in time: db:22, 1",
        "CONNECTION_FAILED, connection refused: db:22, 5",
        "CONNECTION_FAILED, host unreachable: db:22, 4",
        "CONNECTION_FAILED, Failed to connect to 10.0.0.1:1: Connection refused (os error 111), 5",
        "CONNECTION_FAILED, No route to host (os error 113), 4",
        "CONNECTION_FAILED, Network is unreachable (os error 101), 4",
        "CONNECTION_FAILED, failed to lookup address information: Name or service not known, 4",
        "CONNECTION_FAILED, could not resolve to any addresses, 4",
        "CONNECTION_FAILED, Host db not allowed or unresolvable, 2",
        "CONNECTION_FAILED, Port 22 not allowed, 2",
        "CONNECTION_FAILED, Permission denied (os error 13), 2",
        "CONNECTION_FAILED, something else, 1",
        "PROTOCOL_ERROR, refused, 1",
        "TUNNEL_CLOSED, '', 1",
        "ADMIN_CLOSED, '', 1"
    })
    void tellsTheClientWhyByReasonAndText(CloseReason.Kind kind, String detail, int code) {
        assertEquals(code, SocksReply.of(CloseReason.of(kind, detail)).code());
    }
}
