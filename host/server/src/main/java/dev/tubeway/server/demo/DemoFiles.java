package dev.tubeway.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A made-up tree of files.
final class DemoFiles {
    private static final Map<String, String> FILES = new TreeMap<>(Map.of(
            "/readme.txt", """
            Nothing here is real: this shell is a small program inside the gateway, and these files are texts in it.
            Try: colours, clock, top, cat /poems/river.txt
            """,
            "/poems/river.txt", """
            The bytes come down from many hills,
            each in its own good time;
            the tube is wide, the tube is still,
            and none is left behind.
            """,
            "/poems/unicode.txt", """
            Grüße · Привет · Γειά · 你好 · こんにちは · 안녕
            ┌──────┬──────┐
            │ boxes│ fit  │
            └──────┴──────┘
            """,
            "/etc/motd", "Welcome to the demo.\n",
            "/logs/gateway.log", """
            12:00:01 info  a tube opened
            12:00:02 info  a session began
            12:00:07 warn  somebody typed faster than they thought
            """));

    private DemoFiles() {}

    static Optional<String> read(String path) {
        return Optional.ofNullable(FILES.get(absolute(path)));
    }

    /// Names in a folder, those of folders with a slash at the end; empty where there is no such folder.
    static List<String> list(String path) {
        String folder = absolute(path);
        String prefix = folder.endsWith("/") ? folder : folder + "/";
        var names = new ArrayList<String>();
        for (String file : FILES.keySet()) {
            if (file.startsWith(prefix)) {
                String rest = file.substring(prefix.length());
                int slash = rest.indexOf('/');
                String name = slash < 0 ? rest : rest.substring(0, slash + 1);
                if (!names.contains(name)) {
                    names.add(name);
                }
            }
        }
        return names;
    }

    private static String absolute(String path) {
        String text = path.isEmpty() || path.equals(".") ? "/" : path;
        return text.startsWith("/") ? text : "/" + text.replaceFirst("^\\./", "");
    }
}
