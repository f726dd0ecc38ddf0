package dev.tubeway.server.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.server.access.Passes.Entry;
import dev.tubeway.server.access.Passes.Rights;
import dev.tubeway.server.access.Passes.Why;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PassesTest {
    private static final Rights OWNER = new Rights(true, false);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private Instant now = Instant.EPOCH;
    private final Passes passes = new Passes(() -> now);

    private Entry.Seated seated(Entry entry) {
        return assertInstanceOf(Entry.Seated.class, entry);
    }

    private static Why why(Entry entry) {
        return assertInstanceOf(Entry.Refused.class, entry).why();
    }

    @Test
    void aTicketOpensItsSessionOnce() {
        Passes.Ticket ticket = passes.ticket("$1", OWNER, MINUTE);
        assertEquals(43, ticket.secret().length());
        Entry.Seated seated = seated(passes.enter("$1", ticket.secret(), "Ada", "192.0.2.7"));
        assertEquals(OWNER, seated.seat().rights());
        assertEquals(Optional.of(seated.seat()), passes.seat("$1", seated.secret()));
        assertEquals(Why.USED, why(passes.enter("$1", ticket.secret(), "Eve", "192.0.2.8")));
    }

    @Test
    void aTicketOpensNothingElseAndNothingLate() {
        Passes.Ticket ticket = passes.ticket("$1", OWNER, MINUTE);
        assertEquals(Why.OTHER_SESSION, why(passes.enter("$2", ticket.secret(), "", "")));
        assertEquals(Why.UNKNOWN, why(passes.enter("$1", ticket.secret() + "x", "", "")));
        assertEquals(Why.UNKNOWN, why(passes.enter("$1", "", "", "")));
        now = now.plus(MINUTE);
        assertEquals(Why.EXPIRED, why(passes.enter("$1", ticket.secret(), "", "")));
    }

    @Test
    void aSeatIsGoodForItsSessionUntilThatIsOver() {
        Entry.Seated seated = seated(passes.take("$1", OWNER, "Ada", ""));
        assertTrue(passes.seat("$2", seated.secret()).isEmpty());
        assertTrue(passes.seat("$1", seated.seat().id()).isEmpty(), "the id is no secret");
        Passes.Ticket ticket = passes.ticket("$1", OWNER, MINUTE);
        assertEquals(List.of(seated.seat()), passes.over("$1"));
        assertTrue(passes.seat("$1", seated.secret()).isEmpty());
        assertEquals(Why.UNKNOWN, why(passes.enter("$1", ticket.secret(), "", "")));
    }

    @Test
    void aSharesTicketIsUsedAsOftenAsItIsShownUntilTheShareEnds() {
        Passes.Shared shared = passes.share("$1", "for Bob", true, MINUTE).orElseThrow();
        Entry.Seated first = seated(passes.enter("$1", shared.ticket().secret(), "", ""));
        Entry.Seated second = seated(passes.enter("$1", shared.ticket().secret(), "", ""));
        assertEquals(new Rights(false, true), first.seat().rights());
        assertEquals(List.of(shared.share()), passes.shares("$1"));
        assertTrue(passes.endShare("$2", shared.share().id()).isEmpty(), "another session's share stays");
        assertEquals(
                List.of(first.seat(), second.seat()),
                passes.endShare("$1", shared.share().id()).orElseThrow());
        assertTrue(passes.seat("$1", first.secret()).isEmpty());
        assertEquals(Why.UNKNOWN, why(passes.enter("$1", shared.ticket().secret(), "", "")));
    }

    @Test
    void anExpiredShareTakesItsSeatsAlong() {
        Passes.Shared shared = passes.share("$1", "", false, MINUTE).orElseThrow();
        Entry.Seated seated = seated(passes.enter("$1", shared.ticket().secret(), "", ""));
        assertTrue(passes.expire().isEmpty());
        now = now.plus(MINUTE);
        assertTrue(passes.seat("$1", seated.secret()).isEmpty());
        assertEquals(Why.EXPIRED, why(passes.enter("$1", shared.ticket().secret(), "", "")));
        assertEquals(List.of(shared.share()), passes.expire());
    }

    @Test
    void secretsAreInNoText() {
        Passes.Shared shared = passes.share("$1", "", false, MINUTE).orElseThrow();
        Entry.Seated seated = seated(passes.enter("$1", shared.ticket().secret(), "", ""));
        String texts = shared.toString() + seated;
        assertFalse(texts.contains(shared.ticket().secret()), texts);
        assertFalse(texts.contains(seated.secret()), texts);
    }
}
