package dev.tubeway.internal.display.grid;

import dev.tubeway.internal.module.abi.CellAttr;
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
    private static final int FIRST_MODIFIER = 0xffe1;
    private static final int LAST_MODIFIER = 0xffee;

    private static final long DOUBLE_CLICK_NANOS = 400_000_000;
    private static final String WORD_MARKS = "_-./~:@%+#?&=,$";

    private final Grid grid;
    private final LongSupplier nanos;
    private boolean shift;
    private boolean control;
    private int buttonsBefore;
    private boolean selecting;
    private boolean ours;
    private int barGrip = -1;
    private int consumedKey;
    private int clicks;
    private long clickNanos;
    private long clickLine;
    private int clickColumn;
    private boolean pasteWanted;
    private String copied = "";
    private int pointerTold = CursorKind.TEXT;

    /// @param nanos a clock
    public GridInput(Grid grid, LongSupplier nanos) {
        this.grid = grid;
        this.nanos = nanos;
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
                pasteWanted |= shift && control;
                yield shift && control;
            }
            case 'C', 'c' -> {
                if (shift && control && grid.mayCopy()) {
                    copied = grid.selectedText();
                }
                yield shift && control;
            }
            default -> false;
        };
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
        if ((pressed & MIDDLE) != 0) {
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

    private int column(int x) {
        return Math.clamp(grid.layout().column(x), 0, grid.cells().columns() - 1);
    }

    private long line(int y) {
        return grid.lineAt(Math.clamp(grid.layout().row(y), 0, grid.cells().rows() - 1));
    }

    private void press(int x, int y) {
        long line = line(y);
        int column = column(x);
        selecting = true;
        if (shift && grid.selection().isActive() && !grid.wantsMouse()) {
            extend(line, column);
            return;
        }
        long now = nanos.getAsLong();
        boolean again = clicks > 0
                && now - clickNanos < DOUBLE_CLICK_NANOS
                && line == clickLine
                && Math.abs(column - clickColumn) <= 1;
        clicks = again ? clicks % 3 + 1 : 1;
        clickNanos = now;
        clickLine = line;
        clickColumn = column;
        grid.deselect();
        Selection.Unit unit =
                clicks == 1 ? Selection.Unit.CELL : clicks == 2 ? Selection.Unit.WORD : Selection.Unit.LINE;
        grid.selection().start(unit, line, from(unit, line, column), to(unit, line, column));
        tell();
    }

    private void drag(int x, int y) {
        int row = grid.layout().row(y);
        if (row < 0) {
            grid.scrollTo(grid.offset() + 1);
        } else if (row >= grid.cells().rows()) {
            grid.scrollTo(grid.offset() - 1);
        }
        extend(line(y), column(x));
    }

    private void release(int x, int y) {
        selecting = false;
        if (grid.selection().isActive()) {
            extend(line(y), column(x));
            if (grid.mayCopy()) {
                copied = grid.selectedText();
            }
        }
    }

    private void extend(long line, int column) {
        tell();
        Selection.Unit unit = grid.selection().unit();
        grid.selection().extend(line, from(unit, line, column), to(unit, line, column));
        tell();
    }

    private void tell() {
        if (grid.selection().isActive()) {
            grid.selectionChanged(grid.selection().firstLine(), grid.selection().lastLine());
        }
    }

    private int from(Selection.Unit unit, long line, int column) {
        return switch (unit) {
            case CELL -> column;
            case WORD -> word(line, column, -1);
            case LINE -> 0;
        };
    }

    private int to(Selection.Unit unit, long line, int column) {
        return switch (unit) {
            case CELL -> column;
            case WORD -> word(line, column, 1);
            case LINE -> grid.cells().columns() - 1;
        };
    }

    /// The last column, in a direction, of the word or the gap that holds this one.
    private int word(long line, int column, int step) {
        int columns = grid.cells().columns();
        var values = new int[columns * Cells.FIELDS];
        grid.readLine(line, values, 0);
        int kind = kind(values, column);
        int at = column;
        while (at + step >= 0 && at + step < columns && kind(values, at + step) == kind) {
            at += step;
        }
        return at;
    }

    private static int kind(int[] values, int column) {
        int code = values[column * Cells.FIELDS];
        if (code == 0 && column > 0 && (values[(column - 1) * Cells.FIELDS + 3] & CellAttr.WIDE) != 0) {
            code = values[(column - 1) * Cells.FIELDS];
        }
        if (code <= ' ') {
            return 0;
        }
        return Character.isLetterOrDigit(code) || WORD_MARKS.indexOf(code) >= 0 || code >= Cells.GRAPHEMES ? 1 : 2;
    }
}
