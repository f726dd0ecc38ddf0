package dev.tubeway.internal.display;

import java.util.Objects;
import java.util.Set;

/// What a client can take.
///
/// @param imageTypes     media types that the client decodes; empty means PNG only
/// @param stream         number of the stream on which images are sent; no other stream may have it
/// @param maxUnsynced    frames that may be on their way before the client answers one, 1 to 100
public record ViewOptions(Set<String> imageTypes, int stream, int maxUnsynced) {
    public ViewOptions {
        imageTypes = Set.copyOf(Objects.requireNonNull(imageTypes, "imageTypes"));
        if (stream < 0) {
            throw new IllegalArgumentException("a stream has a number: stream=" + stream);
        }
        if (maxUnsynced < 1 || maxUnsynced > 100) {
            throw new IllegalArgumentException("1 to 100 frames may be on their way: maxUnsynced=" + maxUnsynced);
        }
    }

    public static ViewOptions defaults() {
        return new ViewOptions(Set.of("image/png"), 0, 4);
    }

    public ViewOptions withImageTypes(Set<String> value) {
        return new ViewOptions(value, stream, maxUnsynced);
    }

    public ViewOptions withStream(int value) {
        return new ViewOptions(imageTypes, value, maxUnsynced);
    }

    public ViewOptions withMaxUnsynced(int value) {
        return new ViewOptions(imageTypes, stream, value);
    }

    boolean takes(String imageType) {
        return imageTypes.contains(imageType);
    }
}
