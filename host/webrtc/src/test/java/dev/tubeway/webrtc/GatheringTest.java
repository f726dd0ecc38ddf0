package dev.tubeway.webrtc;

import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class GatheringTest {
    private static final Duration LONG = Duration.ofDays(1);
    private static final String HOST = "candidate:1 1 udp 1 10.0.0.1 5000 typ host";
    private static final String TCP = "candidate:1 1 tcp 1 10.0.0.1 5000 typ host tcptype passive";
    private static final String REFLEXIVE = "candidate:2 1 udp 1 192.0.2.1 5000 typ srflx raddr 10.0.0.1 rport 5000";
    private static final String RELAYED = "candidate:3 1 udp 1 198.51.100.1 6000 typ relay raddr 192.0.2.1 rport 5000";

    private static Thread waiting(Gathering gathering) {
        gathering.begin();
        return Thread.ofPlatform().start(() -> {
            try {
                gathering.await(LONG);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void assertWaits(Thread waiter) {
        Await.until("waits for long", () -> waiter.getState() == Thread.State.TIMED_WAITING);
        assertFalse(waiter.isInterrupted());
    }

    @Test
    void endsAtTheEndOfGathering() throws InterruptedException {
        var gathering = new Gathering(9, true, true);
        Thread waiter = waiting(gathering);
        assertWaits(waiter);
        gathering.complete();
        waiter.join();
    }

    @Test
    void endsWhenEachLocalAddressHasItsCandidate() throws InterruptedException {
        var gathering = new Gathering(2, false, false);
        Thread waiter = waiting(gathering);
        gathering.candidate(HOST);
        gathering.candidate(HOST);
        waiter.join();
    }

    @Test
    void endsAfterAPauseWhereFewerCome() throws InterruptedException {
        var gathering = new Gathering(5, false, false);
        Thread waiter = waiting(gathering);
        assertWaits(waiter);
        gathering.candidate(HOST);
        waiter.join();
    }

    @Test
    void waitsForEachKindThatServersGive() throws InterruptedException {
        var gathering = new Gathering(1, true, true);
        Thread waiter = waiting(gathering);
        gathering.candidate(TCP);
        gathering.candidate(HOST);
        assertWaits(waiter);
        gathering.candidate(REFLEXIVE);
        assertWaits(waiter);
        gathering.candidate(RELAYED);
        waiter.join();
    }

    @Test
    void waitsForTheRelayOnlyWhereNothingElseIsUsed() throws InterruptedException {
        var gathering = new Gathering(0, false, true);
        Thread waiter = waiting(gathering);
        assertWaits(waiter);
        gathering.candidate(RELAYED);
        waiter.join();
    }

    @Test
    void endsWhenThePeerIsClosedAndAtItsTimeout() throws InterruptedException {
        var gathering = new Gathering(1, true, false);
        Thread waiter = waiting(gathering);
        assertWaits(waiter);
        gathering.abandon();
        waiter.join();

        var slow = new Gathering(1, true, false);
        slow.begin();
        slow.await(Duration.ofMillis(1));
    }
}
