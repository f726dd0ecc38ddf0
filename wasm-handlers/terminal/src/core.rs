//! The state of a terminal that the control functions change.

use crate::cell::{Cell, attr};
use crate::charset::Charset;
use crate::cluster::Clusters;
use crate::modes::{Mode, Modes};
use crate::notice::Notice;
use crate::palette::Palette;
use crate::screen::{Area, Screen};
use crate::tabs::Tabs;
use crate::terminal::Settings;

/// Where the next character goes and how it looks: what DECSC saves.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor {
    pub(crate) row: usize,
    pub(crate) column: usize,
    /// The last column was written; the next character wraps first.
    pub(crate) wraps: bool,
    /// A cell without code in the looks that SGR and the protections chose.
    pub(crate) pattern: Cell,
    pub(crate) sets: [Charset; 4],
    /// Which of the sets is shifted into the left half.
    pub(crate) left: usize,
    pub(crate) single: Option<usize>,
}

/// What DECSC keeps besides the cursor.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SavedCursor {
    pub(crate) cursor: Cursor,
    pub(crate) origin: bool,
}

/// Top, bottom, left and right margin, all inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Margins {
    pub(crate) top: usize,
    pub(crate) bottom: usize,
    pub(crate) left: usize,
    pub(crate) right: usize,
}

/// A sequence of VT52 mode that is not complete.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Vt52 {
    #[default]
    Text,
    Escape,
    Row,
    Column(usize),
}

/// Everything behind the parser.
#[derive(Debug)]
pub(crate) struct Core {
    pub(crate) screens: [Screen; 2],
    /// 1 while the alternate screen is shown.
    pub(crate) active: usize,
    pub(crate) cursor: Cursor,
    pub(crate) saved: [Option<SavedCursor>; 2],
    pub(crate) margins: Margins,
    pub(crate) modes: Modes,
    pub(crate) tabs: Tabs,
    pub(crate) clusters: Clusters,
    pub(crate) palette: Palette,
    pub(crate) titles: crate::title::Titles,
    pub(crate) settings: Settings,
    pub(crate) replies: Vec<u8>,
    pub(crate) notices: Vec<Notice>,
    /// The last character that was printed, for REP.
    pub(crate) last: Option<char>,
    /// The conformance level of DECSCL, 1 to 5.
    pub(crate) level: u8,
    pub(crate) eight_bit: bool,
    pub(crate) cursor_style: u8,
    pub(crate) rectangle_extent: bool,
    pub(crate) status_display: bool,
    pub(crate) string: crate::dcs::DeviceString,
    pub(crate) vt52: Vt52,
    pub(crate) clear_scrollback: bool,
    pub(crate) clipboard: String,
    /// Output goes to a pipe.
    pub(crate) piped: bool,
    /// The parser stands between two sequences, so text needs no parser.
    pub(crate) ground: bool,
}

impl Core {
    pub(crate) fn new(columns: usize, rows: usize, settings: Settings) -> Self {
        let keep = Some(settings.scrollback);
        Self {
            screens: [Screen::new(columns, rows, keep), Screen::unused()],
            active: 0,
            cursor: Cursor::default(),
            saved: [None, None],
            margins: Margins { top: 0, bottom: rows - 1, left: 0, right: columns - 1 },
            modes: Modes::new(),
            tabs: Tabs::new(columns),
            clusters: Clusters::default(),
            palette: Palette::new(&settings.scheme),
            titles: crate::title::Titles::default(),
            settings,
            replies: Vec::new(),
            notices: Vec::new(),
            last: None,
            level: 5,
            eight_bit: false,
            cursor_style: 1,
            rectangle_extent: false,
            status_display: false,
            string: crate::dcs::DeviceString::default(),
            vt52: Vt52::Text,
            clear_scrollback: false,
            clipboard: String::new(),
            piped: false,
            ground: true,
        }
    }

    #[inline]
    pub(crate) fn screen(&mut self) -> &mut Screen {
        &mut self.screens[self.active]
    }

    pub(crate) fn view(&self) -> &Screen {
        &self.screens[self.active]
    }

    pub(crate) fn columns(&self) -> usize {
        self.view().columns()
    }

    pub(crate) fn rows(&self) -> usize {
        self.view().height()
    }

    /// What an erase leaves.
    pub(crate) fn blank(&self) -> Cell {
        Cell::blank(self.cursor.pattern.bg)
    }

    pub(crate) fn inside_columns(&self) -> bool {
        (self.margins.left..=self.margins.right).contains(&self.cursor.column)
    }

    pub(crate) fn inside_margins(&self) -> bool {
        self.inside_columns() && (self.margins.top..=self.margins.bottom).contains(&self.cursor.row)
    }

    pub(crate) fn whole_rows(&self) -> bool {
        self.margins.left == 0 && self.margins.right + 1 == self.columns()
    }

    /// The rectangle inside the margins.
    pub(crate) fn margin_area(&self) -> Area {
        Area {
            top: self.margins.top,
            left: self.margins.left,
            bottom: self.margins.bottom + 1,
            right: self.margins.right + 1,
        }
    }

    pub(crate) fn whole_area(&self) -> Area {
        Area { top: 0, left: 0, bottom: self.rows(), right: self.columns() }
    }

    pub(crate) fn reset_margins(&mut self) {
        self.margins = Margins { top: 0, bottom: self.rows() - 1, left: 0, right: self.columns() - 1 };
    }

    /// Moves the cursor to a place of the screen, counted from 0.
    pub(crate) fn move_to(&mut self, row: usize, column: usize) {
        self.cursor.row = row.min(self.rows() - 1);
        self.cursor.column = column.min(self.columns() - 1);
        self.cursor.wraps = false;
    }

    /// Moves the cursor to a place counted from the origin, which DECOM moves to the margins.
    pub(crate) fn address(&mut self, row: usize, column: usize) {
        if self.modes.get(Mode::Origin) {
            let Margins { top, bottom, left, right } = self.margins;
            self.move_to((top + row).min(bottom), (left + column).min(right));
        } else {
            self.move_to(row, column);
        }
    }

    pub(crate) fn home(&mut self) {
        self.address(0, 0);
    }

    #[inline]
    pub(crate) fn carriage_return(&mut self) {
        let left = self.margins.left;
        self.cursor.column = if self.cursor.column >= left || self.modes.get(Mode::Origin) { left } else { 0 };
        self.cursor.wraps = false;
    }

    /// LF, VT and FF.
    #[inline]
    pub(crate) fn line_feed(&mut self) {
        self.index();
        if self.modes.get(Mode::NewLine) {
            self.carriage_return();
        }
    }

    /// Moves down one line, and scrolls at the bottom margin.
    #[inline]
    pub(crate) fn index(&mut self) {
        self.cursor.wraps = false;
        if self.cursor.row == self.margins.bottom {
            if self.inside_columns() {
                self.scroll_up(1);
            }
        } else if self.cursor.row + 1 < self.rows() {
            self.cursor.row += 1;
        }
    }

    /// Moves up one line, and scrolls at the top margin.
    pub(crate) fn reverse_index(&mut self) {
        self.cursor.wraps = false;
        if self.cursor.row == self.margins.top {
            if self.inside_columns() {
                self.scroll_down(1);
            }
        } else {
            self.cursor.row = self.cursor.row.saturating_sub(1);
        }
    }

    #[inline(never)]
    pub(crate) fn scroll_up(&mut self, lines: usize) {
        let (blank, whole, margins, area) = (self.blank(), self.whole_rows(), self.margins, self.margin_area());
        if whole {
            self.screen().scroll_up(margins.top, margins.bottom, lines, blank);
        } else {
            self.screen().shift_up(area, lines, blank);
        }
    }

    #[inline(never)]
    pub(crate) fn scroll_down(&mut self, lines: usize) {
        let (blank, whole, margins, area) = (self.blank(), self.whole_rows(), self.margins, self.margin_area());
        if whole {
            self.screen().scroll_down(margins.top, margins.bottom, lines, blank);
        } else {
            self.screen().shift_down(area, lines, blank);
        }
    }

    /// IL and DL: the lines from the cursor down move inside the margins.
    #[inline(never)]
    pub(crate) fn shift_lines(&mut self, lines: usize, insert: bool) {
        if !self.inside_margins() {
            return;
        }
        let saved = self.margins;
        self.margins.top = self.cursor.row;
        if insert {
            self.scroll_down(lines);
        } else if saved.top == 0 && self.cursor.row == 0 && self.whole_rows() && self.active == 0 {
            // A deleted line does not go to the scrollback.
            let (blank, area) = (self.blank(), self.margin_area());
            self.screen().shift_up(area, lines, blank);
        } else {
            self.scroll_up(lines);
        }
        self.margins = saved;
        self.cursor.column = self.margins.left;
        self.cursor.wraps = false;
    }

    /// DECSC.
    pub(crate) fn save_cursor(&mut self) {
        self.saved[self.active] = Some(SavedCursor { cursor: self.cursor, origin: self.modes.get(Mode::Origin) });
    }

    /// DECRC.
    pub(crate) fn restore_cursor(&mut self) {
        match self.saved[self.active] {
            Some(saved) => {
                self.cursor = saved.cursor;
                self.modes.set(Mode::Origin, saved.origin);
                self.cursor.row = self.cursor.row.min(self.rows() - 1);
                self.cursor.column = self.cursor.column.min(self.columns() - 1);
            }
            None => {
                self.cursor = Cursor::default();
                self.modes.set(Mode::Origin, false);
            }
        }
    }

    /// Shows the ordinary or the alternate screen; all of it is new to the host.
    pub(crate) fn show_alternate(&mut self, alternate: bool) {
        let active = usize::from(alternate);
        self.modes.set(Mode::Alternate, alternate);
        if active != self.active {
            if alternate && self.screens[1].height() == 0 {
                self.screens[1] = Screen::new(self.columns(), self.rows(), None);
            }
            self.active = active;
            self.screen().mark_all();
        }
    }

    /// DECALN: the screen full of E.
    pub(crate) fn align(&mut self) {
        self.reset_margins();
        self.modes.set(Mode::Origin, false);
        let area = self.whole_area();
        self.screen().fill(area, Cell { code: u32::from(b'E'), ..Cell::default() });
        self.move_to(0, 0);
    }

    /// DECSTR.
    #[inline(never)]
    pub(crate) fn soft_reset(&mut self) {
        for (mode, on) in [
            (Mode::Cursor, true),
            (Mode::Insert, false),
            (Mode::Origin, false),
            (Mode::AutoWrap, true),
            (Mode::NationalSets, false),
            (Mode::KeyboardLocked, false),
            (Mode::Keypad, false),
            (Mode::CursorKeys, false),
            (Mode::ReverseWrap, false),
            (Mode::ReverseWrapAll, false),
            (Mode::Margins, false),
        ] {
            self.modes.set(mode, on);
        }
        self.reset_margins();
        let (row, column) = (self.cursor.row, self.cursor.column);
        self.cursor = Cursor { row, column, ..Cursor::default() };
        self.saved[self.active] = None;
        self.status_display = false;
        self.cursor_style = 1;
        self.vt52 = Vt52::Text;
    }

    /// RIS.
    pub(crate) fn hard_reset(&mut self) {
        if self.modes.get(Mode::Allow132) && self.modes.get(Mode::Columns132) {
            self.request_columns(80);
        }
        self.active = 0;
        self.screens[1] = Screen::unused();
        let area = self.whole_area();
        self.screen().fill(area, Cell::default());
        self.screen().mark_all();
        self.modes = Modes::new();
        self.tabs = Tabs::new(self.columns());
        self.cursor = Cursor::default();
        self.saved = [None, None];
        self.palette.reset_all();
        self.titles.reset_modes();
        self.last = None;
        self.level = 5;
        self.eight_bit = false;
        self.cursor_style = 1;
        self.rectangle_extent = false;
        self.status_display = false;
        self.vt52 = Vt52::Text;
        self.reset_margins();
    }

    /// Writes the introducer of a control sequence to the replies.
    pub(crate) fn reply_csi(&mut self, body: &str) {
        self.introduce(b'[');
        self.replies.extend_from_slice(body.as_bytes());
    }

    /// Answers with a device control string.
    pub(crate) fn reply_dcs(&mut self, body: &str) {
        self.introduce(b'P');
        self.replies.extend_from_slice(body.as_bytes());
        self.introduce(b'\\');
    }

    /// Answers an OSC in the way it was closed.
    pub(crate) fn reply_osc(&mut self, body: &str, bell: bool) {
        self.introduce(b']');
        self.replies.extend_from_slice(body.as_bytes());
        if bell {
            self.replies.push(7);
        } else {
            self.introduce(b'\\');
        }
    }

    fn introduce(&mut self, letter: u8) {
        if self.eight_bit {
            self.replies.push(letter + 0x40);
        } else {
            self.replies.extend_from_slice(&[0x1b, letter]);
        }
    }

    /// Tells whether SGR attributes, protection excluded, are all default.
    pub(crate) fn protection(&self) -> u32 {
        self.cursor.pattern.attr & (attr::DEC_PROTECTED | attr::ISO_PROTECTED)
    }
}
