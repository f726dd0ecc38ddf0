package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.module.abi.CursorKind;
import java.util.function.LongSupplier;

/// Keys and mouse of a person, as far as the host itself answers them: selection, scrollback, paste.
///
/// The mouse belongs to the host unless the module wants it; with Shift held it always selects. The
/// wheel of an alternate screen goes to the module, as there is nothing to scroll.
///
/// Threading: under the display's lock.
public final class GridInput {
    private static final int LEFT = 1;
    private static final int MIDDLE = 2;
    private static final int RIGHT = 4;
    private static final int WHEEL_UP = 8;
    private static final int WHEEL_DOWN = 16;
    private static final int WHEEL_LINES = 3;

    private static final int PAGE_UP = 0xff55;
    private static final int PAGE_DOWN = 0xff56;
    private static final int INSERT = 0xff63;
    private static final int SHIFT_LEFT = 0xffe1;
    private static final int SHIFT_RIGHT = 0xffe2;
    private static final int CONTROL_LEFT = 0xffe3;
    private static final int CONTROL_RIGHT = 0xffe4;
    private static final int META_LEFT = 0xffe7;
    private static final int META_RIGHT = 0xffe8;
    private static final int FIRST_MODIFIER = 0xffe1;
    private static final int LAST_MODIFIER = 0xffee;

    private static final long DOUBLE_CLICK_NANOS = 400_000_000;

    private final Grid grid;
    private final LongSupplier nanos;
    private final Words words;
    private boolean shift;
    private boolean control;
    private boolean meta;
    private int buttonsBefore;
    private boolean selecting;
    private boolean ours;
    private int barGrip = -1;
    private int consumedKey;
    private int clicks;
    private long clickNanos;
    private long clickPlace;
    private boolean pasteWanted;
    private String copied = "";
    private int pointerTold = CursorKind.TEXT;

    /// @param nanos a clock
    public GridInput(Grid grid, LongSupplier nanos) {
        this.grid = grid;
        this.nanos = nanos;
        this.words = new Words(grid);
    }

    /// Whether the person asked to paste since the last call.
    public boolean takePasteWanted() {
        boolean wanted = pasteWanted;
        pasteWanted = false;
        return wanted;
    }

    /// Text that was selected since the last call, empty if none was.
    public String takeCopied() {
        String text = copied;
        copied = "";
        return text;
    }

    /// A key; true if the host answers it.
    public boolean key(int keysym, boolean down) {
        if (keysym == SHIFT_LEFT || keysym == SHIFT_RIGHT) {
            shift = down;
        } else if (keysym == CONTROL_LEFT || keysym == CONTROL_RIGHT) {
            control = down;
        } else if (keysym == META_LEFT || keysym == META_RIGHT) {
            meta = down;
        }
        if (!down) {
            boolean consumed = keysym == consumedKey && keysym != 0;
            consumedKey = consumed ? 0 : consumedKey;
            return consumed;
        }
        if (answer(keysym)) {
            consumedKey = keysym;
            return true;
        }
        if (keysym < FIRST_MODIFIER || keysym > LAST_MODIFIER) {
            grid.scrollTo(0);
        }
        return false;
    }

    private boolean answer(int keysym) {
        int page = Math.max(1, grid.cells().rows() - 1);
        boolean scrolls = shift && !control && !grid.isAlternate();
        return switch (keysym) {
            case PAGE_UP, PAGE_DOWN -> {
                if (scrolls) {
                    grid.scrollTo(grid.offset() + (keysym == PAGE_UP ? page : -page));
                }
                yield scrolls;
            }
            case INSERT -> {
                pasteWanted |= shift && !control;
                yield shift && !control;
            }
            case 'V', 'v' -> {
                pasteWanted |= isShortcut();
                yield isShortcut();
            }
            case 'C', 'c' -> {
                if (isShortcut() && grid.mayCopy()) {
                    copied = grid.selectedText();
                }
                yield isShortcut();
            }
            default -> false;
        };
    }

    /// Ctrl+Shift elsewhere, Cmd on a Mac.
    private boolean isShortcut() {
        return (shift && control) || meta;
    }

    /// A state of the mouse; true if the host answers it.
    public boolean mouse(int x, int y, int buttons) {
        int pressed = buttons & ~buttonsBefore;
        int released = buttonsBefore & ~buttons;
        buttonsBefore = buttons;
        point(x);
        if (barGrip >= 0) {
            dragBar(y);
            barGrip = (released & LEFT) != 0 ? -1 : barGrip;
            return true;
        }
        if ((pressed & LEFT) != 0 && grid.bar().isShown() && x >= grid.layout().barX()) {
            gripBar(y);
            return true;
        }
        if (pressed != 0 && !selecting) {
            ours = !grid.wantsMouse() || shift;
        }
        if (!ours && grid.wantsMouse()) {
            return false;
        }
        if ((buttons & (WHEEL_UP | WHEEL_DOWN)) != 0) {
            return wheel(pressed);
        }
        if ((released & (MIDDLE | RIGHT)) != 0) {
            pasteWanted = true;
        }
        if ((pressed & LEFT) != 0) {
            press(x, y);
        } else if (selecting && (buttons & LEFT) != 0) {
            drag(x, y);
        } else if (selecting) {
            release(x, y);
        }
        return true;
    }

    private void point(int x) {
        boolean overBar = grid.bar().isShown() && x >= grid.layout().barX();
        int pointer = overBar ? CursorKind.POINTER : CursorKind.TEXT;
        if (pointer != pointerTold) {
            pointerTold = pointer;
            grid.screen().pointer(pointer);
        }
    }

    private boolean wheel(int pressed) {
        if (grid.isAlternate()) {
            return false;
        }
        if ((pressed & WHEEL_UP) != 0) {
            grid.scrollTo(grid.offset() + WHEEL_LINES);
        } else if ((pressed & WHEEL_DOWN) != 0) {
            grid.scrollTo(grid.offset() - WHEEL_LINES);
        }
        return true;
    }

    private void gripBar(int y) {
        ScrollBar bar = grid.bar();
        boolean onHandle = y >= bar.top() && y < bar.top() + bar.height();
        barGrip = onHandle ? y - bar.top() : bar.height() / 2;
        dragBar(y);
    }

    private void dragBar(int y) {
        int length = grid.layout().height();
        grid.scrollTo(ScrollBar.offset(length, grid.bar().height(), y - barGrip, grid.scrollbackSize()));
    }

    // ---- selection

    /// The place of the nearest cell.
    private long place(int x, int y) {
        int row = Math.clamp(grid.layout().row(y), 0, grid.cells().rows() - 1);
        int column = Math.clamp(grid.layout().column(x), 0, grid.cells().columns() - 1);
        return Selection.place(grid.lineAt(row), column);
    }

    private void press(int x, int y) {
        long place = place(x, y);
        selecting = true;
        if (shift && grid.selection().isActive() && !grid.wantsMouse()) {
            grid.selection().resume(place);
            extend(place);
            return;
        }
        long now = nanos.getAsLong();
        // The hand may move by a cell between two clicks.
        boolean again = clicks > 0 && now - clickNanos < DOUBLE_CLICK_NANOS && Math.abs(place - clickPlace) <= 1;
        clicks = again ? clicks % 3 + 1 : 1;
        clickNanos = now;
        clickPlace = place;
        grid.deselect();
        Selection.Unit unit =
                clicks == 1 ? Selection.Unit.CELL : clicks == 2 ? Selection.Unit.WORD : Selection.Unit.LINE;
        grid.selection().start(unit, words.first(unit, place), words.last(unit, place));
        tell();
    }

    private void drag(int x, int y) {
        int row = grid.layout().row(y);
        if (row < 0) {
            grid.scrollTo(grid.offset() + 1);
        } else if (row >= grid.cells().rows()) {
            grid.scrollTo(grid.offset() - 1);
        }
        extend(place(x, y));
    }

    private void release(int x, int y) {
        selecting = false;
        if (grid.selection().isActive()) {
            extend(place(x, y));
            if (grid.mayCopy()) {
                copied = grid.selectedText();
            }
        }
    }

    private void extend(long place) {
        tell();
        Selection.Unit unit = grid.selection().unit();
        grid.selection().extend(words.first(unit, place), words.last(unit, place));
        tell();
    }

    private void tell() {
        if (grid.selection().isActive()) {
            grid.selectionChanged(grid.selection().firstLine(), grid.selection().lastLine());
        }
    }
}
