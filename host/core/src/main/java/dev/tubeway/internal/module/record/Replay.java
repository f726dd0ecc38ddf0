package dev.tubeway.internal.module.record;

import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.AbiVersion;
import dev.tubeway.internal.module.engine.ForeignImports;
import dev.tubeway.internal.module.engine.Guest;
import dev.tubeway.internal.module.engine.Guest.Outcome;
import dev.tubeway.internal.module.engine.GuestCallException;
import dev.tubeway.internal.module.engine.GuestCode;
import dev.tubeway.internal.module.engine.GuestMemory;
import dev.tubeway.internal.module.engine.HostCalls;
import dev.tubeway.internal.module.record.RecordedCall.Write;
import dev.tubeway.module.RecordingInfo;
import dev.tubeway.module.RecordingVerdict;
import dev.tubeway.module.ReplayVerdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// Plays a recording to a guest: each of its calls is compared with the next one of the recording and gets the
/// answer that was given then. There is no host behind it.
///
/// The module that made the recording must do exactly the same. A newer one may use other addresses, and more room
/// for answers; what it asks and what it gives must be the same.
///
/// Threading: one thread.
public final class Replay implements HostCalls {
    /// Told of each call, so that whoever watches over time sees that it goes on.
    @FunctionalInterface
    public interface Pulse {
        /// @param inHost whether a call begins, or ends
        void call(boolean inHost);
    }

    private static final SecretMask NO_SECRETS = new SecretMask();

    private final RecordingReader reader;
    private final RecordingInfo recording;
    private final String module;
    private final boolean strictly;
    private final Pulse pulse;
    private long count;

    @SuppressWarnings("ArrayRecordComponent") // handed on at once, never compared
    private record Difference(String recorded, String replayed, StackTraceElement[] trace) {}

    /// Ends the guest; there is nothing more to compare.
    private static final class OverException extends RuntimeException {
        private static final long serialVersionUID = 1;

        OverException() {
            super(null, null, false, true);
        }
    }

    private Replay(RecordingReader reader, RecordingInfo recording, String module, boolean strictly, Pulse pulse) {
        this.reader = reader;
        this.recording = recording;
        this.module = module;
        this.strictly = strictly;
        this.pulse = pulse;
    }

    /// Looks at a file.
    public static RecordingVerdict read(Path file) {
        try {
            return new RecordingVerdict.Accepted(RecordingReader.check(file));
        } catch (IOException | DamagedException e) {
            return new RecordingVerdict.Refused(RecordingReader.words(file, e));
        }
    }

    /// Plays a recording that was read before, on the caller's thread.
    ///
    /// @param module for people: `telnet 1.4.0`
    /// @param digest of the module's file
    public static ReplayVerdict play(
            RecordingInfo recording, GuestCode code, String module, String digest, Pulse pulse) {
        try (var reader = RecordingReader.open(recording.file())) {
            Header header = reader.header();
            if (header.abiMajor() != AbiVersion.MAJOR) {
                return new ReplayVerdict.Refused(recording.file() + ": it was made by a host with ABI "
                        + recording.abi() + ", this host has major " + AbiVersion.MAJOR);
            }
            var replay = new Replay(reader, recording, module, header.digest().equals(digest), pulse);
            return replay.play(code.instantiateObserved(null, replay, header.memoryPages()));
        } catch (IOException | UncheckedIOException | DamagedException e) {
            return new ReplayVerdict.Refused(RecordingReader.words(recording.file(), e));
        }
    }

    private ReplayVerdict play(Guest guest) throws IOException {
        Outcome outcome;
        try {
            outcome = guest.main();
        } catch (OverException e) {
            return agreed();
        } catch (DifferenceException e) {
            Difference found = e.difference;
            return new ReplayVerdict.Diverged(
                    recording, module, count, found.recorded(), found.replayed(), guest.frames(found.trace()));
        }
        RecordedCall more = reader.next();
        End end = reader.end();
        if (more != null) {
            if (more.threw() && outcome instanceof Guest.Trapped) {
                return agreed();
            }
            return diverged(count + 1, "the call " + more.name(), words(outcome), outcome);
        }
        if (end == null || end.how() == End.How.CUT || isSame(end, outcome)) {
            return agreed();
        }
        return diverged(count, end.toString(), words(outcome), outcome);
    }

    private static boolean isSame(End end, Outcome outcome) {
        return switch (outcome) {
            case Guest.Returned(int status) ->
                end.how() == End.How.CANCELLED || (end.how() == End.How.RETURNED && end.status() == status);
            case Guest.Trapped trapped ->
                switch (trapped.cause()) {
                    case TRAP -> end.how() == End.How.TRAPPED;
                    case BAD_CALL -> end.how() == End.How.BAD_CALL;
                    case RECURSION -> end.how() == End.How.RECURSION;
                    case INTERRUPTED -> end.how() == End.How.STOPPED;
                };
        };
    }

    private static String words(Outcome outcome) {
        return switch (outcome) {
            case Guest.Returned(int status) -> "returned " + status;
            case Guest.Trapped trapped -> "ended: " + trapped.what();
        };
    }

    private ReplayVerdict diverged(long call, String recorded, String replayed, Outcome outcome) {
        List<String> frames = outcome instanceof Guest.Trapped trapped ? trapped.frames() : List.of();
        return new ReplayVerdict.Diverged(recording, module, call, recorded, replayed, frames);
    }

    private ReplayVerdict agreed() {
        var notes = new ArrayList<String>();
        switch (recording.state()) {
            case CUT -> notes.add("the recording ends before the session did: " + recording.end());
            case UNFINISHED -> notes.add("the recording has no end: its host went away while it was written");
            case RUNNING, COMPLETE -> {
                // Nothing is lacking.
            }
        }
        if (!strictly) {
            notes.add("another file than the one that was recorded: addresses were not compared");
        }
        return new ReplayVerdict.Agreed(recording, module, count, notes);
    }

    private static final class DifferenceException extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Difference difference;

        DifferenceException(String recorded, String replayed) {
            super(null, null, false, true);
            difference = new Difference(recorded, replayed, getStackTrace());
        }
    }

    /// The next call of the recording. Where it is over, the guest goes no further, unless it should have returned.
    private RecordedCall next(Supplier<String> now) {
        RecordedCall then;
        try {
            then = reader.next();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (then != null) {
            count++;
            return then;
        }
        End end = reader.end();
        if (end == null || end.how() == End.How.CUT || end.how() == End.How.STOPPED) {
            throw new OverException();
        }
        throw new DifferenceException(end.toString(), now.get());
    }

    @Override
    public int call(GuestMemory memory, AbiFunction function, long[] arguments) {
        pulse.call(true);
        int[] inputs = CallShape.inputs(memory, function, arguments, NO_SECRETS);
        Supplier<String> now = () -> CallShape.text(function, arguments, inputs);
        RecordedCall then = next(now);
        boolean same = then.name().equals(function.importName())
                && CallShape.isSame(function, then, arguments, inputs, strictly);
        if (same && then.threw()) {
            throw new OverException();
        }
        for (int i = 0; i < function.pointerCount(); i++) {
            int at = function.pointer(i);
            if (!CallShape.isInside(memory, (int) arguments[at], (int) arguments[at + 1])
                    && (int) arguments[at + 1] != 0) {
                throw new GuestCallException(function.importName() + ": a buffer outside the memory");
            }
        }
        if (!same) {
            AbiFunction was = AbiFunction.named(then.name());
            throw new DifferenceException(
                    was == null
                            ? then.name() + Arrays.toString(then.arguments())
                            : CallShape.text(was, then.arguments(), then.inputs()),
                    now.get());
        }
        answer(memory, then, function.output(), arguments, now);
        pulse.call(false);
        return (int) then.result();
    }

    private static void answer(
            GuestMemory memory, RecordedCall then, int output, long[] arguments, Supplier<String> now) {
        int room = output < 0 ? 0 : (int) arguments[output + 1];
        if (output >= 0 && then.writes().isEmpty() && then.result() > 0 && room >= then.result()) {
            throw new DifferenceException(
                    "an answer of " + then.result() + " bytes did not fit and was not given", now.get());
        }
        for (Write write : then.writes()) {
            if (write.argument() != output || write.bytes().length > room) {
                throw new DifferenceException("an answer of " + write.bytes().length + " bytes was given", now.get());
            }
            memory.write((int) arguments[output], write.bytes(), 0, write.bytes().length);
        }
    }

    @Override
    public int unknown(String name, long[] arguments) {
        return (int) other(name, arguments).result();
    }

    @Override
    public long foreign(GuestMemory memory, String name, ForeignImports.Binding binding, long[] arguments) {
        RecordedCall then = other(name, arguments);
        for (Write write : then.writes()) {
            int pointer = write.argument() < arguments.length ? (int) arguments[write.argument()] : -1;
            if (!CallShape.isInside(memory, pointer, write.bytes().length)) {
                throw new GuestCallException(name + ": a buffer outside the memory");
            }
            memory.write(pointer, write.bytes(), 0, write.bytes().length);
        }
        return then.result();
    }

    /// A call whose arguments are not known: only the module that was recorded must give the same.
    private RecordedCall other(String name, long[] arguments) {
        pulse.call(true);
        Supplier<String> now = () -> name + Arrays.toString(arguments);
        RecordedCall then = next(now);
        if (!then.name().equals(name) || (strictly && !Arrays.equals(then.arguments(), arguments))) {
            throw new DifferenceException(then.name() + Arrays.toString(then.arguments()), now.get());
        }
        if (then.threw()) {
            throw new OverException();
        }
        pulse.call(false);
        return then;
    }
}
