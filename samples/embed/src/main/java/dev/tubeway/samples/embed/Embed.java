package dev.tubeway.samples.embed;

import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import java.time.Duration;
import java.util.Map;

/// Listens on a free port and carries what comes in to the other side. Prints the offer for it, reads its answer, and
/// ends at the next line of input.
public final class Embed {
    private Embed() {}

    public static void main(String[] args) throws InterruptedException {
        // README.md and docs/embed.md show the lines from here to the end of the block.
        try (Gateway gateway = Gateway.start(GatewayConfig.defaults())) {
            Conversation tunnel =
                    Conversation.parse(Map.of("conversationType", "tunnel", "localListenAddr", "127.0.0.1:0"));
            Tube tube = gateway.createTube(TubeRequest.offer("database", tunnel));
            IO.println(tube.offer().orElseThrow());
            tube.acceptAnswer(IO.readln());
            tube.awaitReady(Duration.ofSeconds(30));
            IO.println("listening on " + tube.localListenAddress().orElseThrow());
            IO.readln();
        }
    }
}
