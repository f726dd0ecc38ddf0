package dev.tubeway.internal.module;

import dev.tubeway.internal.module.abi.LogLevel;
import dev.tubeway.internal.module.engine.ForeignImports;
import dev.tubeway.internal.module.engine.GuestCallException;
import dev.tubeway.internal.module.engine.GuestExit;
import dev.tubeway.internal.module.engine.GuestMemory;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/// The few functions of WASI preview 1 that toolchains insist on: clocks, randomness, output to the log, exit, and
/// an environment that is empty. There are no files, no sockets and no arguments.
///
/// Source: WASI snapshot preview 1, witx of `wasi_snapshot_preview1`.
final class Wasi implements ForeignImports {
    private static final String MODULE = "wasi_snapshot_preview1";
    private static final int SUCCESS = 0;
    private static final int BAD_DESCRIPTOR = 8;
    private static final int INVALID = 28;
    private static final int NOT_SUPPORTED = 58;
    private static final int STDOUT = 1;
    private static final int STDERR = 2;
    private static final int MOST_LINE_BYTES = 4096;
    private static final int CHARACTER_DEVICE = 2;

    private static final SecureRandom RANDOM = new SecureRandom();

    /// A function with its type.
    private record Offered(String signature, Binding binding) {}

    private static final Map<String, Offered> FUNCTIONS = Map.ofEntries(
            Map.entry("clock_time_get", writing("ili>i", Wasi::clockTimeGet, a -> new int[] {2, 8})),
            Map.entry("clock_res_get", writing("ii>i", Wasi::clockResGet, a -> new int[] {1, 8})),
            Map.entry("random_get", writing("ii>i", Wasi::randomGet, a -> new int[] {0, (int) a[1]})),
            Map.entry("fd_write", writing("iiii>i", Wasi::fdWrite, a -> new int[] {3, 4})),
            Map.entry("fd_fdstat_get", writing("ii>i", Wasi::fdstatGet, a -> new int[] {1, 24})),
            Map.entry("proc_exit", new Offered("i>", Wasi::procExit)),
            Map.entry("sched_yield", new Offered(">i", (memory, a) -> SUCCESS)),
            Map.entry("environ_sizes_get", writing("ii>i", Wasi::noneSizes, a -> new int[] {0, 4, 1, 4})),
            Map.entry("environ_get", new Offered("ii>i", (memory, a) -> SUCCESS)),
            Map.entry("args_sizes_get", writing("ii>i", Wasi::noneSizes, a -> new int[] {0, 4, 1, 4})),
            Map.entry("args_get", new Offered("ii>i", (memory, a) -> SUCCESS)),
            Map.entry("fd_read", new Offered("iiii>i", (memory, a) -> BAD_DESCRIPTOR)),
            Map.entry("fd_close", new Offered("i>i", (memory, a) -> BAD_DESCRIPTOR)),
            Map.entry("fd_seek", new Offered("ilii>i", (memory, a) -> BAD_DESCRIPTOR)),
            Map.entry("fd_prestat_get", new Offered("ii>i", (memory, a) -> BAD_DESCRIPTOR)),
            Map.entry("fd_prestat_dir_name", new Offered("iii>i", (memory, a) -> BAD_DESCRIPTOR)));

    /// Where a call writes; see [Binding#writes].
    private interface Writes {
        int[] of(long[] arguments);
    }

    private static Offered writing(String signature, Binding function, Writes writes) {
        return new Offered(signature, new Binding() {
            @Override
            public long call(GuestMemory memory, long[] arguments) {
                return function.call(memory, arguments);
            }

            @Override
            public int[] writes(long[] arguments) {
                return writes.of(arguments);
            }
        });
    }

    @Override
    public Optional<Binding> find(String module, String name, String signature) {
        Offered offered = module.equals(MODULE) ? FUNCTIONS.get(name) : null;
        return offered != null && offered.signature().equals(signature)
                ? Optional.of(offered.binding())
                : Optional.empty();
    }

    private static long clockTimeGet(GuestMemory memory, long[] a) {
        check(memory, "clock_time_get", a[2], 8);
        switch ((int) a[0]) {
            case 0 -> {
                Instant now = Instant.now();
                memory.writeLong((int) a[2], now.getEpochSecond() * 1_000_000_000L + now.getNano());
            }
            case 1 -> memory.writeLong((int) a[2], System.nanoTime());
            default -> {
                return NOT_SUPPORTED;
            }
        }
        return SUCCESS;
    }

    private static long clockResGet(GuestMemory memory, long[] a) {
        check(memory, "clock_res_get", a[1], 8);
        if (a[0] < 0 || a[0] > 1) {
            return NOT_SUPPORTED;
        }
        memory.writeLong((int) a[1], 1000);
        return SUCCESS;
    }

    private static long randomGet(GuestMemory memory, long[] a) {
        check(memory, "random_get", a[0], a[1]);
        byte[] bytes = new byte[(int) a[1]];
        RANDOM.nextBytes(bytes);
        memory.write((int) a[0], bytes, 0, bytes.length);
        return SUCCESS;
    }

    private static long fdWrite(GuestMemory memory, long[] a) {
        int descriptor = (int) a[0];
        if (descriptor != STDOUT && descriptor != STDERR) {
            return BAD_DESCRIPTOR;
        }
        int vectors = (int) a[1];
        int count = (int) a[2];
        if (count < 0 || count > 1024) {
            return INVALID;
        }
        check(memory, "fd_write", vectors, count * 8L);
        check(memory, "fd_write", a[3], 4);
        var text = new StringBuilder();
        int written = 0;
        for (int i = 0; i < count; i++) {
            int pointer = memory.readInt(vectors + i * 8);
            int length = memory.readInt(vectors + i * 8 + 4);
            check(memory, "fd_write", pointer, length);
            text.append(new String(memory.bytes(), pointer, Math.min(length, MOST_LINE_BYTES), StandardCharsets.UTF_8));
            written += length;
        }
        if (memory.gate() instanceof Output output) {
            output.print(descriptor == STDERR ? LogLevel.WARNING : LogLevel.INFO, text.toString(), written);
        }
        memory.writeI32((int) a[3], written);
        return SUCCESS;
    }

    /// Takes what a guest prints.
    interface Output {
        void print(int level, String text, int bytes);
    }

    private static long fdstatGet(GuestMemory memory, long[] a) {
        if (a[0] != STDOUT && a[0] != STDERR) {
            return BAD_DESCRIPTOR;
        }
        check(memory, "fd_fdstat_get", a[1], 24);
        memory.fill((byte) 0, (int) a[1], (int) a[1] + 24);
        memory.writeByte((int) a[1], (byte) CHARACTER_DEVICE);
        // The right to write.
        memory.writeLong((int) a[1] + 8, 1 << 6);
        return SUCCESS;
    }

    private static long procExit(GuestMemory memory, long[] a) {
        throw new GuestExit((int) a[0]);
    }

    private static long noneSizes(GuestMemory memory, long[] a) {
        check(memory, "sizes_get", a[0], 4);
        check(memory, "sizes_get", a[1], 4);
        memory.writeI32((int) a[0], 0);
        memory.writeI32((int) a[1], 0);
        return SUCCESS;
    }

    private static void check(GuestMemory memory, String function, long pointer, long length) {
        int at = (int) pointer;
        int count = (int) length;
        if (count < 0 || at < 0 || (long) at + count > memory.bytes().length) {
            throw new GuestCallException(MODULE + "." + function + ": a buffer outside the memory: pointer="
                    + Integer.toUnsignedString(at) + ", length=" + Integer.toUnsignedString(count));
        }
    }
}
