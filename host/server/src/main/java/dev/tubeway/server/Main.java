package dev.tubeway.server;

import dev.tubeway.Gateway;
import dev.tubeway.server.cli.CommandContext;
import dev.tubeway.server.cli.Program;
import java.util.Set;

/// Where the program starts. `tubeway help` lists the verbs.
public final class Main {
    private Main() {}

    /// Exit codes: 0 done; 1 it failed, the message says why; 2 wrong usage or settings; 3 no gateway answers;
    /// 4 the gateway refused.
    public static void main(String[] args) {
        if (args.length > 0 && Set.of("serve", "up").contains(args[0])) {
            Gateway.prepare();
        }
        int code = Program.run(CommandContext.ofProcess(), args);
        // The WebRTC library writes to the process's standard output when its threads end with the JVM; scripts that
        // read ours shall not see that.
        System.out.close();
        System.exit(code);
    }
}
