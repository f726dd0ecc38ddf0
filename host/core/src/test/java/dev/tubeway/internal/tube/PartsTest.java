package dev.tubeway.internal.tube;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.BitSet;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PartsTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void tableFindsWhatWasAdded(long seed) {
        Random random = new Random(seed);
        ConnectionTable<String> table = new ConnectionTable<>();
        Map<Integer, String> expected = new TreeMap<>();
        for (int i = 0; i < 20_000; i++) {
            int number = random.nextInt(500) * (random.nextBoolean() ? 1 : 1 << 20);
            if (random.nextInt(5) < 3) {
                String value = "v" + i;
                assertEquals(expected.putIfAbsent(number, value) == null, table.add(number, value), "seed=" + seed);
            } else {
                expected.remove(number);
                table.remove(number);
            }
            int probe = random.nextInt(500);
            assertEquals(expected.get(probe), table.get(probe), "seed=" + seed);
        }
        assertEquals(expected.size(), table.size());
        assertEquals(expected.size(), table.all().size());
    }

    @Test
    void idsSortByTimeAndDiffer() {
        TubeIds ids = new TubeIds();
        String early = ids.next(1_700_000_000_000L);
        String late = ids.next(1_700_000_000_001L);
        assertEquals(26, early.length());
        assertTrue(early.compareTo(late) < 0, early + " " + late);
        assertTrue(!ids.next(5).equals(ids.next(5)));
    }

    @Test
    void breakerPausesAfterFailuresInARow() {
        CircuitBreaker breaker = new CircuitBreaker(2, java.time.Duration.ofNanos(100));
        assertTrue(breaker.tryNow(0));
        assertTrue(breaker.tryNow(1));
        assertTrue(!breaker.tryNow(2));
        assertTrue(breaker.isOpen(50));
        assertTrue(breaker.tryNow(101), "one try after the pause");
        assertTrue(!breaker.tryNow(102));
        breaker.succeeded();
        assertTrue(breaker.tryNow(103));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 2})
    void mailboxLosesNothingAndKeepsTheOrderOfEachSender(int napMillis) throws InterruptedException {
        int senders = 4;
        int each = 50_000;
        int[] last = new int[senders];
        BitSet wrong = new BitSet();
        Mailbox<int[]> mailbox = new Mailbox<>("test", Duration.ofMillis(napMillis), message -> {
            if (message[1] != last[message[0]] + 1) {
                wrong.set(message[0]);
            }
            last[message[0]] = message[1];
        });
        Thread[] threads = new Thread[senders];
        for (int s = 0; s < senders; s++) {
            int sender = s;
            threads[s] = Thread.ofPlatform().start(() -> {
                for (int i = 1; i <= each; i++) {
                    int[] message = {sender, i};
                    if (i % 3 == 0) {
                        mailbox.post(message);
                    } else {
                        mailbox.postSoon(message);
                    }
                }
            });
        }
        for (Thread thread : threads) {
            thread.join();
        }
        mailbox.close();
        assertTrue(wrong.isEmpty(), "out of order: " + wrong);
        for (int s = 0; s < senders; s++) {
            assertEquals(each, last[s]);
        }
    }

    @Test
    void mailboxHandsOverWhatCanWaitWithoutAFurtherPost() throws InterruptedException {
        var handled = new LinkedBlockingQueue<Integer>();
        Mailbox<Integer> mailbox = new Mailbox<>("test", Duration.ofMillis(2), handled::add);
        for (int i = 0; i < 200; i++) {
            mailbox.postSoon(i);
            assertEquals(i, handled.poll(30, TimeUnit.SECONDS));
            if (i % 10 == 0) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
        mailbox.close();
    }

    @Test
    void profileIsReadFromTheDescriptionAndNothingElse() {
        String sdp = "v=0\r\ns=-\r\nt=0 0\r\nm=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n";
        String announced = PeerProfile.announce(sdp, 262_144);
        assertEquals(
                "v=0\r\ns=-\r\nt=0 0\r\na=tubeway:1 window=262144 renew\r\n"
                        + "m=application 9 UDP/DTLS/SCTP webrtc-datachannel\r\n",
                announced);
        assertEquals(new PeerProfile(true, 262_144, true), PeerProfile.of(announced));
        String plain = sdp.replace("\r\nm=", "\r\na=tubeway:1 window=5\r\nm=");
        assertEquals(new PeerProfile(true, 5, false), PeerProfile.of(plain));
        String later = sdp.replace("\r\nm=", "\r\na=tubeway:1 window=5 other=1 renew more\r\nm=");
        assertEquals(new PeerProfile(true, 5, true), PeerProfile.of(later));
        assertEquals(PeerProfile.OLDER, PeerProfile.of(sdp));
        assertEquals(PeerProfile.OLDER, PeerProfile.of(sdp + "a=tubeway:2 window=5\r\n"));
        assertEquals(PeerProfile.OLDER, PeerProfile.of(sdp + "a=x-a=tubeway:1 window=5\r\n"));
    }
}
