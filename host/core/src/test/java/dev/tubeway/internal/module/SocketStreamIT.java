package dev.tubeway.internal.module;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.internal.socket.SocketLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SocketStreamIT {

    @Test
    void theLastWordsOfATargetThatResetsAreReadAfterAWriteHasFailed() throws Exception {
        try (var loop = new SocketLoop();
                var server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                var client = SocketChannel.open(server.getLocalAddress())) {
            var stream = new SocketStream(client, loop, "target", "target");
            SocketChannel target = server.accept();
            byte[] words = "Login incorrect".getBytes(StandardCharsets.UTF_8);
            assertEquals(words.length, target.write(ByteBuffer.wrap(words)));
            target.setOption(StandardSocketOptions.SO_LINGER, 0);
            target.close();

            byte[] key = {'x'};
            int wrote = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> {
                int written = 1;
                while (written >= 0) {
                    written = stream.write(key, 0, 1);
                }
                return written;
            });
            assertEquals(Status.CLOSED, wrote);

            byte[] read = new byte[64];
            int count = stream.read(read, 0, read.length);
            assertEquals("Login incorrect", new String(read, 0, Math.max(count, 0), StandardCharsets.UTF_8));
            stream.close();
        }
    }
}
