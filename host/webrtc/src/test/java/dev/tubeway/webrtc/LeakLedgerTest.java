package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class LeakLedgerTest {
    @Test
    void isSpentOnceMessagesReachTheBudget() {
        var ledger = new LeakLedger(10 * LeakLedger.MESSAGE_BYTES);
        for (int i = 0; i < 9; i++) {
            ledger.message();
        }
        assertFalse(ledger.isSpent());

        ledger.message();

        assertTrue(ledger.isSpent());
        assertEquals(1_340, ledger.lostBytes());
    }

    @Test
    void countsPeersThatCouldNotBeReleased() {
        var ledger = new LeakLedger(150_000);
        ledger.unreleasedPeer();
        assertFalse(ledger.isSpent());
        ledger.unreleasedPeer();
        assertTrue(ledger.isSpent());
    }
}
