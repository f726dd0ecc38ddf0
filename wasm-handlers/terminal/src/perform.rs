//! Control characters and escape sequences, and the way from the parser to all others.

use vte::{Params, Perform};

use crate::cell::attr;
use crate::charset::Charset;
use crate::core::{Core, Vt52};
use crate::modes::Mode;
use crate::notice::Notice;

impl Perform for Core {
    fn print(&mut self, c: char) {
        Core::print(self, c);
    }

    fn execute(&mut self, byte: u8) {
        match byte {
            0x18 | 0x1a => self.ground = true,
            0x80..=0x9f => self.esc_dispatch(&[], false, byte - 0x40),
            _ => self.control(byte),
        }
    }

    fn hook(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        self.string.begin(params, intermediates, ignore, action);
    }

    fn put(&mut self, byte: u8) {
        self.string.put(byte);
    }

    fn unhook(&mut self) {
        self.ground = true;
        self.device_string();
    }

    fn osc_dispatch(&mut self, params: &[&[u8]], bell_terminated: bool) {
        // After a BEL the parser is in its ground state; an ESC begins the next sequence.
        self.ground |= bell_terminated;
        if !self.string.overlong {
            self.operating_system_command(params, bell_terminated);
        }
    }

    fn csi_dispatch(&mut self, params: &Params, intermediates: &[u8], ignore: bool, action: char) {
        self.ground = true;
        if !ignore {
            self.control_sequence(params, intermediates, action);
        }
    }

    fn esc_dispatch(&mut self, intermediates: &[u8], ignore: bool, byte: u8) {
        self.ground = true;
        if !ignore {
            self.escape(intermediates, byte);
        }
    }

    fn terminated(&self) -> bool {
        self.ground
    }
}

impl Core {
    /// A C0 control character.
    #[inline(never)]
    pub(crate) fn control(&mut self, byte: u8) {
        match byte {
            0x07 if self.notices.last() != Some(&Notice::Bell) => self.notices.push(Notice::Bell),
            0x08 => self.cursor_left(1),
            b'\t' => self.tab(1),
            0x0a..=0x0c => self.line_feed(),
            b'\r' => self.carriage_return(),
            0x0e => self.cursor.left = 1,
            0x0f => self.cursor.left = 0,
            _ => {}
        }
    }

    pub(crate) fn tab(&mut self, times: usize) {
        if self.cursor.wraps && self.modes.get(Mode::MoreFix) {
            self.carriage_return();
            self.index();
        }
        let limit = if self.cursor.column <= self.margins.right { self.margins.right } else { self.columns() - 1 };
        for _ in 0..times.min(self.columns()) {
            self.cursor.column = self.tabs.next(self.cursor.column, limit);
        }
    }

    fn escape(&mut self, intermediates: &[u8], byte: u8) {
        match (intermediates, byte) {
            ([], b'6') => self.back_index(),
            ([], b'7') => self.save_cursor(),
            ([], b'8') => self.restore_cursor(),
            ([], b'9') => self.forward_index(),
            ([], b'=') => self.modes.set(Mode::Keypad, true),
            ([], b'>') => self.modes.set(Mode::Keypad, false),
            ([], b'D') => self.index(),
            ([], b'E') => {
                self.index();
                self.carriage_return();
            }
            ([], b'H') => self.tabs.set(self.cursor.column, true),
            ([], b'M') => self.reverse_index(),
            ([], b'N') => self.cursor.single = Some(2),
            ([], b'O') => self.cursor.single = Some(3),
            ([], b'V') => self.protect(attr::ISO_PROTECTED, true),
            ([], b'W') => self.protect(attr::ISO_PROTECTED, false),
            ([], b'Z') => self.device_attributes(),
            ([], b'c') => self.hard_reset(),
            ([], b'n') => self.cursor.left = 2,
            ([], b'o') => self.cursor.left = 3,
            ([b' '], b'F') => self.eight_bit = false,
            ([b' '], b'G') => self.eight_bit = self.level > 1,
            ([b'#'], b'8') => self.align(),
            ([set @ (b'(' | b')' | b'*' | b'+'), rest @ ..], _) => self.designate(*set - b'(', rest, byte, false),
            ([set @ (b'-' | b'.' | b'/'), rest @ ..], _) => self.designate(*set - b'-' + 1, rest, byte, true),
            _ => {}
        }
    }

    fn designate(&mut self, set: u8, rest: &[u8], byte: u8, large: bool) {
        let mut designator = rest.to_vec();
        designator.push(byte);
        let national = self.modes.get(Mode::NationalSets);
        if let Some(charset) = Charset::designated(&designator, large, national) {
            self.cursor.sets[usize::from(set)] = charset;
        }
    }

    /// DECBI: left, or the columns move right.
    fn back_index(&mut self) {
        self.cursor.wraps = false;
        if self.cursor.column == self.margins.left && self.inside_margins() {
            self.shift_columns(1, self.margins.left, true);
        } else {
            self.cursor.column = self.cursor.column.saturating_sub(1);
        }
    }

    /// DECFI: right, or the columns move left.
    fn forward_index(&mut self) {
        self.cursor.wraps = false;
        if self.cursor.column == self.margins.right && self.inside_margins() {
            self.shift_columns(1, self.margins.left, false);
        } else if self.cursor.column + 1 < self.columns() {
            self.cursor.column += 1;
        }
    }

    /// An escape sequence of VT52 mode.
    pub(crate) fn vt52_escape(&mut self, byte: u8) {
        self.vt52 = Vt52::Text;
        let (row, column) = (self.cursor.row, self.cursor.column);
        match byte {
            b'A' => self.move_to(row.saturating_sub(1), column),
            b'B' => self.move_to(row + 1, column),
            b'C' => self.move_to(row, column + 1),
            b'D' => self.move_to(row, column.saturating_sub(1)),
            b'F' => self.cursor.sets[self.cursor.left] = Charset::DecGraphics,
            b'G' => self.cursor.sets[self.cursor.left] = Charset::Ascii,
            b'H' => self.move_to(0, 0),
            b'I' => self.reverse_index(),
            b'J' => self.erase_display(0, 0),
            b'K' => self.erase_line(0, 0),
            b'Y' => self.vt52 = Vt52::Row,
            b'Z' => self.replies.extend_from_slice(b"\x1b/Z"),
            b'=' => self.modes.set(Mode::Keypad, true),
            b'>' => self.modes.set(Mode::Keypad, false),
            b'<' => self.modes.set(Mode::Ansi, true),
            _ => {}
        }
    }
}
