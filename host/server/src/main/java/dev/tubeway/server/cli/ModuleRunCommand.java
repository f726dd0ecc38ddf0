package dev.tubeway.server.cli;

import dev.tubeway.CloseReason;
import dev.tubeway.Gateway;
import dev.tubeway.GatewayConfig;
import dev.tubeway.module.ModuleAccounts;
import dev.tubeway.module.ModuleInfo;
import dev.tubeway.module.ModuleParameter;
import dev.tubeway.module.ModuleVerdict;
import dev.tubeway.module.RecordingRequest;
import dev.tubeway.server.Logging;
import dev.tubeway.server.guacd.GuacdListener;
import dev.tubeway.server.settings.ServerSettings.Guacd;
import dev.tubeway.server.settings.Settings;
import dev.tubeway.server.settings.SettingsTable;
import dev.tubeway.server.settings.Units;
import dev.tubeway.server.workshop.NoTubes;
import dev.tubeway.session.SessionEvent;
import dev.tubeway.session.SessionInfo;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tubeway module run`.
@Command(
        name = "run",
        description = "Runs a module for Guacamole clients, and tells what each session used.",
        footer = {
            "",
            "What --target and --param give counts, whatever a client gives. Ctrl-C stops.",
            "Exit codes: 0 stopped; 1 it cannot listen; 2 wrong usage; 4 the module is refused."
        })
final class ModuleRunCommand implements Callable<Integer> {
    private static final Duration GRACE = Duration.ofSeconds(5);

    /// Functions that are named in the accounts of a session.
    private static final int MOST_FUNCTIONS = 6;

    private final CommandContext context;

    @Mixin
    SettingOptions options = new SettingOptions();

    @Mixin
    OneModule module = new OneModule();

    @Parameters(paramLabel = "FILE", description = "the module, a .wasm file", converter = ModuleFile.Converter.class)
    ModuleFile file = ModuleFile.none();

    @Option(
            names = "--target",
            required = true,
            paramLabel = "HOST:PORT",
            description = "what the module is to reach, such as 127.0.0.1:23")
    String target = "";

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:4822",
            description = "where Guacamole clients come in (127.0.0.1:4822)")
    String listen = "";

    @Option(names = "--record", paramLabel = "FILE", description = "record the first session, for module replay")
    @Nullable
    Path record;

    ModuleRunCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() throws InterruptedException {
        InetSocketAddress address = address();
        Map<String, String> presets = target();
        Settings settings = options.load(context, Map.of());
        Logging.configure(settings.get(SettingsTable.LOG_LEVEL));
        // What it says of sessions is told better here.
        Logging.quieten("dev.tubeway.session", System.Logger.Level.ERROR);
        Logging.quieten("dev.tubeway.internal", System.Logger.Level.WARNING);
        byte[] wasm = file.bytes();
        ModuleInfo info = switch (check(settings, wasm)) {
            case ModuleVerdict.Accepted(var accepted) -> accepted;
            case ModuleVerdict.Refused refused -> throw OneModule.refused(file, refused);
        };
        OneModule.requireNeeds(info);
        presets.putAll(module.values(info));
        GatewayConfig config = module.gateway(settings);
        config = config.withSessions(config.sessions().withPresets(presets));
        try (Gateway gateway = NoTubes.gateway(config)) {
            gateway.modules().add(wasm);
            if (record != null) {
                record(gateway, info, record);
            }
            gateway.sessions().subscribe(this::on);
            GuacdListener listener = listen(gateway, address);
            context.stops().listen();
            greet(info, listener.address(), presets);
            context.stops().await();
            listener.close();
            gateway.close(GRACE, CloseReason.of(CloseReason.Kind.TUNNEL_CLOSED, "module run was stopped"));
        }
        context.stops().ended();
        return 0;
    }

    private static void record(Gateway gateway, ModuleInfo info, Path into) {
        try {
            gateway.modules()
                    .recordings()
                    .order(RecordingRequest.ofModule(info.name()).withFile(into.toAbsolutePath()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage() + ": record=" + into, e);
        }
    }

    private ModuleVerdict check(Settings settings, byte[] wasm) {
        try (var modules =
                dev.tubeway.module.Modules.open(module.gateway(settings).modules())) {
            return modules.check(wasm);
        }
    }

    private InetSocketAddress address() {
        try {
            return Units.address(listen);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, e.getMessage() + ": listen=" + listen, e);
        }
    }

    private Map<String, String> target() {
        int colon = target.lastIndexOf(':');
        String host = colon < 0 ? "" : target.substring(0, colon).replaceAll("^\\[|]$", "");
        String port = target.substring(colon + 1);
        if (host.isEmpty() || !port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65535) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "a target is a host and a port, such as 127.0.0.1:23: target=" + target);
        }
        Map<String, String> presets = new LinkedHashMap<>();
        presets.put("hostname", host);
        presets.put("port", port);
        return presets;
    }

    private GuacdListener listen(Gateway gateway, InetSocketAddress address) {
        try {
            // Whoever names another address than loopback means it: this is a try, not a gateway.
            return GuacdListener.start(new Guacd(address, Optional.empty(), true), gateway.sessions());
        } catch (IOException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "cannot listen for Guacamole clients: " + cause.getMessage() + "; name another address with"
                            + " --listen HOST:PORT: listen=" + listen,
                    e);
        }
    }

    private void greet(ModuleInfo info, InetSocketAddress address, Map<String, String> presets) {
        PrintStream out = context.out();
        out.println(info.name() + " " + info.version() + " is ready for Guacamole clients at " + Units.format(address));
        out.println();
        List<List<String>> rows = new ArrayList<>();
        rows.add(List.of("  protocol", String.join(" or ", info.protocols()), ""));
        presets.forEach(
                (name, value) -> rows.add(List.of("  " + name, secret(info, name) ? "(secret)" : value, "set here")));
        for (ModuleParameter parameter : info.parameters()) {
            if (!presets.containsKey(parameter.name())) {
                String value =
                        parameter.secret() ? "" : parameter.defaultValue().orElse("");
                rows.add(List.of(
                        "  " + parameter.name(),
                        value,
                        parameter.required() ? "the client gives it" : "the client may give it"));
            }
        }
        Table.print(out, rows);
        out.println();
        out.println("In Apache Guacamole: a connection with this protocol, guacd's host "
                + address.getAddress().getHostAddress() + " and port " + address.getPort() + ", no encryption.");
        out.println("Ctrl-C stops.");
        out.flush();
    }

    private static boolean secret(ModuleInfo info, String name) {
        return info.parameters().stream().anyMatch(parameter -> parameter.name().equals(name) && parameter.secret());
    }

    private void on(SessionEvent event) {
        switch (event) {
            case SessionEvent.Started(var id, var session) -> say(id + " started");
            case SessionEvent.Joined(var id, var client)
            when !client.owner() -> say(id + " joined by " + client.peer());
            case SessionEvent.Ended ended -> say(ended(ended));
            case SessionEvent.Made _, SessionEvent.Joined _, SessionEvent.Left _ -> {
                // The owner comes with the session and goes with it.
            }
        }
    }

    private void say(String words) {
        context.out().println(words);
        context.out().flush();
    }

    private static String ended(SessionEvent.Ended event) {
        StringBuilder words = new StringBuilder(event.id()).append(" ended: ").append(event.reason());
        event.report()
                .ifPresent(report -> words.append("\n  ").append(report.strip().replace("\n", "\n  ")));
        SessionInfo session = event.session();
        session.accounts().ifPresent(accounts -> {
            line(words, "time", seconds(accounts.wall()) + " s, busy for " + seconds(accounts.busy()) + " s");
            line(words, "memory", accounts.peakPages() * 64 + " KiB at most");
            line(words, "calls", accounts.totalHostCalls() + calls(accounts));
            line(words, "output", accounts.outputBytes() + " bytes, of the log " + accounts.logBytes());
            for (ModuleAccounts.HandleTraffic handle : accounts.handles()) {
                line(words, handle.what(), "in " + handle.bytesIn() + ", out " + handle.bytesOut() + " bytes");
            }
        });
        line(words, "clients", "in " + session.bytesIn() + ", out " + session.bytesOut() + " bytes");
        return words.toString();
    }

    private static String calls(ModuleAccounts accounts) {
        return accounts.hostCalls().entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue()
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey(Comparator.naturalOrder())))
                .limit(MOST_FUNCTIONS)
                .map(call -> call.getKey() + " " + call.getValue())
                .collect(Collectors.joining(", ", ": ", accounts.hostCalls().size() > MOST_FUNCTIONS ? " …" : ""));
    }

    private static void line(StringBuilder words, String name, String value) {
        words.append(String.format(Locale.ROOT, "%n  %-8s  %s", name, value));
    }

    private static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.3f", time.toNanos() / 1e9);
    }
}
