package dev.tubeway.internal.display.grid;

/// Where the handle of the scroll bar lies. Without scrollback there is no bar.
///
/// @param top    of the handle, pixels
/// @param height of the handle, pixels; 0 without a bar
record ScrollBar(int top, int height) {
    private static final int SHORTEST = 24;

    static final ScrollBar NONE = new ScrollBar(0, 0);

    /// @param length of the bar, pixels
    static ScrollBar of(int length, int rows, int scrollback, int offset) {
        if (scrollback == 0) {
            return NONE;
        }
        long total = (long) rows + scrollback;
        int height = Math.clamp(length * (long) rows / total, Math.min(SHORTEST, length), length);
        int top = (int) ((length - height) * (scrollback - (long) offset) / scrollback);
        return new ScrollBar(top, height);
    }

    boolean isShown() {
        return height > 0;
    }

    /// Lines that the view is scrolled back when the handle's top is dragged here.
    static int offset(int length, int height, int top, int scrollback) {
        int way = Math.max(1, length - height);
        return scrollback - (int) ((long) Math.clamp(top, 0, way) * scrollback / way);
    }
}
