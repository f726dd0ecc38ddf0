package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tubeway.spi.SshChannel;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class SshStreamTest {
    private final Map<String, Object> channel = new ConcurrentHashMap<>(Map.of(
            "isReadable", false, "isWritable", true, "hasEnded", false, "state", new SshChannel.State.Opening()));
    private final Waker waker = new Waker();
    private Runnable changed = () -> {};
    private final SshStream stream = new SshStream("shell", waker, told -> {
        changed = told;
        return (SshChannel) Proxy.newProxyInstance(
                SshChannel.class.getClassLoader(),
                new Class<?>[] {SshChannel.class},
                (_, method, _) -> Optional.ofNullable(channel.get(method.getName()))
                        .orElseThrow(() -> new IllegalStateException(method.getName())));
    });

    private void becomes(String fact, Object value) {
        channel.put(fact, value);
        changed.run();
    }

    /// Waits as a module does.
    private Thread waits() {
        return Thread.ofVirtual().start(() -> waker.await(-1));
    }

    private static boolean hasWoken(Thread thread) throws InterruptedException {
        return thread.join(Duration.ofMillis(300));
    }

    @Test
    void aModuleIsWokenByWhatItWaitsFor() throws InterruptedException {
        stream.want(HostStream.READABLE);
        Thread module = waits();
        becomes("isReadable", true);
        module.join();
    }

    @Test
    void whatAModuleDoesNotWaitForLetsItSleep() throws InterruptedException {
        stream.want(0);
        Thread module = waits();
        becomes("isReadable", true);
        assertFalse(hasWoken(module), "bytes came that the module lets gather");
        becomes("hasEnded", true);
        module.join();
    }

    @Test
    void whoOpensAChannelIsWokenOnceItIsOpen() throws InterruptedException {
        assertFalse(stream.isDecided());
        Thread opening = waits();
        becomes("state", new SshChannel.State.Open());
        opening.join();
        assertTrue(stream.isDecided());
    }
}
