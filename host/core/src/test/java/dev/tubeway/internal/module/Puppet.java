package dev.tubeway.internal.module;

import static dev.tubeway.internal.module.WasmBuilder.DROP;
import static dev.tubeway.internal.module.WasmBuilder.RETURN;
import static dev.tubeway.internal.module.WasmBuilder.bytes;
import static dev.tubeway.internal.module.WasmBuilder.code;
import static dev.tubeway.internal.module.WasmBuilder.forEver;
import static dev.tubeway.internal.module.WasmBuilder.i32;
import static dev.tubeway.internal.module.WasmBuilder.leb;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.display.Display;
import dev.tubeway.internal.module.abi.AbiFunction;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.module.ModuleLimits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A guest that makes the calls a test tells it, one by one, on a real instance of the engine.
///
/// Its Wasm asks for orders by calls of `event`, which this host answers itself: one brings the arguments in the
/// guest's memory, the next puts the memory back as it was, and the one after the call keeps what the call made
/// of it, before the guest writes the result there for the next order. So the call under test finds and leaves
/// the memory as a call of any module does.
///
/// Threading: the test's thread; the guest stands still between two calls.
final class Puppet implements AutoCloseable {
    private static final int PAGE = 65_536;
    private static final int STOP = 1_000;
    private static final int LONGEST_SECONDS = 60;
    private static final AbiFunction[] FUNCTIONS = AbiFunction.values();

    private enum Phase {
        FETCH,
        RESTORE,
        CALL,
        KEEP
    }

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Order(AbiFunction function, long[] arguments) {}

    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    private record Rest(byte[] memory, int result) {}

    private final BlockingQueue<Optional<Order>> orders = new LinkedBlockingQueue<>();
    private final BlockingQueue<Object> rests = new LinkedBlockingQueue<>();
    private final ModuleRun run;
    private byte[] memory = {};
    private @Nullable ModuleEnd end;

    private Puppet(LoadedModule module, ModuleHost host, ModuleLimits limits) {
        run = module.open(new Strings(host), limits);
    }

    /// The Wasm file: one page of memory, every function of the ABI imported.
    static byte[] wasm(String manifest) {
        var builder = new WasmBuilder().manifest(manifest).memory(1, 1);
        for (AbiFunction function : FUNCTIONS) {
            builder.imports(function.importName(), function.parameters() + ">i");
        }
        byte[] ask = bytes(builder.call("event", 0, PAGE, 0));
        for (AbiFunction function : FUNCTIONS) {
            byte[] arguments = {};
            for (int i = 0; i < function.parameters().length(); i++) {
                byte[] load = function.parameters().charAt(i) == 'l' ? code(0x29, 3) : code(0x28, 2);
                arguments = bytes(arguments, i32(0), load, leb(8 * i));
            }
            byte[] mark =
                    function == AbiFunction.EVENT ? bytes(builder.call("target_info", 0, 0), code(DROP)) : new byte[0];
            builder.function(
                    "do_" + function.importName(),
                    ">i",
                    arguments,
                    ask,
                    code(DROP),
                    builder.call(function.importName()),
                    mark);
        }
        byte[] chosen = {};
        for (AbiFunction function : FUNCTIONS) {
            byte[] call = bytes(builder.call("do_" + function.importName()), code(0x21, 1));
            chosen = bytes(chosen, code(0x20, 0), i32(number(function)), code(0x46, 0x04, 0x40), call, code(0x0b));
        }
        byte[] stop = bytes(code(0x22, 0), i32(STOP), code(0x4f, 0x04, 0x40), i32(0), code(RETURN, 0x0b));
        byte[] result = bytes(i32(0), code(0x20, 1, 0x36, 2, 0));
        return builder.main(forEver(ask, stop, chosen, ask, code(DROP), result), i32(0))
                .build();
    }

    @SuppressWarnings("EnumOrdinal") // only between this class and its Wasm
    private static int number(AbiFunction function) {
        return function.ordinal();
    }

    /// Starts a session; the guest waits for its first order.
    static Puppet start(LoadedModule module, ModuleHost host, ModuleLimits limits) {
        var puppet = new Puppet(module, host, limits);
        Thread.ofVirtual().start(() -> puppet.rests.add(puppet.run.run()));
        puppet.rest();
        return puppet;
    }

    /// The guest's memory; what is written there, the guest finds.
    byte[] memory() {
        return memory;
    }

    /// Makes a call; empty where it was the guest's end.
    OptionalInt call(AbiFunction function, long... arguments) {
        if (end != null) {
            throw new IllegalStateException("the guest has ended: " + end);
        }
        orders.add(Optional.of(new Order(function, arguments)));
        return rest();
    }

    private OptionalInt rest() {
        try {
            Object rest = rests.poll(LONGEST_SECONDS, TimeUnit.SECONDS);
            if (rest instanceof Rest(byte[] bytes, int result)) {
                memory = bytes;
                return OptionalInt.of(result);
            }
            if (rest instanceof ModuleEnd ended) {
                end = ended;
                return OptionalInt.empty();
            }
            throw new AssertionError("the guest did not come back");
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Ends the session from outside.
    void cancel(CloseReason reason) {
        run.cancel(reason);
    }

    /// Lets the guest return, and tells how its session ended.
    ModuleEnd end() {
        if (end == null) {
            orders.add(Optional.empty());
            rest();
        }
        if (end == null) {
            throw new AssertionError("the guest went on");
        }
        return end;
    }

    @Override
    public void close() {
        var _ = end();
    }

    /// Stands between the guest and its host.
    private final class Strings implements ModuleHost {
        private final ModuleHost host;
        private Phase phase = Phase.FETCH;
        private Order order = new Order(AbiFunction.EVENT, new long[0]);
        private byte[] kept = {};
        private boolean called;

        Strings(ModuleHost host) {
            this.host = host;
        }

        @Override
        public int event(byte[] target, int offset, int capacity) {
            if (phase == Phase.CALL && order.function() != AbiFunction.EVENT) {
                phase = Phase.KEEP;
            }
            return switch (phase) {
                case FETCH -> fetch(target);
                case RESTORE -> {
                    System.arraycopy(kept, 0, target, 0, PAGE);
                    phase = Phase.CALL;
                    yield 0;
                }
                case CALL -> host.event(target, offset, capacity);
                case KEEP -> {
                    kept = target.clone();
                    called = true;
                    phase = Phase.FETCH;
                    yield 0;
                }
            };
        }

        private int fetch(byte[] target) {
            int result = 0;
            if (called) {
                result = ByteBuffer.wrap(target).order(ByteOrder.LITTLE_ENDIAN).getInt(0);
                System.arraycopy(kept, 0, target, 0, PAGE);
            }
            rests.add(new Rest(target, result));
            try {
                Optional<Order> next = orders.take();
                if (next.isEmpty()) {
                    return STOP;
                }
                order = next.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return STOP;
            }
            kept = target.clone();
            Arrays.fill(target, 0, 128, (byte) 0);
            long[] arguments = order.arguments();
            for (int i = 0; i < arguments.length; i++) {
                for (int b = 0; b < 8; b++) {
                    target[8 * i + b] = (byte) (arguments[i] >> (8 * b));
                }
            }
            phase = Phase.RESTORE;
            return number(order.function());
        }

        @Override
        public void log(int level, String text) {
            host.log(level, text);
        }

        @Override
        public String sessionId() {
            return host.sessionId();
        }

        @Override
        public void attach(Waker waker, Handles handles) {
            host.attach(waker, handles);
        }

        @Override
        public Display display() {
            return host.display();
        }

        @Override
        public boolean hasEvent() {
            return host.hasEvent();
        }

        @Override
        public Optional<String> parameter(String name) {
            return host.parameter(name);
        }

        @Override
        public Optional<String> secret(String name) {
            return host.secret(name);
        }

        @Override
        public int require(List<String> names) {
            return host.require(names);
        }

        @Override
        public SessionTarget target() {
            // How a guest tells that it made a call of `event` itself.
            if (phase == Phase.CALL && order.function() == AbiFunction.EVENT) {
                phase = Phase.KEEP;
            }
            return host.target();
        }

        @Override
        public Dialled awaitTarget(Duration timeout) {
            return host.awaitTarget(timeout);
        }

        @Override
        public int reach(String destination) {
            return host.reach(destination);
        }

        @Override
        public Dialled dial(String destination, Duration timeout) {
            return host.dial(destination, timeout);
        }

        @Override
        public Opened openStream(int purpose, String type, String name) {
            return host.openStream(purpose, type, name);
        }

        @Override
        public int message(String text) {
            return host.message(text);
        }
    }

    /// A status by its name in the vectors.
    static int status(String name) {
        for (int status = -1; status >= -63; status--) {
            if (Status.nameOf(status).equals(name)) {
                return status;
            }
        }
        throw new IllegalArgumentException("no such status: name=" + name);
    }
}
