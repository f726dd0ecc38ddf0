package dev.tubeway.internal.dial;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.CloseReason;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class NameLookupTest {

    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.1");

    private static Deadline soon() {
        return Deadline.after(Duration.ofMillis(50));
    }

    private static Deadline late() {
        return Deadline.after(Until.DEADLINE);
    }

    private static CloseReason failure(NameLookup.Found found) {
        return assertInstanceOf(NameLookup.Found.Failed.class, found).reason();
    }

    @Test
    void givesTheAddressesInTheirOrder() throws Exception {
        InetAddress six = InetAddress.ofLiteral("2001:db8::1");
        var found = new NameLookup(name -> List.of(six, ADDRESS, six)).find("db", late());
        assertEquals(new NameLookup.Found.Addresses(List.of(six, ADDRESS)), found);
    }

    @Test
    void tellsOfNamesThatThereAreNot() throws Exception {
        CloseReason expected = CloseReason.of(CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, "name not found: db");
        assertEquals(
                expected,
                failure(new NameLookup(name -> {
                            throw new UnknownHostException(name);
                        })
                        .find("db", late())));
        assertEquals(expected, failure(new NameLookup(name -> List.of()).find("db", late())));
        assertEquals(
                expected,
                failure(new NameLookup(name -> {
                            throw new IllegalStateException("broken");
                        })
                        .find("db", late())));
    }

    @Test
    void givesUpAtTheDeadlineAndCapsWhatAResolverHolds() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        AtomicInteger asked = new AtomicInteger();
        BlockingQueue<NameLookup.Found> waited = new LinkedBlockingQueue<>();
        NameLookup slow = new NameLookup(name -> {
            asked.incrementAndGet();
            // A resolver that knows no interrupts, like the system's.
            boolean released = false;
            while (!released) {
                try {
                    released = release.await(Until.DEADLINE.toSeconds(), TimeUnit.SECONDS);
                } catch (InterruptedException e) {
                    released = false;
                }
            }
            return List.of(ADDRESS);
        });
        try {
            for (int i = 0; i < NameLookup.MAX_AT_ONCE + 5; i++) {
                CloseReason reason = failure(slow.find("db", soon()));
                assertEquals(CloseReason.Kind.ADDRESS_RESOLUTION_FAILED, reason.kind());
                assertTrue(reason.detail().contains("timed out"), reason.detail());
            }
            assertEquals(NameLookup.MAX_AT_ONCE, asked.get());
            Thread waiter = Thread.ofVirtual().start(() -> {
                try {
                    waited.add(slow.find("db", late()));
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            Until.holds("the look-up waits", () -> waiter.getState() == Thread.State.TIMED_WAITING);
            assertInstanceOf(
                    NameLookup.Found.Addresses.class, new NameLookup(name -> List.of(ADDRESS)).find("db", late()));
        } finally {
            release.countDown();
        }
        assertInstanceOf(NameLookup.Found.Addresses.class, Until.next(waited));
    }

    @Test
    void endsAtAnInterrupt() {
        CountDownLatch never = new CountDownLatch(1);
        NameLookup slow = new NameLookup(name -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                throw new UnknownHostException(name);
            }
            return List.of(ADDRESS);
        });
        Thread.currentThread().interrupt();
        assertThrows(InterruptedException.class, () -> slow.find("db", late()));
    }
}
