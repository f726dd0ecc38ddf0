package dev.tubeway.internal.session;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a client says to a daemon elsewhere before it is ready, on behalf of one that does no handshake; sans-io.
///
/// Threading: one thread at a time.
/// Source: guacamole.apache.org, "Guacamole protocol", the handshake.
public final class Greeting {

    private final String what;
    private final Introduction words;

    /// @param what a protocol, or the id of a session to join, which begins with `$`
    public Greeting(String what, Introduction words) {
        this.what = what;
        this.words = words;
    }

    /// The first thing it says.
    public byte[] select() {
        return bytes(List.of(List.of("select", what)));
    }

    /// The rest of what it says, once it was asked.
    ///
    /// @param args what the daemon asked for: a version, where it is not an old one, and the names of parameters
    public byte[] answer(List<String> args) {
        boolean versioned = !args.isEmpty() && args.getFirst().startsWith("VERSION_");
        ClientHello hello = words.hello(versioned ? args.subList(1, args.size()) : args);
        List<List<String>> all = new ArrayList<>();
        all.add(List.of(
                "size",
                Integer.toString(hello.width()),
                Integer.toString(hello.height()),
                Integer.toString(hello.dpi())));
        all.add(List.of("audio"));
        all.add(List.of("video"));
        List<String> image = new ArrayList<>(List.of("image"));
        image.addAll(hello.image());
        all.add(image);
        if (!hello.timezone().isEmpty()) {
            all.add(List.of("timezone", hello.timezone()));
        }
        if (!hello.name().isEmpty() && versioned && args.getFirst().compareTo("VERSION_1_5_0") >= 0) {
            all.add(List.of("name", hello.name()));
        }
        List<String> connect = new ArrayList<>(List.of("connect"));
        for (String name : args) {
            connect.add(name.startsWith("VERSION_") ? name : hello.values().getOrDefault(name, ""));
        }
        all.add(connect);
        return bytes(all);
    }

    private static byte[] bytes(List<List<String>> instructions) {
        StringBuilder out = new StringBuilder();
        for (List<String> elements : instructions) {
            for (int i = 0; i < elements.size(); i++) {
                String element = elements.get(i);
                out.append(i == 0 ? "" : ",")
                        .append(element.codePointCount(0, element.length()))
                        .append('.')
                        .append(element);
            }
            out.append(';');
        }
        return out.toString().getBytes(StandardCharsets.UTF_8);
    }
}
