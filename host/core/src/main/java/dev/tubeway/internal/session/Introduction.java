package dev.tubeway.internal.session;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// What somebody says in place of a client that does no handshake.
///
/// Names match without case, `-` and `_`, as older peers write them; what is not known is passed over.
///
/// @param protocol   what a module serves: `telnet`
/// @param parameters of the connection; `width`, `height`, `dpi`, `image`, `timezone` and `name` tell of the client
public record Introduction(String protocol, Map<String, String> parameters) {

    public Introduction {
        parameters = Map.copyOf(parameters);
    }

    /// All that the client would have said.
    ///
    /// @param asked the parameters that it would have been asked for
    ClientHello hello(List<String> asked) {
        Map<String, String> given = new HashMap<>();
        parameters.forEach((name, value) -> given.put(plain(name), value));
        Map<String, String> values = new HashMap<>();
        for (String name : asked) {
            String value = given.getOrDefault(plain(name), "");
            if (!value.isEmpty()) {
                values.put(name, value);
            }
        }
        List<String> image =
                List.of(given.getOrDefault("image", "image/png,image/jpeg").split("[, ]+", -1));
        return new ClientHello(
                ProtocolVersion.parse(ProtocolVersion.SPOKEN),
                number(given, "width", ClientHello.DEFAULT_WIDTH),
                number(given, "height", ClientHello.DEFAULT_HEIGHT),
                number(given, "dpi", ClientHello.DEFAULT_DPI),
                List.of(),
                List.of(),
                image,
                given.getOrDefault("timezone", ""),
                given.getOrDefault("name", ""),
                values);
    }

    private static int number(Map<String, String> given, String name, int otherwise) {
        String text = given.getOrDefault(name, "").strip();
        int number = text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
        return number > 0 ? number : otherwise;
    }

    private static String plain(String name) {
        return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
    }
}
