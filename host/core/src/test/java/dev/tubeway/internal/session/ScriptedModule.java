package dev.tubeway.internal.session;

import dev.tubeway.CloseReason;
import dev.tubeway.internal.module.HostStream;
import dev.tubeway.internal.module.LoadedModule;
import dev.tubeway.internal.module.ModuleEnd;
import dev.tubeway.internal.module.ModuleHost;
import dev.tubeway.internal.module.ModuleRun;
import dev.tubeway.internal.module.Waker;
import dev.tubeway.internal.module.abi.EventKind;
import dev.tubeway.internal.module.abi.EventLayout;
import dev.tubeway.internal.module.abi.StreamEventLayout;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleLimits;
import dev.tubeway.module.ModuleParameter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A module whose program is Java: the session cannot tell the difference.
final class ScriptedModule implements LoadedModule {
    private static final ModuleAccounts NOTHING =
            new ModuleAccounts(Duration.ZERO, Duration.ZERO, 0, 0, 0, Map.of(), List.of());

    private final List<ModuleParameter> parameters;
    private final Set<String> granted;
    private final Script script;

    /// What the runs of it have seen, for the test.
    final LinkedBlockingQueue<Stage> stages = new LinkedBlockingQueue<>();

    @FunctionalInterface
    interface Script {
        CloseReason run(Stage stage) throws Exception;
    }

    ScriptedModule(List<ModuleParameter> parameters, Set<String> granted, Script script) {
        this.parameters = parameters;
        this.granted = granted;
        this.script = script;
    }

    /// A module that draws nothing and waits for the end.
    static ScriptedModule waiting() {
        return new ScriptedModule(List.of(parameter("hostname"), parameter("port")), Set.of(), Stage::untilEnd);
    }

    static ModuleParameter parameter(String name) {
        return new ModuleParameter(
                name, ModuleParameter.Type.STRING, Optional.empty(), false, false, List.of(), "for tests");
    }

    static ModuleParameter required(String name, boolean secret) {
        return new ModuleParameter(
                name, ModuleParameter.Type.STRING, Optional.empty(), secret, true, List.of(), "for tests");
    }

    @Override
    public ModuleInfo info() {
        return new ModuleInfo(
                "scripted",
                "1.0.0",
                ModuleInfo.Kind.PROTOCOL,
                "1.0",
                List.of("test"),
                "for tests",
                "",
                "",
                "00",
                0,
                ModuleInfo.Source.ADDED,
                true,
                Set.of(),
                granted,
                granted,
                parameters,
                0,
                List.of());
    }

    @Override
    public ModuleLimits limits() {
        return ModuleLimits.defaults();
    }

    @Override
    public ModuleRun open(ModuleHost host, ModuleLimits limits) {
        Stage stage = new Stage(host);
        return new ModuleRun() {
            @Override
            public ModuleEnd run() {
                host.attach(stage.waker, stage::adopt);
                stages.add(stage);
                try {
                    return new ModuleEnd.Returned(script.run(stage), NOTHING, 0);
                } catch (Exception e) {
                    return new ModuleEnd.HostFailed(
                            CloseReason.of(CloseReason.Kind.HANDLER_ERROR, String.valueOf(e)), NOTHING, e);
                }
            }

            @Override
            public void cancel(CloseReason reason) {
                stage.waker.wake();
            }

            @Override
            public ModuleAccounts accounts() {
                return NOTHING;
            }
        };
    }

    /// The newest run's stage.
    Stage next() throws InterruptedException {
        Stage stage = stages.poll(20, TimeUnit.SECONDS);
        if (stage == null) {
            throw new AssertionError("no session was started");
        }
        return stage;
    }

    /// An event as the module reads it.
    record Event(ByteBuffer bytes) {
        int kind() {
            return bytes.getShort(EventLayout.KIND);
        }

        int at(int offset) {
            return bytes.getInt(offset);
        }

        String text(int from, int length) {
            byte[] text = new byte[length];
            bytes.get(from, text);
            return new String(text, StandardCharsets.UTF_8);
        }
    }

    /// What a script has to work with.
    static final class Stage {
        final ModuleHost host;
        final Waker waker = new Waker();
        final List<HostStream> streams = new ArrayList<>();

        /// All events in the order they were taken, for the test.
        final LinkedBlockingQueue<Event> seen = new LinkedBlockingQueue<>();

        private final AtomicInteger handles = new AtomicInteger(2);

        Stage(ModuleHost host) {
            this.host = host;
        }

        private int adopt(HostStream stream) {
            stream.attach(waker);
            streams.add(stream);
            return handles.getAndIncrement();
        }

        /// Takes events until one is of this kind.
        Event await(int kind) {
            byte[] record = new byte[4096];
            while (true) {
                int n = host.event(record, 0, record.length);
                if (n > record.length) {
                    record = new byte[n];
                    continue;
                }
                if (n < 0) {
                    waker.await(TimeUnit.MILLISECONDS.toNanos(200));
                    continue;
                }
                Event event = new Event(
                        ByteBuffer.wrap(java.util.Arrays.copyOf(record, n)).order(ByteOrder.LITTLE_ENDIAN));
                seen.add(event);
                if (event.kind() == kind) {
                    return event;
                }
                if (event.kind() == EventKind.END) {
                    throw new IllegalStateException("the session ended: waitedFor=" + kind);
                }
            }
        }

        CloseReason untilEnd() {
            await(EventKind.END);
            return CloseReason.of(CloseReason.Kind.NORMAL);
        }

        /// The stream of a STREAM event.
        HostStream stream(Event event) {
            return streams.get(event.at(StreamEventLayout.HANDLE) - 2);
        }

        /// Reads a stream to its end.
        String readAll(HostStream stream) {
            var text = new StringBuilder();
            byte[] bytes = new byte[1000];
            while (true) {
                int n = stream.read(bytes, 0, bytes.length);
                if (n >= 0) {
                    text.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
                } else if (n == dev.tubeway.internal.module.abi.Status.AGAIN) {
                    stream.want(HostStream.READABLE);
                    waker.await(TimeUnit.MILLISECONDS.toNanos(200));
                } else {
                    return text.toString();
                }
            }
        }

        /// Waits in the test for an event that the script takes.
        Event seen(int kind) throws InterruptedException {
            while (true) {
                Event event = seen.poll(20, TimeUnit.SECONDS);
                if (event == null) {
                    throw new AssertionError("the module saw no such event: kind=" + EventKind.nameOf(kind));
                }
                if (event.kind() == kind) {
                    return event;
                }
            }
        }
    }
}
