package dev.tubeway.server.cli;

import dev.tubeway.Conversation;
import dev.tubeway.Gateway;
import dev.tubeway.Tube;
import dev.tubeway.TubeRequest;
import dev.tubeway.TubewayException;
import dev.tubeway.server.Logging;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.settings.SettingsTable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tubeway up`.
@Command(name = "up", description = "Starts a gateway with a demo tunnel to an echo target and says what to try.")
final class UpCommand implements Callable<Integer> {
    private static final int GUACD_PORT = 4822;
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(15);

    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Mixin
    ListenOption listen = new ListenOption();

    UpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Settings settings = options.load(context, listen.flags());
        boolean quiet = settings.origin(SettingsTable.LOG_LEVEL).equals("default");
        Logging.configure(quiet ? System.Logger.Level.WARNING : settings.get(SettingsTable.LOG_LEVEL));
        try (EchoTarget target = new EchoTarget()) {
            Serving serving = Serving.start(context, ServerSettings.of(settings).withGuacdAt(guacdAddress()));
            context.stops().listen();
            PrintStream out = context.out();
            out.println(serving.readyLine());
            demo(serving.gateway(), target.address(), out);
            out.println();
            out.println("  " + context.program() + " tube list     lists the tubes");
            out.println("  Ctrl-C                  stops");
            out.flush();
            serving.serve(context.stops());
        }
        return 0;
    }

    /// The usual port, or any where that is taken.
    private static InetSocketAddress guacdAddress() {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        try (ServerSocket probe = new ServerSocket(GUACD_PORT, 1, loopback)) {
            return new InetSocketAddress(loopback, probe.getLocalPort());
        } catch (IOException e) {
            return new InetSocketAddress(loopback, 0);
        }
    }

    /// Joins two tubes of this gateway: one listens, the other dials the echo target.
    private void demo(Gateway gateway, InetSocketAddress target, PrintStream out) throws InterruptedException {
        try {
            Tube near = gateway.createTube(TubeRequest.offer(
                    "demo",
                    new Conversation.TunnelListener(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), false)));
            Tube far = gateway.createTube(TubeRequest.answer(
                    "demo",
                    new Conversation.TunnelDialler(target.getAddress().getHostAddress(), target.getPort()),
                    near.offer().orElseThrow()));
            near.acceptAnswer(far.answer().orElseThrow());
            if (near.awaitReady(READY_TIMEOUT)) {
                int port = near.localListenAddress().orElseThrow().getPort();
                out.println();
                out.println("A demo tunnel is open: what you type goes through WebRTC to an echo target and back.");
                out.println();
                out.println("  nc 127.0.0.1 " + port);
                return;
            }
            noDemo("the two ends did not find each other within " + READY_TIMEOUT.toSeconds() + " s");
        } catch (TubewayException e) {
            noDemo(String.valueOf(e.getMessage()));
        }
    }

    private void noDemo(String why) {
        context.err().println("tubeway: no demo tunnel: " + why);
        context.err()
                .println("  Both ends are in this process, and WebRTC does not use the loopback interface: the machine"
                        + " needs another network interface that is up. `" + context.program() + " doctor` says more.");
        context.err().println("  The gateway itself runs.");
    }
}
