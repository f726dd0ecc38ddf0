package dev.tubeway.internal.session;

import dev.tubeway.session.ClientInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Who is in a session, and what went to and from those who were.
///
/// Threading: any thread; its lock is held for no I/O.
final class Audience {

    private final int most;
    private final ReentrantLock lock = new ReentrantLock();
    private final List<Seat> seats = new ArrayList<>(1);
    private int users;
    private boolean closed;
    private long bytesInBefore;
    private long bytesOutBefore;

    /// @param most clients at once
    Audience(int most) {
        this.most = most;
    }

    /// What became of a client that came.
    sealed interface Coming {
        /// @param replaced whose place it took over
        /// @param owner    who owned the session before; null where nobody is there who does
        record Seated(
                Seat seat,
                Optional<Seat> replaced,
                @Nullable Seat owner) implements Coming {}

        record Refused(Answer answer, String text) implements Coming {}
    }

    /// Makes the seat of a client.
    @FunctionalInterface
    interface Maker {
        Seat make(int user);
    }

    /// Seats a client, unless the session is over or full.
    Coming come(String place, Maker maker) {
        lock.lock();
        try {
            if (closed) {
                return new Coming.Refused(Answer.RESOURCE_NOT_FOUND, "No such connection.");
            }
            Optional<Seat> replaced = place.isEmpty() ? Optional.empty() : find(place);
            if (seats.size() >= most && replaced.isEmpty()) {
                return new Coming.Refused(
                        Answer.TOO_MANY, "the session has as many clients as it may have: " + seats.size());
            }
            replaced.ifPresent(this::remove);
            Seat owner = owner();
            Seat seat = maker.make(++users);
            seats.add(seat);
            return new Coming.Seated(seat, replaced, owner);
        } finally {
            lock.unlock();
        }
    }

    /// Takes a client out. False where it is not there any more.
    boolean go(Seat seat) {
        lock.lock();
        try {
            return remove(seat);
        } finally {
            lock.unlock();
        }
    }

    private boolean remove(Seat seat) {
        if (!seats.remove(seat)) {
            return false;
        }
        bytesInBefore += seat.client().received();
        bytesOutBefore += seat.wire().written();
        return true;
    }

    /// Lets nobody in any more.
    void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        lock.lock();
        try {
            return seats.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    /// Whether somebody was ever there.
    boolean isNew() {
        lock.lock();
        try {
            return users == 0;
        } finally {
            lock.unlock();
        }
    }

    /// Who owns the session, while it is there.
    @Nullable
    Seat owner() {
        lock.lock();
        try {
            for (Seat seat : seats) {
                if (seat.owner()) {
                    return seat;
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    /// Who has a place.
    Optional<Seat> find(String place) {
        lock.lock();
        try {
            return seats.stream().filter(seat -> seat.place().equals(place)).findFirst();
        } finally {
            lock.unlock();
        }
    }

    /// Who is there, in the order they came.
    List<Seat> seats() {
        lock.lock();
        try {
            return List.copyOf(seats);
        } finally {
            lock.unlock();
        }
    }

    /// Who is there, and the bytes of all that ever were.
    record Account(List<ClientInfo> clients, long bytesIn, long bytesOut) {}

    Account account() {
        lock.lock();
        try {
            List<ClientInfo> clients = new ArrayList<>(seats.size());
            long in = bytesInBefore;
            long out = bytesOutBefore;
            for (Seat seat : seats) {
                ClientInfo client = seat.info();
                clients.add(client);
                in += client.bytesIn();
                out += client.bytesOut();
            }
            return new Account(clients, in, out);
        } finally {
            lock.unlock();
        }
    }
}
