package dev.tubeway.bench;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Telnet servers of this process, one for each thing that is shown.
final class TelnetTarget implements SessionTarget {
    private final Set<TerminalTarget> servers = ConcurrentHashMap.newKeySet();
    private final TerminalTarget prompt;

    TelnetTarget() throws IOException {
        prompt = TerminalTarget.prompt();
        servers.add(prompt);
    }

    @Override
    public String protocol() {
        return "telnet";
    }

    @Override
    public Map<String, String> waiting() {
        return parameters(prompt);
    }

    @Override
    public Map<String, String> echoing() {
        return parameters(prompt);
    }

    @Override
    public Map<String, String> pouring(Text text, long bytes) throws IOException {
        TerminalTarget server = TerminalTarget.pouring(text, bytes);
        servers.add(server);
        return parameters(server);
    }

    /// Breaks a connection off that has told this name by its pipe.
    void kill(String name) throws IOException {
        prompt.kill(name);
    }

    private static Map<String, String> parameters(TerminalTarget server) {
        return Map.of("hostname", "127.0.0.1", "port", Integer.toString(server.port()), "scrollback", "1000");
    }

    @Override
    public void close() throws IOException {
        for (TerminalTarget server : servers) {
            server.close();
        }
    }
}
