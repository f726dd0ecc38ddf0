package dev.tubeway.internal.session;

import dev.tubeway.internal.buffer.Buffer;
import dev.tubeway.internal.buffer.BufferPool;
import dev.tubeway.internal.guacamole.InstructionReader;
import dev.tubeway.internal.guacamole.ReadResult;
import dev.tubeway.session.Duplex;
import dev.tubeway.session.SessionConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One Guacamole client, from its first byte to its last: what it sends is read here, what it is told leaves by
/// its [Wire].
///
/// Threading: [#run] on the client's own virtual thread.
/// Ownership: closes the transport.
final class Client {

    private final Duplex duplex;
    private final Door door;
    private final BufferPool pool;
    private final Wire wire;
    private final Handshake handshake = new Handshake();
    private final InstructionReader reader = new InstructionReader();
    private final AtomicLong received = new AtomicLong();
    private final Held held = new Held();
    private final String peer;
    private final Optional<Door.Arrival> arrival;
    private Buffer buffer;
    private Door.@Nullable Entrance entrance;
    private @Nullable Seat seat;
    private boolean gone;

    /// What the loop's thread has told the reader: how far it has taken what came, and what stopped it there.
    private int taken;

    private @Nullable ReadResult stopped;
    private boolean heard;
    private boolean over;

    /// @param from    where the client is, for people
    /// @param arrival in place of a handshake, where there is one
    Client(
            Duplex duplex,
            String from,
            Door door,
            SessionConfig config,
            BufferPool pool,
            Optional<Door.Arrival> arrival) {
        this.arrival = arrival;
        this.duplex = duplex;
        this.door = door;
        this.pool = pool;
        this.peer = from;
        this.wire = new Wire(duplex, config, pool);
        this.buffer = pool.acquire(BufferPool.SMALL_PAYLOAD);
    }

    Wire wire() {
        return wire;
    }

    String peer() {
        return peer;
    }

    /// What it holds down.
    Held held() {
        return held;
    }

    /// Bytes that came.
    long received() {
        return received.get();
    }

    /// Serves the client to its end. Returns false where it came to no session.
    boolean run() {
        Thread writer = Thread.ofVirtual().name("client-write").start(wire::run);
        try {
            if (arrival.isEmpty() || entered(arrival.get().arrive(this))) {
                read();
            } else {
                drain();
            }
        } catch (IOException e) {
            // The client is gone: the session hears of it below.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            buffer.release();
            leave();
            wire.inputEnded();
            join(writer);
        }
        return seat != null;
    }

    /// Leaves the session, once.
    private void leave() {
        Seat left = seat;
        if (left != null && !gone) {
            gone = true;
            left.streams().close();
            left.session().leave(left);
        }
    }

    private static void join(Thread writer) {
        boolean interrupted = false;
        while (true) {
            try {
                writer.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
                writer.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Reads instructions until the client is gone or its end was said.
    private void read() throws IOException, InterruptedException {
        int filled = 0;
        while (true) {
            int n = receive(buffer.view(filled, buffer.capacity()), filled == 0);
            if (n < 0) {
                return;
            }
            if (!heard) {
                hear(n);
            }
            ByteBuffer in = buffer.view(taken, filled + n);
            if (!instructions(in)) {
                leave();
                wire.hangUp();
                drain();
                return;
            }
            filled = keep(in);
            wire.awaitRoom();
        }
    }

    /// Waits for bytes that the loop's thread has not taken as a whole.
    ///
    /// @param whole no part of an instruction waits for its rest
    private int receive(ByteBuffer in, boolean whole) throws IOException {
        taken = 0;
        heard = false;
        return whole && duplex instanceof WatchedSocket watched ? watched.read(in, this::quick) : duplex.read(in);
    }

    private void hear(int bytes) {
        received.addAndGet(bytes);
        wire.heard();
    }

    /// Takes, on the loop's thread, instructions that never wait, such as keys: waking this client's own thread would
    /// cost more than they do.
    private boolean quick(int bytes) {
        hear(bytes);
        heard = true;
        Seat there = seat;
        ByteBuffer in = buffer.view(0, bytes);
        // What fills the buffer is followed by more, which must not hold up other clients.
        if (there != null && bytes < buffer.capacity() && takeQuick(there, in)) {
            heard = false;
            return true;
        }
        taken = in.position();
        return false;
    }

    private boolean takeQuick(Seat there, ByteBuffer in) {
        while (in.hasRemaining()) {
            if (wire.isEnding() || !wire.hasRoom() || !there.session().hasRoom() || !QuickWords.begin(in)) {
                return false;
            }
            ReadResult result = reader.read(in);
            if (result != ReadResult.Progress.INSTRUCTION) {
                stopped = result;
                return false;
            }
            if (!there.session().instruction(there, reader)) {
                over = true;
                return false;
            }
        }
        return true;
    }

    private ReadResult next(ByteBuffer in) {
        ReadResult result = stopped;
        stopped = null;
        return result == null ? reader.read(in) : result;
    }

    /// Takes what is whole; false where the end was said.
    private boolean instructions(ByteBuffer in) {
        while (!over && !wire.isEnding()) {
            switch (next(in)) {
                case ReadResult.Malformed rule -> {
                    wire.end(Optional.of(Answer.BAD_REQUEST), rule.rule());
                    return false;
                }
                case ReadResult.Progress.NEED_MORE -> {
                    return true;
                }
                case ReadResult.Progress.INSTRUCTION -> {
                    Seat there = seat;
                    if (there == null ? !greet() : !there.session().instruction(there, reader)) {
                        return false;
                    }
                }
            }
        }
        return false;
    }

    /// Moves what is cut to the front, to a block where it fits, and returns its length.
    private int keep(ByteBuffer in) {
        int left = in.remaining();
        boolean large = buffer.capacity() > 2 * InstructionReader.MAX_BYTES;
        if (large ? left == 0 : left == buffer.capacity()) {
            Buffer other = pool.acquire(large ? BufferPool.SMALL_PAYLOAD : BufferPool.LARGE_PAYLOAD);
            other.copyIn(in, in.position(), 0, left);
            buffer.release();
            buffer = other;
        } else if (left > 0 && in.position() > 0) {
            in.compact();
        }
        return left;
    }

    /// Passes over what a client still sends that was told the end.
    private void drain() throws IOException {
        while (duplex.read(buffer.view(0, buffer.capacity())) >= 0) {
            // Nobody listens any more.
        }
    }

    /// Takes an instruction of the handshake; false where the end was said.
    private boolean greet() {
        return switch (handshake.accept(reader)) {
            case Handshake.Step.GoOn g -> true;
            case Handshake.Step.Select(String protocol) -> found(door.select(protocol));
            case Handshake.Step.Join(String id) -> found(door.join(id));
            case Handshake.Step.Connect(ClientHello hello) -> enter(hello);
            case Handshake.Step.Refuse(Answer answer, String text) -> refused(answer, text);
            case Handshake.Step.HangUp h -> {
                wire.hangUp();
                yield false;
            }
        };
    }

    private boolean found(Door.Found found) {
        return switch (found) {
            case Door.Found.Open open -> {
                entrance = open.entrance();
                handshake.offer(open.parameters());
                wire.tell(out -> {
                    out.op("args").arg(ProtocolVersion.SPOKEN);
                    open.parameters().forEach(out::arg);
                    out.end();
                });
                yield true;
            }
            case Door.Found.Refused(Answer answer, String text) -> refused(answer, text);
        };
    }

    private boolean enter(ClientHello hello) {
        Door.Entrance way = entrance;
        if (way == null) {
            throw new IllegalStateException("connect without select: peer=" + peer);
        }
        return entered(way.enter(this, hello));
    }

    private boolean entered(Door.Entered entered) {
        return switch (entered) {
            case Door.Entered.Seated(Seat taken) -> {
                seat = taken;
                yield true;
            }
            case Door.Entered.Refused(Answer answer, String text) -> refused(answer, text);
        };
    }

    private boolean refused(Answer answer, String text) {
        wire.end(Optional.of(answer), text);
        return false;
    }
}
