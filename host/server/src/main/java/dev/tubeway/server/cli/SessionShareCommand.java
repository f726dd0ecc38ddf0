package dev.tubeway.server.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;

/// `tubeway session share`.
@Command(name = "share", description = "Prints an address that lets others into a session until a time.")
final class SessionShareCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "SESSION", description = "id of the session, with or without its $")
    String session = "";

    @Option(names = "--write", description = "they may type; otherwise they only look")
    boolean write;

    @Option(names = "--for", paramLabel = "TIME", description = "how long, such as 30m (1h)")
    String time = "1h";

    @Option(names = "--name", paramLabel = "NAME", description = "what it is called in lists")
    String name = "";

    SessionShareCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Map<String, Object> body = new LinkedHashMap<>();
        body.put("readOnly", !write);
        body.put("expiresSeconds", SessionOpenCommand.seconds(time));
        body.put("name", name);
        ApiClient api = options.connect(context.environment());
        JsonNode share = api.post("/v1/sessions/" + ApiClient.part(session) + "/shares", body);
        if (options.json) {
            QueryCommand.json(context.out(), share);
        } else {
            context.err()
                    .println("share " + share.path("shareId").asString() + " ends at "
                            + share.path("expires").asString());
            context.out().println(api.address(share.path("path").asString()));
        }
        return 0;
    }
}
