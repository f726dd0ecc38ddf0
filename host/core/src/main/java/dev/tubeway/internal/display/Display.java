package dev.tubeway.internal.display;

import dev.tubeway.internal.display.grid.Grid;
import dev.tubeway.internal.display.grid.GridInput;
import dev.tubeway.internal.display.grid.GridMeasure;
import dev.tubeway.internal.display.grid.GridOptions;
import dev.tubeway.internal.imaging.JpegOptimizer;
import dev.tubeway.internal.module.abi.CellLayout;
import dev.tubeway.internal.module.abi.CursorKind;
import dev.tubeway.internal.module.abi.CursorShape;
import dev.tubeway.internal.module.abi.CursorVisibility;
import dev.tubeway.internal.module.abi.GridInfoLayout;
import dev.tubeway.internal.module.abi.PixelFormat;
import dev.tubeway.internal.module.abi.Status;
import dev.tubeway.spi.ImageCoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The picture of one session: surfaces, a terminal's grid, the pointer, and the views of its clients.
///
/// A module draws by calls that are named as the ABI names them; memory is the guest's, and `offset`
/// and `length` lie within it. No other number of a guest is trusted: what lies outside a surface is
/// left out, a negative side or a format that does not exist is INVALID. While a grid is open, drawing
/// on the screen's own surface is INVALID.
///
/// Its length: a facade, a method for each function of the ABI and each thing a session asks.
///
/// Errors: the calls of modules answer with [#OK], a number of their own, or one of [Status].
/// Threading: any; one lock guards all, and no image is encoded while it is held.
/// Ownership: frees the memory of its surfaces at [#close()].
public final class Display implements AutoCloseable {

    /// What a call answers that did what it was asked.
    public static final int OK = 0;

    /// A frame that takes longer is shown as far as it is drawn.
    static final long LONGEST_FRAME_NANOS = 100_000_000;

    /// Who draws rests once nobody has seen anything new for so long, and never for longer than that.
    private static final long UNSEEN_NANOS = 1_000_000_000;

    /// It rests for this part of the time for which nobody has seen anything: the picture is older by no more.
    private static final int RESTING_PART = 5;
    private static final int CALLS_BETWEEN_LOOKS = 64;
    private static final int MAX_GRAPHEME_BYTES = 64;
    private static final int MAX_TITLE_BYTES = 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition frameEnded = lock.newCondition();
    private final Screen screen;
    private final Surfaces surfaces;
    private final DisplayOptions options;
    private final ClipboardSink clipboard;
    private final LongSupplier clock;
    private volatile @Nullable RawSink raw;
    private volatile boolean closed;
    private volatile @Nullable Grid grid;
    private @Nullable GridInput input;
    private volatile GridOptions looks;
    private volatile int dpi;
    private int calls;
    private boolean drawing;
    private long frameNanos;
    private long seenNanos;
    private volatile @Nullable Runnable resting;

    public Display(DisplayOptions options, ClipboardSink clipboard) {
        this(options, clipboard, System::nanoTime);
    }

    /// @param clock nanoseconds
    public Display(DisplayOptions options, ClipboardSink clipboard, LongSupplier clock) {
        this.dpi = options.dpi();
        this.clock = clock;
        this.seenNanos = clock.getAsLong();
        this.screen = new Screen(options.width(), options.height());
        this.surfaces = new Surfaces(screen, options, clock);
        this.options = options;
        this.looks = options.grid();
        this.clipboard = clipboard;
    }

    // ---- surfaces

    /// A new surface, black; answers its number, or LIMIT.
    public int surfaceNew(int width, int height) {
        lock.lock();
        try {
            return closed ? Status.CANCELLED : surfaces.create(width, height);
        } finally {
            lock.unlock();
        }
    }

    /// Frees a surface other than the screen.
    public int surfaceFree(int surface) {
        lock.lock();
        try {
            return closed ? Status.CANCELLED : surfaces.free(surface);
        } finally {
            lock.unlock();
        }
    }

    /// Gives a surface a new size; what lies in both stays.
    public int surfaceSize(int surface, int width, int height) {
        if (!begin(surface)) {
            return refused();
        }
        try {
            return surfaces.resize(surface, width, height);
        } finally {
            end();
        }
    }

    /// Draws a rectangle of pixels; `stride` is in bytes, 0 means rows that follow each other. Pixels
    /// with alpha are blended over what is there.
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
        if (!begin(surface)) {
            return refused();
        }
        try {
            return surfaces.put(surface, x, y, width, height, format, stride, memory, offset, length);
        } finally {
            end();
        }
    }

    /// Sets colours of the surface's palette from `first` on: u32 `0xAARRGGBB` each.
    public int surfacePalette(int surface, int first, byte[] memory, int offset, int length) {
        if (!begin(surface)) {
            return refused();
        }
        try {
            return surfaces.palette(surface, first, memory, offset, length);
        } finally {
            end();
        }
    }

    /// Fills a rectangle with one colour, `0xAARRGGBB`, whose alpha means nothing.
    public int surfaceFill(int surface, int x, int y, int width, int height, int color) {
        if (!begin(surface)) {
            return refused();
        }
        try {
            return surfaces.fill(surface, x, y, width, height, color);
        } finally {
            end();
        }
    }

    /// Fills many rectangles: records `{x i16, y i16, width u16, height u16, color u32}`.
    public int surfaceRects(int surface, byte[] memory, int offset, int length) {
        if (!begin(surface)) {
            return refused();
        }
        try {
            return surfaces.rects(surface, memory, offset, length);
        } finally {
            end();
        }
    }

    /// Fills a rectangle with runs, left to right and row by row: records `{pixel u32, length u32}`.
    public int surfaceRuns(
            int surface, int x, int y, int width, int height, int format, byte[] memory, int offset, int length) {
        if (!begin(surface)) {
            return refused();
        }
        try {
            return surfaces.runs(surface, x, y, width, height, format, memory, offset, length);
        } finally {
            end();
        }
    }

    /// Copies a rectangle within a surface or to another; the two may overlap.
    public int surfaceCopy(
            int surface, int x, int y, int width, int height, int destination, int destinationX, int destinationY) {
        if (!begin(Math.min(surface, destination))) {
            return refused();
        }
        try {
            return surfaces.copy(surface, x, y, width, height, destination, destinationX, destinationY);
        } finally {
            end();
        }
    }

    /// Draws an encoded image of just this size. A JPEG goes to clients with the pixels that it came with, where they
    /// take it and nothing is drawn over it before they do; it is decoded when somebody needs them.
    public int surfacePutEncoded(
            int surface, int x, int y, int width, int height, int codec, byte[] memory, int offset, int length) {
        if (surface == Surfaces.SCREEN
                && Shown.takesUnits(width, height)
                && Images.isWholeJpeg(codec, width, height, memory, offset, length)) {
            byte[] smaller = JpegOptimizer.optimize(memory, offset, length);
            byte[] jpeg = smaller == null ? Arrays.copyOfRange(memory, offset, offset + length) : smaller;
            if (!begin(surface)) {
                return refused();
            }
            try {
                if (surfaces.unit(x, y, width, height, jpeg)) {
                    return OK;
                }
            } finally {
                end();
            }
        }
        return Images.decode(codec, memory, offset, length, image -> putDecoded(surface, x, y, width, height, image));
    }

    private int putDecoded(int surface, int x, int y, int width, int height, ImageCoder.Decoded image) {
        if (image.width() != width || image.height() != height) {
            return Status.INVALID;
        }
        if (!begin(surface)) {
            return refused();
        }
        try {
            return surfaces.put(surface, x, y, width, height, image.pixels());
        } finally {
            end();
        }
    }

    /// Images on the screen whose pixels nobody has needed yet.
    int undecoded() {
        lock.lock();
        try {
            return surfaces.shown().undecoded();
        } finally {
            lock.unlock();
        }
    }

    /// Sets the pointer's picture; `x`, `y` is the point that points.
    public int cursor(int x, int y, int width, int height, int format, byte[] memory, int offset, int length) {
        boolean fits = width > 0 && height > 0 && width <= Pointer.MAX_SIDE && height <= Pointer.MAX_SIDE;
        if (!fits || x < 0 || y < 0 || x >= width || y >= height || !PixelFormat.isKnown(format)) {
            return Status.INVALID;
        }
        long stride = Pixels.stride(format, width, height, 0, length);
        if (stride < 0) {
            return Status.INVALID;
        }
        lock.lock();
        try {
            if (closed) {
                return Status.CANCELLED;
            }
            int[] pixels = surfaces.decode(format, width, height, memory, offset, stride);
            screen.pointer(new Pointer(x, y, width, height, pixels));
            return OK;
        } finally {
            lock.unlock();
        }
    }

    /// Sets the pointer to one of the host's pictures: 0 none, 1 arrow, 2 text, 3 dot.
    public int cursorNamed(int kind) {
        if (!CursorKind.isKnown(kind)) {
            return Status.INVALID;
        }
        lock.lock();
        try {
            screen.pointer(Pointer.named(kind));
            return closed ? Status.CANCELLED : OK;
        } finally {
            lock.unlock();
        }
    }

    /// The target has moved the pointer: all clients are told.
    public int cursorMove(int x, int y) {
        return moved(null, x, y, 0) ? OK : Status.CANCELLED;
    }

    /// Ends a frame: what was drawn up to here is shown.
    public int frame() {
        lock.lock();
        try {
            if (closed) {
                return Status.CANCELLED;
            }
            endFrame();
        } finally {
            lock.unlock();
        }
        screen.frameEnded();
        return OK;
    }

    /// How long whoever draws pixels does best to rest after a frame, nanoseconds; 0 where it does best to go
    /// on. While no client has seen anything new for a second, as all have stopped reading or have left, one
    /// frame a second is enough. Programs in a terminal are never held up.
    public long restNanos() {
        if (closed || grid != null) {
            return 0;
        }
        lock.lock();
        try {
            long now = clock.getAsLong();
            for (View view : screen.views()) {
                seenNanos = Math.max(seenNanos, view.seenNanos(now));
            }
            long unseen = now - seenNanos;
            long rest = unseen < UNSEEN_NANOS ? 0 : Math.min(unseen / RESTING_PART, UNSEEN_NANOS);
            return Math.max(0, frameNanos + rest - now);
        } finally {
            lock.unlock();
        }
    }

    /// Whoever draws rests, and is to be told when a client comes, or has seen something; null where it goes on.
    ///
    /// @param wake returns at once, and does not call the display
    public void resting(@Nullable Runnable wake) {
        resting = wake;
    }

    private void seen() {
        Runnable wake = resting;
        if (wake != null) {
            wake.run();
        }
    }

    // ---- grid

    /// Makes the screen a grid of text; the options are `name=value` lines. Writes columns, rows, cell
    /// width and cell height as four u32 to `out`.
    public int gridOpen(byte[] memory, int offset, int length, int out, int outLength) {
        if (outLength < GridInfoLayout.SIZE) {
            return Status.INVALID;
        }
        GridOptions chosen = GridOptionLines.read(looks, memory, offset, length);
        // Reads the font before the lock is taken.
        var _ = Grid.measure(chosen, 1, 1, dpi);
        lock.lock();
        try {
            if (closed) {
                return Status.CANCELLED;
            }
            Grid opened = new Grid(screen, chosen, screen.width(), screen.height(), dpi);
            grid = opened;
            input = new GridInput(opened, clock);
            screen.pointer(CursorKind.TEXT);
            GridMeasure measure = opened.measure();
            Little.int32(memory, out + GridInfoLayout.COLUMNS, measure.columns());
            Little.int32(memory, out + GridInfoLayout.ROWS, measure.rows());
            Little.int32(memory, out + GridInfoLayout.CELL_WIDTH, measure.cellWidth());
            Little.int32(memory, out + GridInfoLayout.CELL_HEIGHT, measure.cellHeight());
            return OK;
        } finally {
            lock.unlock();
        }
    }

    /// Sets cells of one row, 16 bytes each: code, foreground, background, attributes.
    public int gridCells(int row, int column, byte[] memory, int offset, int length) {
        lock.lock();
        try {
            Grid open = grid;
            if (open == null) {
                return noGrid();
            }
            if (length % CellLayout.SIZE != 0) {
                return Status.INVALID;
            }
            open.put(row, column, memory, offset, length / CellLayout.SIZE);
            return OK;
        } finally {
            end();
        }
    }

    /// Fills a rectangle with one cell.
    public int gridFill(int row, int column, int rows, int columns, byte[] memory, int offset, int length) {
        lock.lock();
        try {
            Grid open = grid;
            if (open == null) {
                return noGrid();
            }
            if (length < CellLayout.SIZE || rows < 0 || columns < 0) {
                return Status.INVALID;
            }
            open.fill(row, column, rows, columns, memory, offset);
            return OK;
        } finally {
            end();
        }
    }

    /// A code for a grapheme of several code points, at most 64 bytes.
    public int gridGrapheme(byte[] memory, int offset, int length) {
        String text = new String(memory, offset, length, StandardCharsets.UTF_8);
        lock.lock();
        try {
            Grid open = grid;
            if (open == null) {
                return noGrid();
            }
            if (length == 0 || length > MAX_GRAPHEME_BYTES) {
                return Status.INVALID;
            }
            int code = open.graphemeCode(text);
            return code < 0 ? Status.LIMIT : code;
        } finally {
            lock.unlock();
        }
    }

    /// Moves the rows `top` up to but not including `bottom` by `lines`, upwards if positive; what
    /// appears is blank.
    public int gridScroll(int top, int bottom, int lines) {
        lock.lock();
        try {
            Grid open = grid;
            if (open == null) {
                return noGrid();
            }
            if (top < 0 || top >= bottom || bottom > open.measure().rows()) {
                return Status.INVALID;
            }
            open.scroll(top, bottom, lines);
            return OK;
        } finally {
            end();
        }
    }

    /// Makes every cell blank.
    public int gridClear() {
        return withGrid(Grid::clear);
    }

    /// Places the text cursor. Shape: 0 block, 1 underline, 2 bar. Visible: 0 hidden, 1 steady, 2
    /// blinking.
    public int gridCursor(int row, int column, int shape, int visible) {
        lock.lock();
        try {
            Grid open = grid;
            if (open == null) {
                return noGrid();
            }
            boolean known = CursorShape.isKnown(shape) && CursorVisibility.isKnown(visible);
            if (!known || row < 0 || column < 0) {
                return Status.INVALID;
            }
            open.cursor(row, column, shape, visible != CursorVisibility.HIDDEN);
            return OK;
        } finally {
            end();
        }
    }

    /// Sets the title of the session's window.
    public int gridTitle(byte[] memory, int offset, int length) {
        String title = new String(memory, offset, Math.min(length, MAX_TITLE_BYTES), StandardCharsets.UTF_8);
        return withGrid(_ -> screen.title(title));
    }

    /// Passes undecoded output on to the raw sink, if there is one.
    public int gridRaw(byte[] memory, int offset, int length) {
        if (grid == null || closed) {
            return noGrid();
        }
        RawSink sink = raw;
        if (sink != null) {
            sink.raw(memory, offset, length);
        }
        return OK;
    }

    /// Bit 0: the module wants the mouse; bit 1: alternate screen; bit 2: reverse video.
    public int gridMode(int flags) {
        return withGrid(open -> open.mode(flags));
    }

    /// Forgets the lines that were scrolled away.
    public int gridScrollbackClear() {
        return withGrid(Grid::clearScrollback);
    }

    /// Sets a colour `0x00RRGGBB`: 0 to 255 the palette, 256 foreground, 257 background, 258 cursor. -1
    /// goes back to the scheme's.
    public int gridPalette(int index, int rgb) {
        if (grid != null && (index < 0 || index >= Grid.COLORS)) {
            return Status.INVALID;
        }
        return withGrid(open -> open.color(index, rgb));
    }

    private int withGrid(Consumer<Grid> action) {
        lock.lock();
        try {
            Grid open = grid;
            if (open == null) {
                return noGrid();
            }
            action.accept(open);
            return OK;
        } finally {
            end();
        }
    }

    private int noGrid() {
        return closed ? Status.CANCELLED : Status.NOT_FOUND;
    }

    // ---- clients

    /// A view that starts with the whole picture.
    public View view(ViewOptions viewOptions) {
        var view = new View(this, screen, viewOptions);
        lock.lock();
        try {
            if (closed) {
                view.end();
            } else {
                screen.add(view);
            }
        } finally {
            lock.unlock();
        }
        seen();
        return view;
    }

    /// A key of the owner; true if the host consumed it (scrollback, paste), else it goes to the
    /// module.
    public boolean key(int keysym, boolean down) {
        return input((answers, key, pressed, _) -> answers.key(key, pressed != 0), keysym, down ? 1 : 0, 0);
    }

    /// A state of the owner's mouse; true if the host consumed it (selection, scrollback), else it goes
    /// to the module.
    public boolean mouse(int x, int y, int buttons) {
        return input(GridInput::mouse, x, y, buttons);
    }

    /// The pointer is here now.
    ///
    /// @param by whose client moved it; null where it was the target
    /// @return false where the display is closed
    boolean moved(@Nullable View by, int x, int y, int buttons) {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            screen.pointerMoved(x, y, buttons);
            if (by != null) {
                by.knowsPlace();
            }
        } finally {
            lock.unlock();
        }
        screen.wakeAllBut(by);
        return true;
    }

    /// What a person does, in numbers: a lambda that captures them would be an object made anew for each key, which the
    /// JVM makes the slow way.
    private interface Deed {
        boolean on(GridInput answers, int first, int second, int third);
    }

    private boolean input(Deed deed, int first, int second, int third) {
        boolean consumed;
        boolean seen;
        boolean paste;
        String copied;
        lock.lock();
        try {
            GridInput answers = input;
            Grid open = grid;
            if (answers == null || open == null || closed) {
                return false;
            }
            int offset = open.offset();
            Pointer pointer = screen.pointer();
            consumed = deed.on(answers, first, second, third);
            paste = answers.takePasteWanted();
            copied = answers.takeCopied();
            // Most keys are the module's, and nobody sees them before it draws.
            seen = consumed || open.offset() != offset || !screen.pointer().equals(pointer);
            if (seen) {
                screen.endFrame();
            }
        } finally {
            lock.unlock();
        }
        if (seen) {
            screen.wake();
        }
        if (!copied.isEmpty()) {
            clipboard.copied(copied);
        }
        if (paste) {
            clipboard.pasteRequested();
        }
        return consumed;
    }

    /// What a screen of this size has room for, in cells; told in a SIZE event.
    public GridMeasure measure(int width, int height, int newDpi) {
        DisplayOptions sane = options.withSize(width, height, newDpi);
        Grid open = grid;
        return Grid.measure(open == null ? looks : open.options(), sane.width(), sane.height(), sane.dpi());
    }

    /// The owner's screen has a new size; to be called when the module takes the SIZE event. A grid
    /// follows at once; a module that draws pixels decides by itself, once it has drawn.
    public void size(int width, int height, int newDpi) {
        DisplayOptions sane = options.withSize(width, height, newDpi);
        locked(() -> {
            boolean follows = grid != null || !surfaces.front().isDrawn();
            if (closed || !follows) {
                return;
            }
            dpi = sane.dpi();
            boolean same = screen.width() == sane.width() && screen.height() == sane.height();
            if (!same && surfaces.resize(Surfaces.SCREEN, sane.width(), sane.height()) != OK) {
                return;
            }
            if (grid != null) {
                grid.resize(sane.width(), sane.height(), sane.dpi());
            }
            screen.endFrame();
        });
        screen.wake();
    }

    /// Changes how text looks while it is shown: `color-scheme` at once, `font-name` and `font-size` with
    /// the next [#size]. True if that is due, as there will be more or fewer cells then, and the module
    /// is to be told.
    public boolean look(String name, String value) {
        boolean sameFont;
        lock.lock();
        try {
            looks = GridOptionLines.with(looks, name, value);
            Grid open = grid;
            if (open == null) {
                return false;
            }
            GridOptions before = open.options();
            GridOptions wanted = GridOptionLines.with(before, name, value);
            sameFont = wanted.fontName().equals(before.fontName()) && wanted.fontSize() == before.fontSize();
            open.look(wanted);
            screen.endFrame();
        } finally {
            lock.unlock();
        }
        screen.wake();
        return !sameFont;
    }

    /// Size of what clients see, pixels.
    public int width() {
        return screen.width();
    }

    public int height() {
        return screen.height();
    }

    public int dpi() {
        return dpi;
    }

    /// Columns of the grid, 0 without one.
    public int columns() {
        Grid open = grid;
        return open == null ? 0 : open.measure().columns();
    }

    /// Rows of the grid, 0 without one.
    public int rows() {
        Grid open = grid;
        return open == null ? 0 : open.measure().rows();
    }

    /// The column at this pixel, or -1.
    public int columnAt(int x) {
        Grid open = grid;
        return open == null ? -1 : open.columnAt(x);
    }

    /// The row at this pixel, or -1.
    public int rowAt(int y) {
        Grid open = grid;
        return open == null ? -1 : open.rowAt(y);
    }

    /// Takes the raw output of a terminal from now on.
    public void onRaw(@Nullable RawSink sink) {
        raw = sink;
    }

    /// The selected text, empty if there is none.
    public String selection() {
        lock.lock();
        try {
            Grid open = grid;
            return open == null ? "" : open.selectedText();
        } finally {
            lock.unlock();
        }
    }

    /// The whole picture as a PNG. May wait a moment for a frame that is half drawn.
    public byte[] screenshot() {
        awaitFrame();
        Workbench bench = Workbench.borrow();
        try {
            return bench.screenshot(this);
        } finally {
            bench.giveBack();
        }
    }

    private void awaitFrame() {
        lock.lock();
        try {
            long left = LONGEST_FRAME_NANOS;
            while (isHalfDrawn() && left > 0) {
                left = frameEnded.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }

    /// How far the slowest client is behind.
    public Lag lag() {
        lock.lock();
        try {
            Lag worst = Lag.NONE;
            for (View view : screen.views()) {
                Lag one = view.lag();
                worst = one.milliseconds() > worst.milliseconds() ? one : worst;
            }
            return worst;
        } finally {
            lock.unlock();
        }
    }

    long nanos() {
        return clock.getAsLong();
    }

    void forget(View view) {
        locked(() -> screen.remove(view));
    }

    // ---- views

    /// A view's client has answered a `sync`; true where something waits for that.
    boolean answered(View view, long milliseconds) {
        boolean more;
        lock.lock();
        try {
            more = view.answered(milliseconds);
        } finally {
            lock.unlock();
        }
        seen();
        return more;
    }

    void locked(Runnable action) {
        lock.lock();
        try {
            action.run();
        } finally {
            lock.unlock();
        }
    }

    void sent(View view, int bytes) {
        lock.lock();
        try {
            view.sent(bytes);
        } finally {
            lock.unlock();
        }
    }

    long collect(View view, Workbench bench, boolean little) {
        lock.lock();
        try {
            if (closed) {
                return -1;
            }
            return view.collect(bench, little);
        } finally {
            lock.unlock();
        }
    }

    /// A grid tells what looks different before anyone looks. Under the lock.
    void tell() {
        if (grid != null) {
            grid.tell();
        }
    }

    /// Whether a terminal is in the middle of a frame: its rows may have moved up, and the new ones not be there yet.
    /// Pixels are shown as they were when a frame ended. Under the lock.
    boolean isHalfDrawn() {
        return drawing && grid != null;
    }

    /// Whether a module draws pixels, and no grid is shown. Under the lock.
    boolean drawsPixels() {
        return grid == null;
    }

    /// Reads a part of what clients see, as it was when the last frame ended. Under the lock.
    void read(int x, int y, int width, int height, int[] out, int offset) {
        if (grid != null) {
            grid.paint(x, y, width, height, out, offset);
        } else if (closed) {
            Arrays.fill(out, offset, offset + width * height, 0xff000000);
        } else {
            surfaces.shown().read(x, y, width, height, out, offset);
        }
    }

    /// An image was made that more than one view may need.
    void made() {
        locked(() -> screen.images().made());
    }

    /// Images that were encoded for more than one view, ever.
    long sharedImages() {
        lock.lock();
        try {
            return screen.images().madeCount();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the lock for drawing; false, without it, if there is nothing to draw on.
    private boolean begin(int surface) {
        lock.lock();
        if (closed || (surface == Surfaces.SCREEN && grid != null)) {
            lock.unlock();
            return false;
        }
        return true;
    }

    private int refused() {
        return closed ? Status.CANCELLED : Status.INVALID;
    }

    /// Releases the lock. A frame that never ends is shown as it is after a while.
    private void end() {
        drawing = true;
        boolean show = ++calls % CALLS_BETWEEN_LOOKS == 0 && clock.getAsLong() - frameNanos > LONGEST_FRAME_NANOS;
        if (show) {
            endFrame();
        }
        lock.unlock();
        if (show) {
            screen.wake();
        }
    }

    private void endFrame() {
        surfaces.shown().endFrame();
        screen.endFrame();
        frameNanos = clock.getAsLong();
        drawing = false;
        frameEnded.signalAll();
    }

    /// Frees the surfaces; further calls of a module answer CANCELLED, and views write nothing any
    /// more.
    @Override
    public void close() {
        View[] views = screen.views();
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            frameEnded.signalAll();
            for (View view : views) {
                view.end();
            }
            grid = null;
            input = null;
            screen.removeAll();
            surfaces.close();
        } finally {
            lock.unlock();
        }
    }
}
