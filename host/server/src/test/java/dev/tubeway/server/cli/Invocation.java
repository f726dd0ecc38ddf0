package dev.tubeway.server.cli;

import dev.tubeway.server.FakeGateway;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// One run of the command line that ends by itself.
record Invocation(int exit, String out, String err) {
    static Invocation run(FakeGateway gateway, Map<String, String> environment, String... arguments) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        CommandContext context = new CommandContext(
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                new BufferedReader(new StringReader("")),
                environment,
                config -> gateway,
                config -> gateway.modules(),
                false,
                new StopSignal());
        int exit = Program.run(context, arguments);
        return new Invocation(exit, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
