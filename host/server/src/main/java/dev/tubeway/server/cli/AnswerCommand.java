package dev.tubeway.server.cli;

import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tubeway tube answer`.
@Command(
        name = "answer",
        description = "Makes the dialling end of a tunnel that `tubeway tube offer` began on another machine.",
        footer = {
            "",
            "Give either --to, or --allow for an offer with --socks. The offer's line is read",
            "from standard input."
        })
final class AnswerCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    PeerOptions peer = new PeerOptions();

    @Option(names = "--to", paramLabel = "HOST:PORT", description = "the target that every connection reaches")
    @Nullable
    String to;

    @Option(
            names = "--allow",
            paramLabel = "HOST",
            description = "a name, *.domain, address or CIDR block that the proxy's clients may reach; may be repeated")
    List<String> allow = new ArrayList<>();

    @Option(
            names = "--allow-port",
            paramLabel = "PORT",
            description = "a port or a range such as 8000-8999 that they may reach; may be repeated")
    List<String> allowPorts = new ArrayList<>();

    AnswerCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        if ((to == null) == allow.isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "give --to HOST:PORT for a tunnel, or --allow HOST for a SOCKS5 proxy");
        }
        SignalLine.Kind kind = to == null ? SignalLine.Kind.SOCKS5 : SignalLine.Kind.TUNNEL;
        Conversation conversation = to == null ? new Conversation.SocksDialler(allow, allowPorts) : dialler(to);
        Gateway gateway = peer.start(context);
        context.stops().listen();
        try {
            context.err().println("Paste the line of `tubeway tube offer` here, and press Enter:");
            Optional<SignalLine> offer = new LineReader(context).next(SignalLine.Role.OFFER, () -> false);
            if (offer.isEmpty()) {
                return 0;
            }
            if (offer.get().kind() != kind) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "the offer is for " + offer.get().kind() + ": answer it with "
                                + (kind == SignalLine.Kind.TUNNEL ? "--allow HOST" : "--to HOST:PORT"));
            }
            Tube tube = gateway.createTube(
                    TubeRequest.answer("tubeway-" + kind, conversation, PeerOptions.base64(offer.get()))
                            .withRelayOnly(peer.relayOnly));
            context.err().println("Paste this line on the other machine:");
            PeerOptions.print(
                    context, SignalLine.Role.ANSWER, kind, tube.answer().orElseThrow());
            return new Progress(context, tube).follow();
        } finally {
            PeerOptions.goodbye(gateway);
            context.stops().ended();
        }
    }

    private static Conversation dialler(String target) {
        try {
            URI uri = URI.create("tcp://" + target);
            String host = uri.getHost();
            if (host == null || uri.getPort() < 0) {
                throw new IllegalArgumentException(target);
            }
            return new Conversation.TunnelDialler(host.replaceAll("[\\[\\]]", ""), uri.getPort());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "--to takes a host and a port, such as db.internal:5432: to=" + target, e);
        }
    }
}
