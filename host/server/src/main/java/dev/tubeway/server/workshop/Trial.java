package dev.tubeway.server.workshop;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.session.SessionEvent;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// One session of the module, with the kit's client at one end and its target at the other.
///
/// Errors: its calls throw [Failed] where the module does not do what is asked of it.
final class Trial implements AutoCloseable {

    /// Longest that anything may take, seconds.
    static final long PATIENCE = 20;

    /// What a check found wrong.
    static final class Failed extends Exception {
        private static final long serialVersionUID = 1;

        Failed(String what) {
            super(what);
        }
    }

    final ScriptedClient client;
    private final MemoryDuplex duplex = new MemoryDuplex();
    private final Map<String, CompletableFuture<SessionEvent.Ended>> endings = new ConcurrentHashMap<>();
    private final Gateway.Subscription subscription;
    private final Gateway gateway;
    private volatile String id = "";

    /// @param values of the parameters that the client gives
    Trial(Gateway gateway, String protocol, Map<String, String> values) throws IOException {
        this.gateway = gateway;
        this.subscription = gateway.sessions().subscribe(event -> {
            if (event instanceof SessionEvent.Ended end) {
                ending(end.id()).complete(end);
            }
        });
        Thread.ofVirtual()
                .name("conformance-host")
                .start(() -> gateway.sessions().serve(duplex));
        this.client = new ScriptedClient(duplex, protocol, values);
    }

    /// Waits until the client is let in.
    Trial opened() throws Failed, InterruptedException {
        try {
            id = client.ready.get(PATIENCE, TimeUnit.SECONDS);
            return this;
        } catch (ExecutionException e) {
            throw new Failed("the client was not let in: " + e.getCause());
        } catch (TimeoutException e) {
            throw new Failed("the client was not let in within " + PATIENCE + " s");
        }
    }

    String id() {
        return id;
    }

    private CompletableFuture<SessionEvent.Ended> ending(String session) {
        return endings.computeIfAbsent(session, each -> new CompletableFuture<>());
    }

    /// Waits until the module has connected to its target.
    void reaches(ScriptedTarget target) throws Failed, InterruptedException {
        try {
            CompletableFuture.anyOf(target.reached, ending(id)).get(PATIENCE, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Failed("the module did not connect to the target within " + PATIENCE + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (!target.reached.isDone()) {
            throw new Failed(
                    "it ended before it reached the target: " + endsWell().reason());
        }
    }

    /// Gives the screen a size and waits until the module has taken it: the screen has it from then on.
    void takesSize(int width, int height) throws Failed, IOException, InterruptedException {
        String wanted = width + "x" + height;
        client.size(width, height);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
        String shown = "";
        while (!wanted.equals(shown)) {
            shown = client.sizes.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (shown == null) {
                if (ending(id).isDone()) {
                    throw new Failed("it ended: " + endsWell().reason());
                }
                throw new Failed("the module did not take the last size within " + PATIENCE + " s: size=" + wanted);
            }
        }
    }

    /// Waits until the session is over by itself, without a fault.
    SessionEvent.Ended endsWell() throws Failed, InterruptedException {
        return endsWell(PATIENCE);
    }

    SessionEvent.Ended endsWell(long seconds) throws Failed, InterruptedException {
        SessionEvent.Ended end;
        try {
            end = ending(id).get(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new Failed("the session did not end within " + seconds + " s");
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
        if (end.report().isPresent()) {
            throw new Failed(end.report().get().strip());
        }
        if (end.reason().kind() == CloseReason.Kind.ERROR) {
            throw new Failed("the gateway itself failed: " + end.reason());
        }
        return end;
    }

    @Override
    public void close() throws IOException {
        duplex.close();
        if (!id.isEmpty()) {
            gateway.sessions().terminate(id, Conformance.adminClosed());
        }
        subscription.close();
    }
}
