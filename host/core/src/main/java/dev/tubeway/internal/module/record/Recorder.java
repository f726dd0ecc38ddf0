package dev.tubeway.internal.module.record;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.GridInfoLayout;
import dev.tubeway.internal.module.abi.TimeLayout;
import dev.tubeway.internal.module.engine.CallGate;
import dev.tubeway.internal.module.engine.ForeignImports;
import dev.tubeway.internal.module.engine.GuestMemory;
import dev.tubeway.internal.module.engine.HostCalls;
import dev.tubeway.internal.module.record.RecordedCall.Write;
import dev.tubeway.module.RecordingInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Records a session while it runs: each call of the host, what came of it, and what the host wrote into the guest's
/// memory. A recording that fails, or reaches its bound, ends; the session goes on.
///
/// Threading: the session's thread; [#stop] and [#info] any thread.
public final class Recorder implements Tap {
    private static final System.Logger LOG = System.getLogger(Recorder.class.getName());
    private static final byte[] NOTHING = {};

    private final Path file;
    private final Header header;
    private final RecordingWriter writer;
    private final Runnable over;
    private final SecretMask mask = new SecretMask();
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean done;
    private @Nullable End end;
    private long lastAt = System.nanoTime();

    /// Begins a recording.
    ///
    /// Errors: IOException where the file cannot be made, or stands already.
    ///
    /// @param over told once when the session has ended, or its recording before
    public Recorder(Path file, Header header, long maxBytes, Runnable over) throws IOException {
        this.over = over;
        this.file = file;
        this.header = header;
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            RecordingWriter.createFolder(folder);
        }
        this.writer = new RecordingWriter(file, header, maxBytes);
    }

    /// How it stands.
    public RecordingInfo info() {
        lock.lock();
        try {
            End known = end;
            RecordingInfo.State state = !done
                    ? RecordingInfo.State.RUNNING
                    : known == null
                            ? RecordingInfo.State.UNFINISHED
                            : known.how() == End.How.CUT ? RecordingInfo.State.CUT : RecordingInfo.State.COMPLETE;
            return RecordingReader.info(
                    file, header, writer.calls(), writer.bytes(), state, known == null ? "" : known.toString());
        } finally {
            lock.unlock();
        }
    }

    /// Ends the recording; the session goes on. False where it has ended.
    public boolean stop() {
        return finish(new End(End.How.CUT, 0, "stopped"));
    }

    @Override
    public void ended(End how) {
        finish(how);
    }

    private boolean finish(End how) {
        lock.lock();
        try {
            if (done) {
                return false;
            }
            done = true;
            writer.end(how);
            end = how;
        } catch (IOException e) {
            failed(e);
        } finally {
            lock.unlock();
        }
        over.run();
        return true;
    }

    private void failed(IOException e) {
        done = true;
        LOG.log(
                System.Logger.Level.WARNING,
                "session {0}: its recording failed and ends: {1}",
                header.session(),
                e.toString());
        try {
            writer.close();
        } catch (IOException again) {
            LOG.log(System.Logger.Level.DEBUG, "closing a recording failed: {0}", again.toString());
        }
    }

    private void add(RecordedCall call) {
        lock.lock();
        try {
            if (done || writer.add(call)) {
                return;
            }
        } catch (IOException e) {
            failed(e);
            over.run();
            return;
        } finally {
            lock.unlock();
        }
        finish(new End(End.How.CUT, 0, "it has reached its bound"));
    }

    private long micros() {
        long now = System.nanoTime();
        long micros = (now - lastAt) / 1000;
        lastAt = now;
        return micros;
    }

    @Override
    public HostCalls tap(CallGate gate) {
        return new Tapped(gate);
    }

    /// Sees every call.
    private final class Tapped implements HostCalls {
        private final CallGate gate;

        Tapped(CallGate gate) {
            this.gate = gate;
        }

        @Override
        public int call(GuestMemory memory, AbiFunction function, long[] arguments) {
            if (done) {
                return gate.call(memory, function, arguments);
            }
            long[] given = arguments.clone();
            int[] inputs = CallShape.inputs(memory, function, given, mask);
            byte[] before = room(memory, function, given);
            int result;
            try {
                result = gate.call(memory, function, arguments);
            } catch (RuntimeException | Error e) {
                add(new RecordedCall(function.importName(), given, inputs, true, 0, List.of(), micros()));
                throw e;
            }
            byte[] written = written(memory, function, given, before, result);
            add(new RecordedCall(
                    function.importName(),
                    given,
                    inputs,
                    false,
                    result,
                    written.length == 0 ? List.of() : List.of(new Write(function.output(), written)),
                    micros()));
            return result;
        }

        private byte[] room(GuestMemory memory, AbiFunction function, long[] arguments) {
            int output = function.output();
            if (output < 0) {
                return NOTHING;
            }
            int pointer = (int) arguments[output];
            int length = (int) arguments[output + 1];
            return CallShape.isInside(memory, pointer, length)
                    ? Arrays.copyOfRange(memory.bytes(), pointer, pointer + length)
                    : NOTHING;
        }

        /// The bytes that the host wrote, from the buffer's start: as many as the call tells, and where it tells
        /// less than it changed, as many as it changed.
        private byte[] written(GuestMemory memory, AbiFunction function, long[] arguments, byte[] before, int result) {
            if (before.length == 0) {
                return NOTHING;
            }
            int pointer = (int) arguments[function.output()];
            int length = before.length;
            byte[] now = memory.bytes();
            while (length > 0 && before[length - 1] == now[pointer + length - 1]) {
                length--;
            }
            if (result >= 0) {
                int told = switch (function) {
                    case RANDOM, WAIT -> before.length;
                    case CLOCK -> TimeLayout.SIZE;
                    case GRID_OPEN -> GridInfoLayout.SIZE;
                    default -> result;
                };
                length = told <= before.length ? Math.max(length, told) : length;
            }
            if (header.secrets()) {
                return Arrays.copyOfRange(now, pointer, pointer + length);
            }
            if (function == AbiFunction.SECRET) {
                mask.add(Arrays.copyOfRange(now, pointer, pointer + length));
                return SecretMask.filler(length);
            }
            return mask.masked(now, pointer, length);
        }

        @Override
        public int unknown(String name, long[] arguments) {
            int result = gate.unknown(name, arguments);
            if (!done) {
                add(new RecordedCall(name, arguments.clone(), new int[0], false, result, List.of(), micros()));
            }
            return result;
        }

        @Override
        public long foreign(GuestMemory memory, String name, ForeignImports.Binding binding, long[] arguments) {
            if (done) {
                return gate.foreign(memory, name, binding, arguments);
            }
            long[] given = arguments.clone();
            long result;
            try {
                result = gate.foreign(memory, name, binding, arguments);
            } catch (RuntimeException | Error e) {
                add(new RecordedCall(name, given, new int[0], true, 0, List.of(), micros()));
                throw e;
            }
            int[] ranges = result == 0 ? binding.writes(given) : ForeignImports.Binding.NOTHING;
            var writes = new Write[ranges.length / 2];
            for (int i = 0; i < writes.length; i++) {
                int pointer = (int) given[ranges[2 * i]];
                writes[i] = new Write(
                        ranges[2 * i], Arrays.copyOfRange(memory.bytes(), pointer, pointer + ranges[2 * i + 1]));
            }
            add(new RecordedCall(name, given, new int[0], false, result, List.of(writes), micros()));
            return result;
        }
    }
}
