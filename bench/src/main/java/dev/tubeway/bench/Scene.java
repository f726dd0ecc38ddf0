package dev.tubeway.bench;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What a desktop shows while it is measured.
enum Scene {
    /// A terminal's lines, scrolled by one line at a time.
    TEXT(Figure.TEXT_RATE, Figure.TEXT_CPU, Figure.TEXT_BYTES, null),

    /// Twelve boxes that move over a plain ground.
    BOXES(Figure.BOXES_RATE, Figure.BOXES_CPU, Figure.BOXES_BYTES, null),

    /// A film in a window of 640 × 360.
    FILM(Figure.FILM_RATE, Figure.FILM_CPU, Figure.FILM_BYTES, Figure.FILM_FIDELITY),

    /// A film on the whole screen.
    WHOLE(Figure.WHOLE_RATE, Figure.WHOLE_CPU, Figure.WHOLE_BYTES, Figure.WHOLE_FIDELITY);

    private final Figure rate;
    private final Figure cpu;
    private final Figure bytes;
    private final @Nullable Figure fidelity;

    Scene(Figure rate, Figure cpu, Figure bytes, @Nullable Figure fidelity) {
        this.rate = rate;
        this.cpu = cpu;
        this.bytes = bytes;
        this.fidelity = fidelity;
    }

    /// Frames a second that reach the client.
    Figure rate() {
        return rate;
    }

    /// Of the server, a frame.
    Figure cpu() {
        return cpu;
    }

    /// Bytes a frame.
    Figure bytes() {
        return bytes;
    }

    /// How near the picture is; of a film only.
    @Nullable
    Figure fidelity() {
        return fidelity;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
