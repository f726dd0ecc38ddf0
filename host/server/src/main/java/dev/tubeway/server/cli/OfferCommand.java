package dev.tubeway.server.cli;

import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.server.settings.Units;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tubeway tube offer`.
@Command(
        name = "offer",
        description = "Makes the listening end of a tunnel between two machines, by copying two lines of text.",
        footer = {
            "",
            "Here:   tubeway tube offer --listen 127.0.0.1:2222",
            "There:  tubeway tube answer --to db.internal:5432",
            "Copy the line from here to there, and the line from there to here."
        })
final class OfferCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    PeerOptions peer = new PeerOptions();

    @Option(
            names = "--listen",
            paramLabel = "IP:PORT",
            required = true,
            description = "where clients connect to; port 0 takes any")
    String listen = "";

    @Option(names = "--any-client", description = "take clients from other machines too")
    boolean anyClient;

    @Option(names = "--socks", description = "a SOCKS5 proxy instead of one target")
    boolean socks;

    OfferCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address;
        try {
            address = Units.address(listen);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, "bad --listen: " + e.getMessage(), e);
        }
        SignalLine.Kind kind = socks ? SignalLine.Kind.SOCKS5 : SignalLine.Kind.TUNNEL;
        Conversation conversation = socks
                ? new Conversation.SocksListener(address, anyClient)
                : new Conversation.TunnelListener(address, anyClient);
        Gateway gateway = peer.start(context);
        context.stops().listen();
        try {
            Tube tube = gateway.createTube(
                    TubeRequest.offer("tubeway-" + kind, conversation).withRelayOnly(peer.relayOnly));
            context.err()
                    .println("1. On the other machine run:  tubeway tube answer "
                            + (socks ? "--allow HOST" : "--to HOST:PORT"));
            context.err().println("2. Paste this line there:");
            PeerOptions.print(context, SignalLine.Role.OFFER, kind, tube.offer().orElseThrow());
            context.err().println("3. Paste the line that it prints here, and press Enter:");
            Optional<SignalLine> answer = new LineReader(context)
                    .next(SignalLine.Role.ANSWER, () -> tube.status().isTerminal());
            if (answer.isPresent()) {
                tube.acceptAnswer(PeerOptions.base64(answer.get()));
                context.err()
                        .println("connecting; clients connect to "
                                + tube.localListenAddress().map(Units::format).orElse(listen));
            }
            return new Progress(context, tube).follow();
        } finally {
            PeerOptions.goodbye(gateway);
            context.stops().ended();
        }
    }
}
