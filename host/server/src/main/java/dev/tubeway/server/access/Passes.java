package dev.tubeway.server.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/// Who may enter which session: tickets, which are given away and open a session once; seats, which their holders keep
/// until the session is over; and shares, whose tickets open a session as often as they are used until they end.
///
/// Each is a secret that is told once; what is kept here is its hash. A seat has an id beside, which is no secret.
///
/// Threading: any thread.
public final class Passes {
    private static final int MOST_SEATS = 1000;
    private static final int MOST_SHARES = 100;

    private final InstantSource clock;
    private final Map<String, Given> tickets = new HashMap<>();
    private final Map<String, Seat> seats = new LinkedHashMap<>();
    private final Map<String, Share> shares = new LinkedHashMap<>();

    public Passes(InstantSource clock) {
        this.clock = clock;
    }

    /// What a seat's holder may do.
    ///
    /// @param owner    resizes, shares and ends the session
    /// @param readOnly only looks
    public record Rights(boolean owner, boolean readOnly) {}

    /// A ticket, told this once.
    public record Ticket(String secret, Instant expires) {
        @Override
        public String toString() {
            return "Ticket[hidden]";
        }
    }

    /// A place in a session.
    ///
    /// @param id      no secret
    /// @param session its id
    /// @param name    of the person; may be empty
    /// @param from    where it was taken from
    /// @param share   by which it was taken; empty where by a ticket of its own
    /// @param expires with its share
    public record Seat(
            String id,
            String session,
            String name,
            String from,
            Rights rights,
            Optional<String> share,
            Optional<Instant> expires) {}

    /// Who else may enter a session.
    ///
    /// @param id   no secret
    /// @param name for people; may be empty
    public record Share(String id, String session, String name, boolean readOnly, Instant expires) {}

    /// A share and its ticket, told this once.
    public record Shared(Share share, Ticket ticket) {}

    /// What came of showing a ticket.
    public sealed interface Entry {
        /// @param secret of the seat, told this once
        record Seated(Seat seat, String secret) implements Entry {
            @Override
            public String toString() {
                return "Seated[" + seat + "]";
            }
        }

        record Refused(Why why) implements Entry {}
    }

    /// Why a ticket opens nothing.
    public enum Why {
        UNKNOWN,
        USED,
        EXPIRED,
        OTHER_SESSION,
        FULL
    }

    private record Given(String session, Rights rights, Instant expires, Optional<String> share, boolean used) {
        Given usedUp() {
            return new Given(session, rights, expires, share, true);
        }
    }

    /// Makes a ticket that opens a session once.
    public synchronized Ticket ticket(String session, Rights rights, Duration validFor) {
        return ticket(session, rights, clock.instant().plus(validFor), Optional.empty());
    }

    private Ticket ticket(String session, Rights rights, Instant expires, Optional<String> share) {
        String secret = Secret.make();
        tickets.put(Secret.hash(secret), new Given(session, rights, expires, share, false));
        return new Ticket(secret, expires);
    }

    /// Makes a share; empty where the session has as many as it may have.
    public synchronized Optional<Shared> share(String session, String name, boolean readOnly, Duration validFor) {
        if (shares(session).size() >= MOST_SHARES) {
            return Optional.empty();
        }
        String id = UUID.randomUUID().toString();
        Ticket ticket =
                ticket(session, new Rights(false, readOnly), clock.instant().plus(validFor), Optional.of(id));
        Share share = new Share(id, session, name, readOnly, ticket.expires());
        shares.put(id, share);
        return Optional.of(new Shared(share, ticket));
    }

    /// The shares of a session, oldest first.
    public synchronized List<Share> shares(String session) {
        return shares.values().stream()
                .filter(share -> share.session().equals(session))
                .toList();
    }

    /// Ends a share. Empty where the session has none such; otherwise the seats that were taken by it, which are gone.
    public synchronized Optional<List<Seat>> endShare(String session, String id) {
        Share share = shares.get(id);
        if (share == null || !share.session().equals(session)) {
            return Optional.empty();
        }
        shares.remove(id);
        tickets.values().removeIf(given -> given.share().equals(Optional.of(id)));
        return Optional.of(remove(seat -> seat.share().equals(Optional.of(id))));
    }

    /// Takes a seat by a ticket. A ticket that was made for one use is used up, whatever session it is shown for.
    public synchronized Entry enter(String session, String ticket, String name, String from) {
        String hash = Secret.hash(ticket);
        Given given = tickets.get(hash);
        if (given == null) {
            return new Entry.Refused(Why.UNKNOWN);
        }
        if (given.used()) {
            return new Entry.Refused(Why.USED);
        }
        if (!given.expires().isAfter(clock.instant())) {
            return new Entry.Refused(Why.EXPIRED);
        }
        if (!given.session().equals(session)) {
            return new Entry.Refused(Why.OTHER_SESSION);
        }
        if (given.share().isEmpty()) {
            tickets.put(hash, given.usedUp());
        }
        Optional<Instant> expires = given.share().map(share -> given.expires());
        return take(session, given.rights(), name, from, given.share(), expires);
    }

    /// Takes a seat for somebody who needs no ticket.
    public synchronized Entry take(String session, Rights rights, String name, String from) {
        return take(session, rights, name, from, Optional.empty(), Optional.empty());
    }

    private Entry take(
            String session,
            Rights rights,
            String name,
            String from,
            Optional<String> share,
            Optional<Instant> expires) {
        if (seats.values().stream()
                        .filter(seat -> seat.session().equals(session))
                        .count()
                >= MOST_SEATS) {
            return new Entry.Refused(Why.FULL);
        }
        String secret = Secret.make();
        Seat seat = new Seat(UUID.randomUUID().toString(), session, name, from, rights, share, expires);
        seats.put(Secret.hash(secret), seat);
        return new Entry.Seated(seat, secret);
    }

    /// The seat of this session that a secret is of.
    public synchronized Optional<Seat> seat(String session, String secret) {
        return Optional.ofNullable(seats.get(Secret.hash(secret)))
                .filter(seat -> seat.session().equals(session))
                .filter(seat -> seat.expires().map(clock.instant()::isBefore).orElse(true));
    }

    /// Ends a seat; its secret opens nothing any more.
    public synchronized void leave(Seat seat) {
        remove(seat::equals);
    }

    /// A session is over, and with it all that opens it. Returns its seats.
    public synchronized List<Seat> over(String session) {
        tickets.values().removeIf(given -> given.session().equals(session));
        shares.values().removeIf(share -> share.session().equals(session));
        return remove(seat -> seat.session().equals(session));
    }

    /// Whether there is anything that [#expire] may end one day.
    public synchronized boolean mayExpire() {
        return !tickets.isEmpty() || !shares.isEmpty();
    }

    /// Forgets what has expired. Returns the shares that ended.
    public synchronized List<Share> expire() {
        Instant now = clock.instant();
        tickets.values()
                .removeIf(given -> given.share().isEmpty()
                        && given.expires().plus(Duration.ofMinutes(10)).isBefore(now));
        return shares.values().stream()
                .filter(share -> !share.expires().isAfter(now))
                .toList();
    }

    private List<Seat> remove(Predicate<Seat> which) {
        List<Seat> gone = new ArrayList<>();
        seats.values().removeIf(seat -> which.test(seat) && gone.add(seat));
        return gone;
    }
}
