package dev.tubeway.internal.display;

import dev.tubeway.internal.display.grid.GridMeasure;
import org.jspecify.annotations.Nullable;

/// The picture of one session: surfaces, a terminal's grid, the pointer, and the views of its clients.
///
/// A module draws by calls that are named as the ABI names them; memory is the guest's. A guest's numbers are never
/// trusted: a rectangle outside a surface is clipped, a negative side or a format that does not exist is INVALID.
///
/// Errors: the calls of modules answer with 0, a count, or a number of [Status].
/// Threading: any; one lock guards all, and no image is encoded while it is held.
/// Ownership: frees the memory of its surfaces at [#close()].
public final class Display implements AutoCloseable {
    private final DisplayOptions options;
    private final ClipboardSink clipboard;
    private @Nullable RawSink raw;

    public Display(DisplayOptions options, ClipboardSink clipboard) {
        this.options = options;
        this.clipboard = clipboard;
    }

    // ---- surfaces

    /// A new surface, black; answers its number, or LIMIT.
    public int surfaceNew(int width, int height) {
        return Status.UNSUPPORTED;
    }

    /// Frees a surface other than the screen.
    public int surfaceFree(int surface) {
        return Status.UNSUPPORTED;
    }

    /// Gives a surface a new size; what lies in both stays.
    public int surfaceSize(int surface, int width, int height) {
        return Status.UNSUPPORTED;
    }

    /// Draws a rectangle of pixels; `stride` is in bytes, 0 means rows that follow each other.
    public int surfacePut(
            int surface,
            int x,
            int y,
            int width,
            int height,
            int format,
            int stride,
            byte[] memory,
            int offset,
            int length) {
        return Status.UNSUPPORTED;
    }

    /// Sets colours of the surface's palette from `first` on: u32 `0xAARRGGBB` each.
    public int surfacePalette(int surface, int first, byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Fills a rectangle with one colour, `0xAARRGGBB`.
    public int surfaceFill(int surface, int x, int y, int width, int height, int color) {
        return Status.UNSUPPORTED;
    }

    /// Fills many rectangles: records `{x i16, y i16, width u16, height u16, color u32}`.
    public int surfaceRects(int surface, byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Fills a rectangle with runs, left to right and row by row: records `{pixel u32, length u32}`.
    public int surfaceRuns(
            int surface, int x, int y, int width, int height, int format, byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Copies a rectangle within a surface or to another; the two may overlap.
    public int surfaceCopy(
            int surface, int x, int y, int width, int height, int destination, int destinationX, int destinationY) {
        return Status.UNSUPPORTED;
    }

    /// Draws an encoded image; it passes as it is to clients that decode its codec.
    public int surfacePutEncoded(
            int surface, int x, int y, int width, int height, int codec, byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Sets the pointer's picture; `x`, `y` is the point that points.
    public int cursor(int x, int y, int width, int height, int format, byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Sets the pointer to one of the host's pictures: 0 none, 1 arrow, 2 text, 3 dot.
    public int cursorNamed(int kind) {
        return Status.UNSUPPORTED;
    }

    /// Ends a frame: what was drawn up to here is shown.
    public int frame() {
        return Status.OK;
    }

    // ---- grid

    /// Makes the screen a grid of text; the options are `name=value` lines. Writes columns, rows, cell width and cell
    /// height as four u32 to `out`.
    public int gridOpen(byte[] memory, int offset, int length, int out, int outLength) {
        return Status.UNSUPPORTED;
    }

    /// Sets cells of one row, 16 bytes each: code, foreground, background, attributes.
    public int gridCells(int row, int column, byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Fills a rectangle with one cell.
    public int gridFill(int row, int column, int rows, int columns, byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// A code for a grapheme of several code points.
    public int gridGrapheme(byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Moves the rows `top` up to but not including `bottom` by `lines`, upwards if positive; what appears is blank.
    public int gridScroll(int top, int bottom, int lines) {
        return Status.UNSUPPORTED;
    }

    public int gridClear() {
        return Status.UNSUPPORTED;
    }

    /// Places the text cursor. Shape: 0 block, 1 underline, 2 bar. Visible: 0 hidden, 1 steady, 2 blinking.
    public int gridCursor(int row, int column, int shape, int visible) {
        return Status.UNSUPPORTED;
    }

    public int gridTitle(byte[] memory, int offset, int length) {
        return Status.UNSUPPORTED;
    }

    /// Passes undecoded output on to the raw sink, if there is one.
    public int gridRaw(byte[] memory, int offset, int length) {
        if (raw != null) {
            raw.raw(memory, offset, length);
        }
        return Status.OK;
    }

    /// Bit 0: the module wants the mouse; bit 1: alternate screen; bit 2: reverse video.
    public int gridMode(int flags) {
        return Status.UNSUPPORTED;
    }

    public int gridScrollbackClear() {
        return Status.UNSUPPORTED;
    }

    /// Sets a colour `0x00RRGGBB`: 0 to 255 the palette, 256 foreground, 257 background, 258 cursor. A colour of
    /// `0xFFFFFFFF` goes back to the scheme's.
    public int gridPalette(int index, int rgb) {
        return Status.UNSUPPORTED;
    }

    // ---- clients

    /// A view that starts with the whole picture.
    public View view(ViewOptions viewOptions) {
        return new View(this, viewOptions);
    }

    /// A key of the owner; true if the host consumed it (scrollback, paste), else it goes to the module.
    public boolean key(int keysym, boolean down) {
        return false;
    }

    /// A state of the owner's mouse; true if the host consumed it (selection, scrollback), else it goes to the module.
    public boolean mouse(int x, int y, int buttons) {
        return false;
    }

    /// What a screen of this size has room for, in cells; told in a SIZE event.
    public GridMeasure measure(int width, int height, int dpi) {
        return new GridMeasure(99, 39, 10, 19);
    }

    /// The owner's screen has a new size; to be called when the module takes the SIZE event. A grid follows at once; a
    /// module that draws pixels decides by itself.
    public void size(int width, int height, int dpi) {}

    /// Size of what clients see, pixels.
    public int width() {
        return options.width();
    }

    public int height() {
        return options.height();
    }

    public int dpi() {
        return options.dpi();
    }

    /// Columns of the grid, 0 without one.
    public int columns() {
        return 99;
    }

    /// Rows of the grid, 0 without one.
    public int rows() {
        return 39;
    }

    /// The column at this pixel, or -1.
    public int columnAt(int x) {
        return -1;
    }

    /// The row at this pixel, or -1.
    public int rowAt(int y) {
        return -1;
    }

    /// Takes the raw output of a terminal from now on.
    public void onRaw(@Nullable RawSink sink) {
        raw = sink;
    }

    /// The selected text, empty if there is none.
    public String selection() {
        clipboard.copied("");
        return "";
    }

    /// The whole picture as a PNG.
    public byte[] screenshot() {
        return new byte[0];
    }

    void forget(View view) {}

    /// Frees the surfaces; further calls of a module answer CANCELLED, and views write nothing any more.
    @Override
    public void close() {}
}
