package dev.tubeway.internal.session;

import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.display.View;
import dev.tubeway.internal.guacamole.InstructionWriter;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SessionConfig;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// All that goes to one client, on a thread of its own: what the session says, then what its picture shows.
///
/// The picture is pulled when the client can take more, so a slow client costs nothing but a late picture. What is said
/// to a client that takes nothing is bounded as well: what its own input brings about waits in its reader, the newest
/// clipboard is the one that counts, and what a module says beside that is left out.
/// The same thread keeps the client's times: a word after silence, and the end of a client that says nothing.
///
/// Threading: any thread tells; [#run] is the writer's thread.
final class Wire {

    /// Bytes said and not yet written, past which whoever causes more is to wait.
    private static final int ENOUGH_BYTES = 256 << 10;

    /// How long nothing follows `ready`: the published peer loses what it reads together with it.
    private static final long APART_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

    /// What is to happen later than that is looked for by [#tick], which comes each second; sooner, to the nanosecond.
    private static final long NEAR_NANOS = TimeUnit.SECONDS.toNanos(3);

    /// How long a client that was told the end may take to hang up.
    private static final long LINGER_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final Duplex duplex;
    private final SessionConfig config;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final Condition room = lock.newCondition();

    private InstructionWriter pending;
    private InstructionWriter spare;
    private final Map<String, Consumer<InstructionWriter>> newest = new LinkedHashMap<>();
    private volatile @Nullable View view;
    private boolean changed;
    private boolean ready;
    private @Nullable Part apart;
    private boolean ending;
    private boolean inputEnded;
    private boolean finished;
    private Consumer<InstructionWriter> lastWords = out -> {};
    private long written;

    /// The writer waits for work.
    private boolean resting;

    /// A thread that ended a frame writes it, and the writer keeps away from all that is its own.
    private boolean lent;

    /// The writer waits for that thread.
    private boolean awaited;

    /// Where in [#spare] is what that thread could not write; less where there is nothing.
    private int rest = -1;

    private final long begun = System.nanoTime();
    private long writtenAt = begun;
    private volatile long heardAt = begun;

    /// A part of what was said, bytes.
    private record Part(int from, int to) {}

    /// What the writer has taken.
    ///
    /// @param alone   the part that is to be written by itself
    /// @param picture that has changed
    private record Said(@Nullable Part alone, @Nullable View picture) {}

    Wire(Duplex duplex, SessionConfig config, BufferPool pool) {
        this.duplex = duplex;
        this.config = config;
        this.pending = new InstructionWriter(pool);
        this.spare = new InstructionWriter(pool);
    }

    /// Says something, unless the end was said.
    void tell(Consumer<InstructionWriter> words) {
        lock.lock();
        try {
            if (!ending) {
                words.accept(pending);
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Says something that may be left out; false where it is, as more was said than the client takes.
    boolean offer(Consumer<InstructionWriter> words) {
        lock.lock();
        try {
            if (ending || pending.length() > ENOUGH_BYTES) {
                return false;
            }
            words.accept(pending);
            work.signal();
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Says something of which the newest alone counts: what was said of it before and has not left is forgotten.
    ///
    /// @param what names it
    void tellNewest(String what, Consumer<InstructionWriter> words) {
        lock.lock();
        try {
            if (!ending) {
                newest.put(what, words);
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The client is ready, and is told so in a write of its own: from now on it is to say something now and then.
    void ready(Consumer<InstructionWriter> words) {
        lock.lock();
        try {
            ready = true;
            heardAt = System.nanoTime();
            if (!ending) {
                int from = pending.length();
                words.accept(pending);
                apart = new Part(from, pending.length());
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Shows a picture from now on, behind what was said before.
    void show(View newView) {
        lock.lock();
        try {
            view = newView;
            changed = true;
        } finally {
            lock.unlock();
        }
        newView.onChange(this::changed, this::frameEnded);
    }

    private void changed() {
        lock.lock();
        try {
            changed = true;
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// A frame ended on this thread. Where the writer has nothing to do and the frame is a small one, it is written
    /// here, as far as the client takes it: to wake the writer would cost more than that. This never waits.
    private void frameEnded() {
        View shown = view;
        WatchedSocket socket = duplex instanceof WatchedSocket watched ? watched : null;
        lock.lock();
        try {
            boolean idle = resting && !lent && ready && !hasWork();
            changed = true;
            if (!idle || shown == null || socket == null) {
                work.signal();
                return;
            }
            lent = true;
            changed = false;
        } finally {
            lock.unlock();
        }
        int sent = 0;
        boolean little = false;
        try {
            little = shown.writeLittle(spare);
            sent = spare.length() == 0 ? 0 : socket.writeNow(spare.bytes(0, spare.length()));
        } finally {
            if (!little) {
                // Part of a frame may lie there, of one that failed.
                spare.clear();
            }
            giveBack(sent, !little, shown.waitNanos() != Long.MAX_VALUE);
        }
    }

    /// The writer has its own again.
    ///
    /// @param sent bytes of [#spare] that are written
    /// @param much the frame is none that is written here
    /// @param soon more of the picture follows by itself
    private void giveBack(int sent, boolean much, boolean soon) {
        lock.lock();
        try {
            lent = false;
            changed |= much;
            if (sent > 0) {
                written += sent;
                writtenAt = System.nanoTime();
            }
            if (sent < spare.length()) {
                rest = sent;
            } else {
                spare.clear();
            }
            if (awaited || soon || hasWork()) {
                awaited = false;
                work.signal();
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /// The client said something.
    void heard() {
        heardAt = System.nanoTime();
    }

    /// Waits while more is said than the client takes.
    void awaitRoom() throws InterruptedException {
        lock.lock();
        try {
            while (pending.length() > ENOUGH_BYTES && !ending) {
                room.await();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Says the end, behind what was drawn: why, where there is something to say, then `disconnect`. The first
    /// end counts.
    void end(Optional<Answer> answer, String text) {
        lock.lock();
        try {
            ending(out -> {
                answer.ifPresent(a -> out.op("error").arg(text).arg(a.code()).end());
                out.op("disconnect").end();
            });
        } finally {
            lock.unlock();
        }
    }

    /// Ends without a word, as the reference does where a client speaks another protocol.
    void hangUp() {
        lock.lock();
        try {
            ending(out -> {});
        } finally {
            lock.unlock();
        }
    }

    private void ending(Consumer<InstructionWriter> words) {
        if (!ending) {
            ending = true;
            lastWords = words;
            work.signal();
            room.signalAll();
        }
    }

    /// Nothing more comes from the client.
    void inputEnded() {
        lock.lock();
        try {
            inputEnded = true;
            ending(out -> {});
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /// Whether the end was said, or the client is gone.
    boolean isEnding() {
        lock.lock();
        try {
            return ending;
        } finally {
            lock.unlock();
        }
    }

    /// Bytes sent.
    long written() {
        lock.lock();
        try {
            return written;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until the last words have been written, or the client is gone; false where the time was too short.
    boolean awaitWritten(long nanos) {
        lock.lock();
        try {
            long left = nanos;
            while (!finished && left > 0) {
                left = room.awaitNanos(left);
            }
            return finished;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /// Closes a client whose writer is stuck in a write, and that said nothing for too long.
    void closeIfStuck(long now) {
        long limit = config.inputTimeout().toNanos() + LINGER_NANOS;
        if (now - heardAt > limit && now - begun > config.handshakeTimeout().toNanos() + LINGER_NANOS) {
            duplex.close();
        }
    }

    /// Writes until the end was said or the client is gone, then closes it.
    void run() {
        try {
            boolean last;
            do {
                last = awaitWork();
                flushRest();
                Said said = takeSaid();
                if (said.alone() != null) {
                    writeApart(said.alone());
                    // What was said meanwhile comes behind it, the last words too.
                    last = false;
                    continue;
                }
                if (said.picture() != null) {
                    said.picture().write(spare, this::takeMore);
                }
                if (last) {
                    lastWords.accept(spare);
                }
                flush(0);
            } while (!last);
            duplex.finish();
            finished();
            linger();
        } catch (IOException e) {
            // The client is gone; its reader sees the same.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /// Waits until there is something to write; true where the end is.
    private boolean awaitWork() throws InterruptedException {
        lock.lock();
        try {
            resting = true;
            while (lent || !hasWork()) {
                if (lent) {
                    awaited = true;
                    work.await();
                    continue;
                }
                long now = System.nanoTime();
                View shown = view;
                long untilGone = (ready ? heardAt + config.inputTimeout().toNanos() : limitOfHandshake()) - now;
                if (untilGone <= 0) {
                    end(Optional.of(Answer.CLIENT_TIMEOUT), timeoutWords());
                    break;
                }
                long untilNop = ready ? writtenAt + config.silence().toNanos() - now : untilGone;
                if (untilNop <= 0) {
                    pending.op("nop").end();
                    break;
                }
                long untilMended = shown == null ? Long.MAX_VALUE : shown.waitNanos();
                if (untilMended <= 0) {
                    changed = true;
                    break;
                }
                awaitAtMost(Math.min(untilMended, Math.min(untilGone, untilNop)));
            }
            return ending;
        } finally {
            resting = false;
            lock.unlock();
        }
    }

    private boolean hasWork() {
        return ending || rest >= 0 || pending.length() > 0 || !newest.isEmpty() || (changed && view != null);
    }

    /// Has the writer look at the time when something is near that it brings. Each wait for a time of its own costs the
    /// JVM's timer two wake-ups, so that there is none while a client is busy.
    void tick(long now) {
        lock.lock();
        try {
            long next = Math.min(
                    heardAt + config.inputTimeout().toNanos(),
                    writtenAt + config.silence().toNanos());
            if (ready && next - now < NEAR_NANOS) {
                work.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /// Whether the client takes what is said.
    boolean hasRoom() {
        lock.lock();
        try {
            return pending.length() <= ENOUGH_BYTES;
        } finally {
            lock.unlock();
        }
    }

    /// Writes what the thread that ended a frame could not.
    private void flushRest() throws IOException {
        int from = rest;
        if (from >= 0) {
            flush(from);
            rest = -1;
        }
    }

    /// Writes what was said, and a part of it by itself.
    private void writeApart(Part alone) throws IOException, InterruptedException {
        write(0, alone.from());
        write(alone.from(), alone.to());
        stayApart();
        flush(alone.to());
    }

    private void stayApart() throws InterruptedException {
        lock.lock();
        try {
            long left = APART_NANOS;
            while (!ending && left > 0) {
                left = work.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void awaitAtMost(long nanos) throws InterruptedException {
        if (ready && nanos > NEAR_NANOS) {
            work.await();
        } else {
            long left = work.awaitNanos(nanos);
            assert left <= nanos;
        }
    }

    private long limitOfHandshake() {
        return begun + config.handshakeTimeout().toNanos();
    }

    private String timeoutWords() {
        return ready
                ? "nothing came from the client for " + config.inputTimeout().toSeconds() + " s"
                : "the client was not ready in " + config.handshakeTimeout().toSeconds() + " s";
    }

    /// Takes what was said to [#spare]; a picture that has changed waits where a part is to be written by itself.
    private Said takeSaid() {
        lock.lock();
        try {
            newest.values().forEach(words -> words.accept(pending));
            newest.clear();
            swap();
            Part alone = apart;
            if (alone != null) {
                apart = null;
                return new Said(alone, null);
            }
            boolean look = changed && !inputEnded;
            changed = false;
            return new Said(null, look ? view : null);
        } finally {
            lock.unlock();
        }
    }

    /// Takes what was said since, unless a part of it is to be written by itself: it may have been said before the
    /// frame
    /// ended that is written next.
    private void takeMore() {
        lock.lock();
        try {
            if (apart == null && pending.length() > 0) {
                spare.append(pending);
                pending.clear();
                room.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void swap() {
        InstructionWriter said = pending;
        pending = spare;
        spare = said;
        room.signalAll();
    }

    /// Writes the rest of [#spare].
    private void flush(int from) throws IOException {
        write(from, spare.length());
        spare.clear();
    }

    /// Writes these bytes of [#spare].
    private void write(int from, int to) throws IOException {
        if (from == to) {
            return;
        }
        duplex.write(spare.bytes(from, to));
        lock.lock();
        try {
            written += to - from;
            writtenAt = System.nanoTime();
        } finally {
            lock.unlock();
        }
    }

    private void finished() {
        lock.lock();
        try {
            finished = true;
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Lets the last words arrive.
    private void linger() throws InterruptedException {
        lock.lock();
        try {
            long left = LINGER_NANOS;
            while (!inputEnded && left > 0) {
                left = work.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void close() {
        duplex.close();
        finished();
        lock.lock();
        try {
            ending(out -> {});
            while (lent) {
                // It is over at once.
                room.awaitUninterruptibly();
            }
            pending.close();
            spare.close();
        } finally {
            lock.unlock();
        }
    }
}
