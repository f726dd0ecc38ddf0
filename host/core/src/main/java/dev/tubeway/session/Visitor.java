package dev.tubeway.session;

import java.util.List;
import java.util.Objects;

/// A client whose right to come in was judged before; it does no handshake, and hears `ready` first. Immutable.
///
/// @param place    names the client's place in the session: whoever comes to a place that is taken, takes it over
/// @param name     of the person; may be empty
/// @param from     where the client is, for people; empty: what its transport says
/// @param owner    resizes the picture, is asked for what is missing, and ends the session by `disconnect`
/// @param readOnly its input is left out
/// @param screen   what it shows
public record Visitor(String place, String name, String from, boolean owner, boolean readOnly, Screen screen) {

    public Visitor {
        Objects.requireNonNull(place, "place");
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(screen, "screen");
    }

    /// What a client shows.
    ///
    /// @param width      pixels, 1 to 32,767
    /// @param height     pixels, 1 to 32,767
    /// @param dpi        1 to 32,767
    /// @param imageTypes media types of images that it shows
    /// @param timezone   IANA name; empty where it is not known
    public record Screen(int width, int height, int dpi, List<String> imageTypes, String timezone) {

        private static final int MOST = 32_767;

        public Screen {
            imageTypes = List.copyOf(imageTypes);
            Objects.requireNonNull(timezone, "timezone");
            within("width", width);
            within("height", height);
            within("dpi", dpi);
        }

        /// What clients have that say nothing of themselves.
        public static Screen defaults() {
            return new Screen(1024, 768, 96, List.of("image/png", "image/jpeg"), "");
        }

        private static void within(String name, int value) {
            if (value < 1 || value > MOST) {
                throw new IllegalArgumentException("out of range: " + name + "=" + value + ", least=1, most=" + MOST);
            }
        }
    }
}
