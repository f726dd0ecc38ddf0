package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.TubewayException;
import dev.tubeway.internal.dial.AllowList.Match;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowListTest {

    private static AllowList hosts(String... entries) {
        return AllowList.parse(List.of(entries), List.of());
    }

    @ParameterizedTest
    @CsvSource({
        "db.internal, db.internal, BY_NAME",
        "DB.Internal., db.internal, BY_NAME",
        "db.internal, adb.internal, NONE",
        "*.internal, db.internal, BY_NAME",
        "*.internal, a.db.internal, BY_NAME",
        "*.internal, internal, NONE",
        "*.internal, dbinternal, NONE",
        "*.bücher.example, a.xn--bcher-kva.example, BY_NAME",
        "*, anything, BY_NAME",
        "10.0.0.0/8, db.internal, BY_ADDRESS",
        "10.0.0.1, db.internal, BY_ADDRESS"
    })
    void matchesNames(String entry, String name, Match match) {
        assertEquals(match, hosts(entry).match(name));
    }

    @Test
    void prefersTheNameToTheAddress() {
        assertEquals(Match.BY_NAME, hosts("10.0.0.0/8", "db").match("db"));
        assertEquals(Match.BY_NAME, hosts("db", "10.0.0.0/8").match("db"));
        assertEquals(Match.BY_ADDRESS, hosts("other", "10.0.0.0/8").match("db"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.1, 10.0.0.1, true",
        "10.0.0.1, 10.0.0.2, false",
        "10.0.0.0/8, 10.255.0.1, true",
        "10.1.2.3/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "10.0.0.4/31, 10.0.0.5, true",
        "10.0.0.4/31, 10.0.0.6, false",
        "0.0.0.0/0, 192.0.2.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 192.0.2.1, false",
        "::/0, 2001:db8::1, true",
        "[2001:db8::1], 2001:db8::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::ffff:10.0.0.1, 10.0.0.1, true",
        "::ffff:10.0.0.0/104, 10.9.9.9, true",
        "::ffff:10.0.0.0/104, 11.9.9.9, false",
        "*, 10.0.0.1, true",
        "*, ::1, true",
        "db, 10.0.0.1, false",
        "*.internal, 10.0.0.1, false"
    })
    void matchesAddresses(String entry, String address, boolean allowed) {
        assertEquals(allowed, hosts(entry).allowsAddress(InetAddress.ofLiteral(address)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10/8",
                "10.0/16",
                "::/129",
                "::ffff:10.0.0.0/95",
                "db/8",
                "/8",
                "a*.b",
                "*b",
                "**",
                "*.",
                "*.*.b",
                "*.10.0.0.1",
                "127.1",
                "a b",
                "fe80::1%1"
            })
    void refusesEntriesAndNamesThem(String entry) {
        TubewayException e = assertThrows(TubewayException.class, () -> hosts("ok", entry));
        assertEquals(TubewayException.Problem.INVALID_SETTINGS, e.problem());
        assertTrue(e.toString().endsWith("allowed_hosts=" + entry), e.toString());
    }

    @Test
    void allowsPortsAndRanges() {
        AllowList list = AllowList.parse(List.of(), List.of("443", "8000-8002", "65535"));
        assertTrue(list.allowsPort(443));
        assertFalse(list.allowsPort(444));
        assertFalse(list.allowsPort(7999));
        assertTrue(list.allowsPort(8000));
        assertTrue(list.allowsPort(8002));
        assertFalse(list.allowsPort(8003));
        assertTrue(list.allowsPort(65535));
        assertTrue(AllowList.parse(List.of(), List.of()).allowsPort(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "65536", "-1", "a", "", "80-", "-80", "90-80", "80-90-100", "1e3", "0x50"})
    void refusesPortsAndNamesThem(String entry) {
        TubewayException e =
                assertThrows(TubewayException.class, () -> AllowList.parse(List.of(), List.of("1", entry)));
        assertEquals(TubewayException.Problem.INVALID_SETTINGS, e.problem());
        assertTrue(e.toString().endsWith("allowed_ports=" + entry), e.toString());
    }
}
