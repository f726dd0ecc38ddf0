package dev.tubeway.internal.display;

import dev.tubeway.internal.display.grid.GridOptions;
import java.util.Objects;

/// How a session's display starts, and how large it may grow.
///
/// @param width           of the client's screen, pixels, 1 to 16,384
/// @param height          of the client's screen, pixels, 1 to 16,384
/// @param dpi             of the client's screen, 1 to 1,200
/// @param grid            how text looks
/// @param maxSurfaceBytes memory of all surfaces together, bytes; the screen's own one counts twice, as what clients
///                        were told of it is kept; positive
/// @param maxSurfaces     surfaces beside the screen; not negative
public record DisplayOptions(int width, int height, int dpi, GridOptions grid, long maxSurfaceBytes, int maxSurfaces) {

    /// Longest side of a surface, pixels.
    public static final int MAX_SIDE = 16_384;

    static final int MAX_DPI = 1_200;

    public DisplayOptions {
        width = Math.clamp(width, 1, MAX_SIDE);
        height = Math.clamp(height, 1, MAX_SIDE);
        dpi = Math.clamp(dpi, 1, MAX_DPI);
        height = Math.clamp(maxSurfaceBytes / (2 * Surface.bytes(width, 1)), 1, height);
        Objects.requireNonNull(grid, "grid");
        if (maxSurfaceBytes <= 0 || maxSurfaces < 0) {
            throw new IllegalArgumentException("a display has room for something: maxSurfaceBytes=" + maxSurfaceBytes
                    + " maxSurfaces=" + maxSurfaces);
        }
    }

    public static DisplayOptions defaults() {
        return new DisplayOptions(1024, 768, 96, GridOptions.defaults(), 128L << 20, 256);
    }

    /// Sizes out of range are taken to the nearest one in range.
    public DisplayOptions withSize(int newWidth, int newHeight, int newDpi) {
        return new DisplayOptions(newWidth, newHeight, newDpi, grid, maxSurfaceBytes, maxSurfaces);
    }

    public DisplayOptions withGrid(GridOptions value) {
        return new DisplayOptions(width, height, dpi, value, maxSurfaceBytes, maxSurfaces);
    }

    public DisplayOptions withMaxSurfaceBytes(long value) {
        return new DisplayOptions(width, height, dpi, grid, value, maxSurfaces);
    }

    public DisplayOptions withMaxSurfaces(int value) {
        return new DisplayOptions(width, height, dpi, grid, maxSurfaceBytes, value);
    }
}
