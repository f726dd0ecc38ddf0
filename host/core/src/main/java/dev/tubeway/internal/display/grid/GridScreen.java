package dev.tubeway.internal.display.grid;

/// Where a grid tells what looks different now.
public interface GridScreen {

    /// A part within the screen looks different.
    void changed(int x, int y, int width, int height);

    /// A part was copied within the screen.
    void copied(int x, int y, int width, int height, int toX, int toY);

    /// The mouse is over something else now: a [CursorKind].
    void pointer(int kind);
}
