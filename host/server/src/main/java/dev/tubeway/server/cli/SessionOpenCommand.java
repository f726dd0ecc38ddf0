package dev.tubeway.server.cli;

import dev.tubeway.server.settings.Units;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `tubeway session open`.
@Command(
        name = "open",
        description = "Makes a session and prints the address that opens it in a browser, once, within a minute.",
        footer = {
            "",
            "  tubeway session open --target db",
            "  tubeway session open telnet router.internal:23 -P color-scheme=white-black",
            "",
            "Credentials belong to a target (`tubeway target add`), not on a command line."
        })
final class SessionOpenCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    ClientOptions options = new ClientOptions();

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "PROTOCOL",
            description = "what a module serves, such as ssh; not with --target")
    @Nullable
    String protocol;

    @Parameters(index = "1", arity = "0..1", paramLabel = "HOST:PORT", description = "what the session reaches")
    @Nullable
    String address;

    @Option(names = "--target", paramLabel = "NAME", description = "a target that the gateway keeps")
    @Nullable
    String target;

    @Option(names = "-P", paramLabel = "NAME=VALUE", description = "a parameter of the module; may be repeated")
    Map<String, String> parameters = new LinkedHashMap<>();

    @Option(names = "--read-only", description = "whoever opens it only looks")
    boolean readOnly;

    @Option(names = "--idle", paramLabel = "TIME", description = "end it after so long without input, such as 15m")
    @Nullable
    String idle;

    @Option(names = "--wall", paramLabel = "TIME", description = "end it after so long, such as 8h")
    @Nullable
    String wall;

    SessionOpenCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ApiClient api = options.connect(context.environment());
        JsonNode made = api.post("/v1/sessions", body());
        if (options.json) {
            QueryCommand.json(context.out(), made);
        } else {
            context.err()
                    .println("session " + made.path("sessionId").asString() + " waits until "
                            + made.path("ticketExpires").asString());
            context.out().println(api.address(made.path("path").asString()));
        }
        return 0;
    }

    private Map<String, Object> body() {
        if ((target == null) == (protocol == null)) {
            throw new CommandFailure(CommandFailure.USAGE, "name a target with --target, or a protocol and HOST:PORT");
        }
        Map<String, Object> body = new LinkedHashMap<>();
        if (target != null) {
            body.put("target", target);
        } else {
            body.put("protocol", protocol);
            if (address != null) {
                body.put("target", target(address));
            }
        }
        body.put("parameters", parameters);
        body.put("readOnly", readOnly);
        Map<String, Object> limits = new LinkedHashMap<>();
        put(limits, "idleSeconds", idle);
        put(limits, "wallSeconds", wall);
        body.put("limits", limits);
        return body;
    }

    private static Map<String, Object> target(String address) {
        Map<String, Object> target = new LinkedHashMap<>();
        int colon = address.lastIndexOf(':');
        boolean port = colon > 0 && address.substring(colon + 1).matches("[0-9]{1,5}");
        target.put("hostname", port ? address.substring(0, colon) : address);
        if (port) {
            target.put("port", Integer.parseInt(address.substring(colon + 1)));
        }
        return target;
    }

    private static void put(Map<String, Object> limits, String name, @Nullable String time) {
        if (time != null) {
            limits.put(name, seconds(time));
        }
    }

    /// Errors: [CommandFailure] where it is no time.
    static long seconds(String time) {
        try {
            Duration duration = Units.duration(time);
            return Math.max(1, duration.toSeconds());
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, "not a time: " + e.getMessage(), e);
        }
    }
}
