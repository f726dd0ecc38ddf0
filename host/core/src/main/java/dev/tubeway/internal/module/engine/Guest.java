package dev.tubeway.internal.module.engine;

import dev.tubeway.internal.module.abi.AbiVersion;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import run.endive.runtime.Instance;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;

/// One instance of a module.
///
/// Threading: the session's thread only.
public final class Guest {
    private static final int MOST_FRAMES = 32;
    private static final String STACK_EXHAUSTED = "call stack exhausted";

    /// Compilers keep what functions take addresses of on a stack in the guest's memory, usually the smaller one.
    /// When that is exhausted, a function deep in calls touches memory that is not there.
    private static final String OUTSIDE = "out of bounds memory access";

    private static final int DEEP = 500;

    private final Instance instance;
    private final GuestMemory memory;
    private final ParsedModule parsed;

    Guest(Instance instance, GuestMemory memory, ParsedModule parsed) {
        this.instance = instance;
        this.memory = memory;
        this.parsed = parsed;
    }

    public GuestMemory memory() {
        return memory;
    }

    /// How `main` ended.
    public sealed interface Outcome {}

    /// It returned, or asked to be ended.
    public record Returned(int status) implements Outcome {}

    /// It did what it must not.
    ///
    /// @param what   the engine's words
    /// @param frames the guest's functions, innermost first
    public record Trapped(Cause cause, String what, List<String> frames) implements Outcome {}

    /// Why a guest was stopped.
    public enum Cause {
        TRAP,
        BAD_CALL,
        RECURSION,
        INTERRUPTED
    }

    /// Runs the module's entry. What the host's functions throw, except [GuestCallException] and [GuestExit], goes
    /// through.
    public Outcome main() {
        try {
            long[] result = instance.export(AbiVersion.ENTRY).apply();
            return new Returned((int) result[0]);
        } catch (GuestExit e) {
            return new Returned(e.status());
        } catch (GuestCallException e) {
            return new Trapped(Cause.BAD_CALL, String.valueOf(e.getMessage()), frames(e));
        } catch (WasmInterruptedException e) {
            return new Trapped(Cause.INTERRUPTED, "interrupted", frames(e));
        } catch (WasmEngineException e) {
            String what = String.valueOf(e.getMessage());
            boolean exhausted = what.contains(STACK_EXHAUSTED);
            Throwable origin = exhausted && e.getCause() != null ? e.getCause() : e;
            boolean recursion = exhausted || (what.contains(OUTSIDE) && depth(e) > DEEP);
            return new Trapped(recursion ? Cause.RECURSION : Cause.TRAP, what, frames(origin));
        } catch (StackOverflowError e) {
            return new Trapped(Cause.RECURSION, STACK_EXHAUSTED, frames(e));
        }
    }

    /// Where in the guest's code a thread is: its functions, innermost first, each once however often in a row.
    public List<String> frames(StackTraceElement[] trace) {
        var frames = new ArrayList<String>();
        int last = -1;
        int times = 0;
        int more = 0;
        for (StackTraceElement element : trace) {
            int function = function(element);
            if (function < parsed.importedFunctions()) {
                continue;
            }
            if (function == last && more == 0) {
                frames.set(frames.size() - 1, parsed.functionName(function) + ", " + ++times + " times");
            } else if (frames.size() < MOST_FRAMES) {
                frames.add(parsed.functionName(function));
                times = 1;
            } else {
                more++;
            }
            last = function;
        }
        if (more > 0) {
            frames.add("and " + more + " more");
        }
        return frames;
    }

    private List<String> frames(Throwable thrown) {
        return frames(thrown.getStackTrace());
    }

    private static int depth(Throwable thrown) {
        int depth = 0;
        for (StackTraceElement element : thrown.getStackTrace()) {
            if (function(element) >= 0) {
                depth++;
            }
        }
        return depth;
    }

    private static int function(StackTraceElement element) {
        String method = element.getMethodName();
        @Nullable String type = element.getClassName();
        if (!method.startsWith("func_") || type == null || !type.contains("FuncGroup_")) {
            return -1;
        }
        try {
            return Integer.parseInt(method, 5, method.length(), 10);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
