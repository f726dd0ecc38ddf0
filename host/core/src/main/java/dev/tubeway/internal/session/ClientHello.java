package dev.tubeway.internal.session;

import dev.tubeway.session.Visitor;
import java.util.List;
import java.util.Map;

/// All that a client says before it is ready.
///
/// @param version  of the protocol
/// @param width    of its screen, pixels
/// @param height   of its screen, pixels
/// @param dpi      of its screen
/// @param audio    media types of sound it plays
/// @param video    media types of video it plays
/// @param image    media types of images it shows
/// @param timezone IANA name; empty where it gave none
/// @param name     of the person; empty where it gave none
/// @param values   what it gave for the parameters, empty ones left out
record ClientHello(
        ProtocolVersion version,
        int width,
        int height,
        int dpi,
        List<String> audio,
        List<String> video,
        List<String> image,
        String timezone,
        String name,
        Map<String, String> values) {

    static final int DEFAULT_WIDTH = 1024;
    static final int DEFAULT_HEIGHT = 768;
    static final int DEFAULT_DPI = 96;

    ClientHello {
        audio = List.copyOf(audio);
        video = List.copyOf(video);
        image = List.copyOf(image);
        values = Map.copyOf(values);
    }

    /// What a visitor would have said.
    static ClientHello of(Visitor visitor, Map<String, String> values) {
        Visitor.Screen screen = visitor.screen();
        return new ClientHello(
                ProtocolVersion.parse(ProtocolVersion.SPOKEN),
                screen.width(),
                screen.height(),
                screen.dpi(),
                List.of(),
                List.of(),
                screen.imageTypes(),
                screen.timezone(),
                visitor.name(),
                values);
    }

    /// What a visitor would have said, who gives no values but that it only looks.
    static ClientHello of(Visitor visitor) {
        return of(visitor, visitor.readOnly() ? Map.of("read-only", "true") : Map.of());
    }

    /// Whether the client's input is left out.
    boolean readOnly() {
        return isTrue("read-only");
    }

    /// Whether a parameter of yes or no is yes.
    boolean isTrue(String parameter) {
        return values.getOrDefault(parameter, "").equals("true");
    }
}
