//! The terminal: bytes of the target in, changes of the grid and answers out.

use crate::cell::Cell;
use crate::core::{Core, Vt52};
use crate::flood;
use crate::modes::Mode;
use crate::notice::Notice;
use crate::palette::Scheme;
use crate::sink::{GridSink, Shown, grid_mode};

/// Bytes between two looks at how much waits for the host.
const PIECE: usize = 8 * 1024;
/// Cells on their way to the scrollback that are handed over early: 256 KiB of them.
const MUCH: usize = 16 * 1024;
/// The longest control string, bytes; what is longer is skipped.
const LONGEST_STRING: usize = 1 << 21;

/// What a terminal is like from the start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How many lines of scrollback the host keeps.
    pub scrollback: usize,
    /// Whether the target may change the size of the screen (DECCOLM, XTWINOPS) and read the window title back.
    pub window_operations: bool,
    /// Width and height of a cell, pixels; told to targets that ask.
    pub cell: (u32, u32),
    /// The colours that queries are answered with.
    pub scheme: Scheme,
}

impl Default for Settings {
    fn default() -> Self {
        Self { scrollback: 1000, window_operations: false, cell: (10, 19), scheme: Scheme::default() }
    }
}

/// A VT520-class terminal with xterm's extensions.
///
/// Sans-io: [`Terminal::feed`] takes what the target sent, cut anywhere; [`Terminal::flush`] pushes to a
/// [`GridSink`] what changed; [`Terminal::take_replies`] and [`Terminal::take_notices`] give what goes back to the target and to the
/// session. Text is UTF-8; other encodings are decoded before.
pub struct Terminal {
    parser: vte::Parser,
    pub(crate) core: Core,
    shown: Shown,
    partial: Vec<u8>,
    string_bytes: usize,
    skipping: bool,
    sequence: Sequence,
    /// Lines that were handed over early since the last flush.
    early: usize,
}

/// How far the sequence has come that the parser is given.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sequence {
    /// None has begun, or it is not known.
    Unknown,
    Escape,
    Control,
    /// A string, or an escape sequence.
    Other,
}

impl Terminal {
    /// A blank terminal; a size of less than 2×1 is raised to that.
    #[must_use]
    pub fn new(columns: usize, rows: usize, settings: Settings) -> Self {
        Self {
            parser: vte::Parser::new(),
            core: Core::new(columns.max(2), rows.max(1), settings),
            shown: Shown::default(),
            partial: Vec::with_capacity(4),
            string_bytes: 0,
            skipping: false,
            sequence: Sequence::Unknown,
            early: 0,
        }
    }

    /// Takes what the target sent. The sink gets lines for its scrollback early when very many wait; all else waits for
    /// [`Terminal::flush`].
    pub fn feed(&mut self, bytes: &[u8], sink: &mut impl GridSink) {
        let (mut at, mut asked) = (0, 0);
        while at < bytes.len() {
            if at >= asked
                && !self.skipping
                && self.partial.is_empty()
                && let Some(lines) = self.core.lines_kept()
            {
                let flood = flood::look(&bytes[at..], lines);
                if flood.skip > 0 {
                    self.core.scroll_all_away();
                    for sequence in flood::looks(&bytes[at..at + flood.skip]) {
                        self.core.ground = false;
                        self.parse(sequence);
                    }
                    at += flood.skip;
                }
                asked = at + flood.plain - flood.skip;
            }
            let end = bytes.len().min(at + PIECE);
            self.advance(&bytes[at..end]);
            at = end;
            if self.core.screens[0].damage.waiting() > MUCH {
                self.early += self.core.screens[0].damage.lines_left();
                self.shown.flush_left(&mut self.core, sink);
            }
        }
    }

    /// Pushes everything that changed since the last flush.
    pub fn flush(&mut self, sink: &mut impl GridSink) {
        self.early = 0;
        self.shown.flush(&mut self.core, sink);
    }

    /// Tells whether everything that the last flush showed has scrolled away since, and the first of what came then.
    #[must_use]
    pub fn races(&self) -> bool {
        self.early + self.core.screens[0].damage.lines_left() > self.core.rows()
    }

    /// Answers for the target, in order.
    #[must_use]
    pub fn take_replies(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.core.replies)
    }

    /// What the session around should know, in order.
    #[must_use]
    pub fn take_notices(&mut self) -> Vec<Notice> {
        std::mem::take(&mut self.core.notices)
    }

    /// Columns and rows.
    #[must_use]
    pub fn size(&self) -> (usize, usize) {
        (self.core.columns(), self.core.rows())
    }

    /// Row and column of the cursor.
    #[must_use]
    pub fn cursor(&self) -> (usize, usize) {
        (self.core.cursor.row, self.core.cursor.column)
    }

    /// The window title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.core.titles.window
    }

    /// A cell of the screen.
    #[must_use]
    pub fn cell(&self, row: usize, column: usize) -> Cell {
        if row < self.core.rows() { self.core.view().row(row).cell(column) } else { Cell::default() }
    }

    /// The text of a row, without the blanks at its end.
    #[must_use]
    pub fn text(&self, row: usize) -> String {
        let mut text = String::new();
        let mut wide = false;
        for cell in self.core.view().row(row).cells() {
            if cell.code == 0 {
                if !wide {
                    text.push(' ');
                }
            } else {
                text.push_str(&self.core.clusters.string(cell.code));
            }
            wide = cell.is_wide();
        }
        text.truncate(text.trim_end_matches(' ').len());
        text
    }

    /// Tells whether the target asked to hold drawing back until its update is complete.
    #[must_use]
    pub fn synchronized(&self) -> bool {
        self.core.modes.get(Mode::Synchronized)
    }

    /// Tells whether the target wants to hear of the mouse.
    #[must_use]
    pub fn wants_mouse(&self) -> bool {
        self.core.grid_mode() & grid_mode::MOUSE != 0
    }

    /// Ends an update that the target began and did not complete in time.
    pub fn end_synchronized(&mut self) {
        self.core.modes.set(Mode::Synchronized, false);
    }

    /// Tells whether the keyboard is to show what is typed (SRM reset); telnet has an option of its own.
    #[must_use]
    pub fn local_echo(&self) -> bool {
        !self.core.modes.get(Mode::NoEcho)
    }

    /// Takes another colour scheme; colours that the target changed stay.
    pub fn set_scheme(&mut self, scheme: Scheme) {
        self.core.palette.set_scheme(&scheme);
        self.core.settings.scheme = scheme;
    }

    /// Takes another size of a cell, pixels.
    pub fn set_cell(&mut self, width: u32, height: u32) {
        self.core.settings.cell = (width.max(1), height.max(1));
    }

    /// Takes another size; lines of the ordinary screen are wrapped anew.
    pub fn resize(&mut self, columns: usize, rows: usize) {
        self.core.resize(columns.max(2), rows.max(1));
    }

    /// The host's grid is a new one: the next flush tells it everything.
    pub fn redraw(&mut self) {
        self.shown = Shown::default();
        self.core.clusters.host.clear();
        self.core.palette.tell_all();
        self.core.screens[0].damage.clear();
        self.core.screen().damage.clear();
        self.core.screen().mark_all();
    }

    fn advance(&mut self, bytes: &[u8]) {
        let mut at = 0;
        while at < bytes.len() {
            let rest = &bytes[at..];
            at += if self.skipping {
                self.skip(rest)
            } else if !self.core.ground {
                self.parse(rest)
            } else if self.core.piped {
                self.pipe(rest)
            } else if !self.partial.is_empty() {
                self.complete(rest)
            } else if !self.core.modes.get(Mode::Ansi) {
                self.vt52(rest[0]);
                1
            } else {
                self.text_run(rest)
            };
        }
    }

    // The functions below stay out of the loop over text: the host compiles small functions early, and large ones late.

    /// Output that goes to a pipe, up to an escape.
    #[inline(never)]
    fn pipe(&mut self, bytes: &[u8]) -> usize {
        if bytes[0] == 0x1b {
            self.core.ground = false;
            return self.parse(bytes);
        }
        let length = bytes.iter().position(|byte| *byte == 0x1b).unwrap_or(bytes.len());
        match self.core.notices.last_mut() {
            Some(Notice::Piped(data)) => data.extend_from_slice(&bytes[..length]),
            _ => self.core.notices.push(Notice::Piped(bytes[..length].to_vec())),
        }
        length
    }

    /// Text and control characters up to an escape.
    fn text_run(&mut self, bytes: &[u8]) -> usize {
        let mut at = 0;
        while at < bytes.len() {
            match bytes[at] {
                0x20..=0x7e => {
                    let run = &bytes[at..];
                    let length = run.iter().position(|byte| !(0x20..=0x7e).contains(byte)).unwrap_or(run.len());
                    if self.core.plain() {
                        self.core.print_ascii(&run[..length]);
                    } else {
                        for &byte in &run[..length] {
                            self.core.print(char::from(byte));
                        }
                    }
                    at += length;
                }
                b'\n' => {
                    self.core.line_feed();
                    at += 1;
                }
                b'\r' => {
                    self.core.carriage_return();
                    at += 1;
                }
                0x1b => {
                    if let Some(length) = self.core.quick_sequence(&bytes[at..]) {
                        at += length;
                        continue;
                    }
                    self.core.ground = false;
                    return at + self.parse(&bytes[at..]);
                }
                byte @ 0..=0x1f => {
                    self.core.control(byte);
                    at += 1;
                }
                0x7f => at += 1,
                _ => {
                    at += self.non_ascii(&bytes[at..]);
                    if !self.core.ground || !self.partial.is_empty() {
                        return at;
                    }
                }
            }
        }
        at
    }

    /// One character beyond ASCII, or bytes that are none.
    #[inline(never)]
    fn non_ascii(&mut self, bytes: &[u8]) -> usize {
        let first = &bytes[..bytes.len().min(4)];
        let (valid, bad) = match std::str::from_utf8(first) {
            Ok(text) => (text, None),
            Err(error) => {
                let valid = std::str::from_utf8(&first[..error.valid_up_to()]).unwrap_or_default();
                (valid, Some(error.error_len()))
            }
        };
        if let Some(c) = valid.chars().next() {
            match c {
                '\u{80}'..='\u{9f}' => self.c1(c as u8),
                _ => self.core.print(c),
            }
            return c.len_utf8();
        }
        match bad.flatten() {
            Some(1) if first[0] <= 0x9f => {
                self.c1(first[0]);
                1
            }
            Some(length) => {
                self.core.print('\u{fffd}');
                length
            }
            None => {
                self.partial.extend_from_slice(first);
                first.len()
            }
        }
    }

    /// The rest of a character that was cut.
    #[inline(never)]
    fn complete(&mut self, bytes: &[u8]) -> usize {
        if bytes[0] & 0xc0 != 0x80 {
            self.partial.clear();
            self.core.print('\u{fffd}');
            return 0;
        }
        self.partial.push(bytes[0]);
        let whole = std::mem::take(&mut self.partial);
        if self.non_ascii(&whole) < whole.len() {
            // The byte does not go on with what was cut: it begins something else.
            self.partial.clear();
            return 0;
        }
        1
    }

    /// A C1 control: the same as an escape and a letter.
    #[inline(never)]
    fn c1(&mut self, control: u8) {
        self.core.ground = false;
        let sequence = [0x1b, control - 0x40];
        self.parse(&sequence);
    }

    /// Gives bytes to the parser until it is between two sequences again.
    #[inline(never)]
    fn parse(&mut self, bytes: &[u8]) -> usize {
        let end = self.control_end(bytes);
        let used = self.parser.advance_until_terminated(&mut self.core, &bytes[..end.unwrap_or(bytes.len())]);
        // A sequence that the parser ignores ends without a word of it.
        self.core.ground |= end == Some(used);
        if self.core.ground && used > 0 && bytes[used - 1] == 0x1b {
            // A string ended with this escape; the sequence that it begins has its own end.
            self.core.ground = false;
            self.sequence = Sequence::Escape;
        }
        if self.core.ground {
            self.sequence = Sequence::Unknown;
            self.string_bytes = 0;
        } else {
            self.string_bytes += used;
            if self.string_bytes > LONGEST_STRING {
                self.core.string.overlong = true;
                self.parser.advance(&mut self.core, &[0x18]);
                self.core.string.overlong = false;
                self.sequence = Sequence::Unknown;
                self.string_bytes = 0;
                self.skipping = true;
            }
        }
        used
    }

    /// Where the control sequence ends that these bytes begin or go on with; text after it is not the parser's.
    fn control_end(&mut self, bytes: &[u8]) -> Option<usize> {
        for (at, byte) in bytes.iter().enumerate() {
            self.sequence = match (self.sequence, byte) {
                (Sequence::Other, _) => return None,
                (_, 0x1b) => Sequence::Escape,
                (Sequence::Escape, b'[') => Sequence::Control,
                (Sequence::Escape, 0..=0x1f) => Sequence::Escape,
                (Sequence::Control, 0x40..=0x7e | 0x18 | 0x1a) => return Some(at + 1),
                (Sequence::Control, _) => Sequence::Control,
                (Sequence::Escape | Sequence::Unknown, _) => Sequence::Other,
            };
        }
        None
    }

    /// Leaves out the rest of a control string that is too long.
    #[inline(never)]
    fn skip(&mut self, bytes: &[u8]) -> usize {
        match bytes.iter().position(|byte| matches!(byte, 0x07 | 0x18 | 0x1a | 0x1b)) {
            Some(end) => {
                self.skipping = false;
                if bytes[end] == 0x1b { end } else { end + 1 }
            }
            None => bytes.len(),
        }
    }

    /// A byte in VT52 mode.
    #[inline(never)]
    fn vt52(&mut self, byte: u8) {
        match (self.core.vt52, byte) {
            (_, 0x18 | 0x1a) => self.core.vt52 = Vt52::Text,
            (_, 0x1b) => self.core.vt52 = Vt52::Escape,
            (_, 0..=0x1f) => self.core.control(byte),
            (Vt52::Text, 0x20..=0x7e) => self.core.print(char::from(byte)),
            (Vt52::Text, _) => {
                self.non_ascii(&[byte]);
            }
            (Vt52::Escape, _) => self.core.vt52_escape(byte),
            (Vt52::Row, _) => self.core.vt52 = Vt52::Column(usize::from(byte.saturating_sub(0x20))),
            (Vt52::Column(row), _) => {
                let column = usize::from(byte.saturating_sub(0x20));
                self.core.vt52 = Vt52::Text;
                let row = if row < self.core.rows() { row } else { self.core.cursor.row };
                self.core.move_to(row, column);
            }
        }
    }
}

impl std::fmt::Debug for Terminal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Terminal").field("size", &self.size()).field("cursor", &self.cursor()).finish_non_exhaustive()
    }
}
