package dev.tubeway.server.cli;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// `tubeway session record`.
@Command(
        name = "record",
        description = {
            "Has the next session of a session's module recorded, for `tubeway module replay`.",
            "A session that runs already cannot be: a recording holds all that the host answered to the module, from its"
                    + " first call on, and a replay needs all of it."
        },
        footer = {
            "",
            "A recording holds what the target sends and what the person types, passwords at a prompt included.",
            "Exit codes: 0 the next session will be recorded; 4 nothing is, for the reason that is told."
        })
final class SessionRecordCommand implements Callable<Integer> {
    private final CommandContext context;

    @Mixin
    ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "SESSION", description = "id of the session, with or without its $")
    String session = "";

    @Option(names = "--next", description = "record the next session of the same module, whoever opens it")
    boolean next;

    SessionRecordCommand(CommandContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        ApiClient client = options.connect(context.environment());
        String module = client.get("/v1/sessions/" + ApiClient.part(session))
                .path("module")
                .asString("");
        if (!next) {
            throw new CommandFailure(
                    CommandFailure.REFUSED,
                    "session " + session + " runs already and cannot be recorded from its middle; with --next the next"
                            + " session of its module is recorded, from its first call on: module=" + module);
        }
        JsonNode order = client.post(
                "/v1/recordings", JsonMapper.shared().writeValueAsBytes(Map.of("module", module)), "application/json");
        if (options.json) {
            QueryCommand.json(context.out(), order);
        } else {
            context.err()
                    .println("the next session of " + module + " will be recorded: order="
                            + order.path("orderId").asString(""));
        }
        return 0;
    }
}
