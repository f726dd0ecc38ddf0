package dev.tubeway.server.cli;

import dev.tubeway.server.demo.DemoTargets;
import dev.tubeway.server.entrance.Entrances;
import dev.tubeway.server.settings.ServerSettings;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.settings.SettingsSources.Flag;
import dev.tubeway.server.settings.SettingsTable;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tubeway up`.
@Command(
        name = "up",
        description =
                "Starts a gateway and opens a shell in the browser, that of a demo server or of yours, or a desktop.",
        footer = {
            "",
            "It prints one address; the ticket in it opens the session once. Without --key a",
            "password that is wanted is asked for in the page. Enter, in the terminal where it runs, prints a new",
            "address: for another session, or where the ticket was used or has expired."
        })
final class UpCommand implements Callable<Integer> {
    private static final System.Logger LOG = System.getLogger(UpCommand.class.getName());
    private static final int GUACD_PORT = 4822;

    /// People look for their browser before they open the address.
    private static final Duration TICKET = Duration.ofMinutes(10);

    private static final Entrances.By BY = new Entrances.By("up", "");

    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Mixin
    ListenOption listen = new ListenOption();

    @Option(
            names = "--ssh",
            paramLabel = "[USER@]HOST[:PORT]",
            description = "a shell on this server instead of the demo's")
    @Nullable
    String ssh;

    @Option(
            names = "--vnc",
            paramLabel = "HOST[:DISPLAY|::PORT]",
            description = "the desktop of this VNC server instead of a shell; a password is asked for in the page")
    @Nullable
    String vnc;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "private key to log in with, for --ssh; a passphrase is asked for in the page")
    @Nullable
    Path key;

    @Option(names = "--no-browser", description = "print the address, and open no browser")
    boolean noBrowser;

    UpCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Goal> own = own();
        Settings settings = settings();
        SettingOptions.logLittle(settings, System.Logger.Level.WARNING);
        ServerSettings all = ServerSettings.of(settings).withGuacdAt(guacdAddress());
        try (DemoTargets demo = DemoTargets.start();
                DemoTunnel tunnel = new DemoTunnel()) {
            Serving serving = Serving.start(context, all);
            context.stops().listen();
            PrintStream out = context.out();
            out.println(serving.readyLine());
            Goal goal = own.orElseGet(() -> demo(demo));
            open(serving, goal, all.data());
            if (own.isEmpty()) {
                more(demo);
                join(serving, tunnel);
            }
            out.println();
            out.println((context.terminal() ? "  Enter prints a new address; " : "  ") + "Ctrl-C stops; `"
                    + context.program() + " help` tells what else there is.");
            out.flush();
            if (context.terminal()) {
                listen(() -> open(serving, goal, all.data()));
            }
            serving.serve(context.stops());
        }
        return 0;
    }

    /// Does it each time that somebody presses Enter, until the terminal is another program's or the process ends. A
    /// thread of its own reads: a read of standard input cannot be given up.
    private void listen(Runnable again) {
        StopSignal.letReadsFailInBackground();
        Thread.ofPlatform().daemon().name("up-enter").start(() -> {
            try {
                while (context.in().readLine() != null) {
                    again.run();
                }
            } catch (IOException e) {
                LOG.log(System.Logger.Level.DEBUG, "the terminal is read no more", e);
            }
        });
    }

    /// The ticket lasts longer than that of a page that opens it at once, unless the settings say otherwise.
    private Settings settings() {
        Map<String, Flag> flags = listen.flags();
        Settings given = options.load(context, flags);
        if (!given.origin(SettingsTable.TICKET_TIME).equals("default")) {
            return given;
        }
        flags.put("tickets.validFor", new Flag(TICKET.toMinutes() + "m", "up"));
        return options.load(context, flags);
    }

    /// Where a session goes.
    ///
    /// @param what a word for people
    private record Goal(String protocol, String what, Map<String, String> parameters) {}

    /// The server that the options name; empty where they name none.
    private Optional<Goal> own() {
        if (ssh != null && vnc != null) {
            throw new CommandFailure(CommandFailure.USAGE, "--ssh opens a shell and --vnc a desktop: give one of them");
        }
        Optional<SshAddress> server = Optional.ofNullable(ssh)
                .map(text -> SshAddress.parse(text)
                        .orElseThrow(() -> new CommandFailure(
                                CommandFailure.USAGE,
                                "--ssh takes USER@HOST or USER@HOST:PORT, a port from 1 to 65535, not " + text)));
        Optional<String> privateKey = Optional.ofNullable(key).map(PrivateKeyFile::read);
        if (privateKey.isPresent() && server.isEmpty()) {
            throw new CommandFailure(CommandFailure.USAGE, "--key is for a server of yours: add --ssh USER@HOST");
        }
        return server.map(address -> shell(address, privateKey))
                .or(() -> Optional.ofNullable(vnc).map(UpCommand::desktop));
    }

    private static Goal shell(SshAddress server, Optional<String> privateKey) {
        Map<String, String> parameters = server.parameters();
        privateKey.ifPresent(text -> parameters.put("private-key", text));
        return new Goal("ssh", "shell", parameters);
    }

    private static Goal desktop(String text) {
        VncAddress server = VncAddress.parse(text)
                .orElseThrow(() -> new CommandFailure(
                        CommandFailure.USAGE,
                        "--vnc takes HOST, HOST:DISPLAY or HOST::PORT, a port from 1 to 65535, not " + text));
        return new Goal("vnc", "desktop", server.parameters());
    }

    private static Goal demo(DemoTargets demo) {
        Map<String, String> parameters = Map.of(
                "hostname", "127.0.0.1",
                "port", Integer.toString(demo.sshPort()),
                "username", demo.username(),
                "password", demo.password(),
                "host-key", demo.hostKey());
        return new Goal("ssh", "shell", parameters);
    }

    /// Makes the session, prints its address and opens the browser.
    private void open(Serving serving, Goal goal, Path data) {
        PrintStream out = context.out();
        var order = new Entrances.Order(
                goal.protocol(), Optional.empty(), goal.parameters(), Duration.ZERO, Duration.ZERO, false);
        switch (serving.server().entrances().open(order, BY)) {
            case Entrances.Opening.Opened(var session, var ticket) -> {
                String address = serving.server().link(session, ticket);
                boolean opened = !noBrowser
                        && context.terminal()
                        && new BrowserWindow(context.environment(), System.getProperty("os.name", ""))
                                .open(address, data);
                out.println();
                out.println(
                        opened
                                ? "Your browser opens a " + goal.what() + "; if it does not:"
                                : "A " + goal.what() + " is waiting, open this:");
                out.println();
                out.println("  " + address);
                out.flush();
            }
            case Entrances.Opening.Refused(var why) -> {
                context.err().println("tubeway: no " + goal.what() + ": " + why.text());
                context.err()
                        .println("  The gateway itself runs; its console is "
                                + serving.server().url() + "/console/");
            }
            case Entrances.Opening.UnknownTarget _, Entrances.Opening.Conflict _ ->
                throw new IllegalStateException("an order without a target: order=" + order);
        }
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

    private void more(DemoTargets demo) {
        context.out().println();
        context.out()
                .println("  A demo by telnet: 127.0.0.1:" + demo.telnetPort() + ", from the page \"New session\".");
    }

    private void join(Serving serving, DemoTunnel tunnel) throws InterruptedException {
        switch (tunnel.join(serving.gateway())) {
            case DemoTunnel.Joined.Open(int port) -> {
                context.out().println();
                context.out().println("A demo tunnel is open too: what you type goes through WebRTC and comes back.");
                context.out().println();
                context.out().println("  nc 127.0.0.1 " + port);
            }
            case DemoTunnel.Joined.Failed(String why) -> {
                context.err().println("tubeway: no demo tunnel: " + why);
                context.err()
                        .println("  Both ends are in this process, and WebRTC does not use the loopback interface: the"
                                + " machine needs another network interface that is up. `" + context.program()
                                + " doctor` says more.");
            }
        }
    }
}
