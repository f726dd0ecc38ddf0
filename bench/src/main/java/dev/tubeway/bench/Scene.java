package dev.tubeway.bench;

import java.util.Locale;

/// What a desktop shows while it is measured.
enum Scene {
    /// A terminal's lines, scrolled by one line at a time.
    TEXT(Figure.TEXT_RATE, Figure.TEXT_CPU, Figure.TEXT_BYTES),

    /// Twelve boxes that move over a plain ground.
    BOXES(Figure.BOXES_RATE, Figure.BOXES_CPU, Figure.BOXES_BYTES),

    /// A film in a window of 640 × 360.
    FILM(Figure.FILM_RATE, Figure.FILM_CPU, Figure.FILM_BYTES),

    /// A film on the whole screen.
    WHOLE(Figure.WHOLE_RATE, Figure.WHOLE_CPU, Figure.WHOLE_BYTES);

    private final Figure rate;
    private final Figure cpu;
    private final Figure bytes;

    Scene(Figure rate, Figure cpu, Figure bytes) {
        this.rate = rate;
        this.cpu = cpu;
        this.bytes = bytes;
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

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
