//! Characters on their way to the screen.

use crate::cell::{Cell, attr};
use crate::charset::Charset;
use crate::cluster::width;
use crate::core::Core;
use crate::modes::Mode;

impl Core {
    /// Tells whether ASCII text can be written as it is.
    #[inline]
    pub(crate) fn plain(&self) -> bool {
        self.cursor.sets[self.cursor.left] == Charset::Ascii
            && self.cursor.single.is_none()
            && self.modes.get(Mode::AutoWrap)
            && !self.modes.get(Mode::Insert)
            && !self.status_display
    }

    /// Writes a run of printable ASCII; [`Core::plain`] holds.
    #[inline]
    pub(crate) fn print_ascii(&mut self, text: &[u8]) {
        let mut rest = text;
        while !rest.is_empty() {
            if self.cursor.wraps {
                self.wrap();
            }
            let (row, column, pattern) = (self.cursor.row, self.cursor.column, self.cursor.pattern);
            let end = self.line_end();
            let count = rest.len().min(end - column);
            let (now, later) = rest.split_at(count);
            self.screens[self.active].row_mut(row).write_ascii(column, now, pattern);
            if column + count == end {
                self.cursor.column = end - 1;
                self.cursor.wraps = true;
            } else {
                self.cursor.column = column + count;
            }
            rest = later;
        }
        self.last = text.last().copied().map(char::from);
    }

    /// The column after the last one that the cursor's line can reach.
    #[inline]
    fn line_end(&self) -> usize {
        if self.cursor.column <= self.margins.right { self.margins.right + 1 } else { self.columns() }
    }

    #[inline(never)]
    fn wrap(&mut self) {
        let (row, end) = (self.cursor.row, self.line_end());
        if end == self.columns() {
            self.screen().row_mut(row).set_wrapped(true);
        }
        self.carriage_return();
        self.index();
    }

    /// Writes one character, whatever it is.
    #[inline(never)]
    pub(crate) fn print(&mut self, c: char) {
        if self.status_display {
            return;
        }
        let c = self.shifted(c);
        let columns = width(c);
        if columns == 0 {
            self.combine(c);
            return;
        }
        if c >= '\u{1100}'
            && let Some((_, column)) = self.before()
        {
            let code = self.view().row(self.cursor.row).cell(column).code;
            if code != 0 && self.clusters.joins(code, c) {
                self.combine(c);
                return;
            }
        }
        self.put(c, columns);
        self.last = Some(c);
    }

    #[inline(never)]
    fn put(&mut self, c: char, columns: usize) {
        let wraps = self.modes.get(Mode::AutoWrap);
        if self.cursor.wraps && wraps {
            self.wrap();
        }
        if self.cursor.column + columns > self.line_end() {
            if !wraps || self.line_end() < columns {
                return;
            }
            self.wrap();
            if self.cursor.column + columns > self.line_end() {
                return;
            }
        }
        let (row, column, end, blank) = (self.cursor.row, self.cursor.column, self.line_end(), self.blank());
        let cell = Cell { code: u32::from(c), ..self.cursor.pattern };
        let insert = self.modes.get(Mode::Insert);
        let into = self.screens[self.active].row_mut(row);
        if insert {
            into.insert(column, end, columns, blank);
        }
        if columns == 2 {
            into.set_wide(column, cell);
        } else {
            into.set(column, cell);
        }
        if column + columns >= end {
            self.cursor.column = end - 1;
            self.cursor.wraps = true;
        } else {
            self.cursor.column = column + columns;
            self.cursor.wraps = false;
        }
    }

    /// The cell that was written last in this row, as far as the cursor tells: how far back, and its column.
    fn before(&self) -> Option<(usize, usize)> {
        let row = self.view().row(self.cursor.row);
        let at = if self.cursor.wraps { self.cursor.column } else { self.cursor.column.checked_sub(1)? };
        if row.cell(at).code == 0 && at > 0 && row.cell(at - 1).is_wide() {
            return Some((2, at - 1));
        }
        Some((1, at))
    }

    /// Adds a character to the cell before the cursor.
    #[inline(never)]
    fn combine(&mut self, c: char) {
        let Some((_, column)) = self.before() else { return };
        let row = self.cursor.row;
        let cell = self.view().row(row).cell(column);
        if cell.code == 0 {
            return;
        }
        let Some(code) = self.clusters.extend(cell.code, c) else { return };
        let grows = self.clusters.width(code) == 2 && !cell.is_wide();
        let room = !self.cursor.wraps && column + 1 < self.line_end();
        let into = self.screens[self.active].row_mut(row);
        if grows && room && self.cursor.column == column + 1 {
            into.set_wide(column, Cell { code, ..cell });
            self.cursor.column += 1;
            if self.cursor.column >= self.line_end() {
                self.cursor.column = self.line_end() - 1;
                self.cursor.wraps = true;
            }
        } else {
            into.update(column, |into| into.code = code);
        }
        self.last = None;
    }

    /// What a character means in the set that is shifted in.
    fn shifted(&mut self, c: char) -> char {
        let single = self.cursor.single.take();
        if !(' '..='\x7e').contains(&c) {
            return c;
        }
        self.cursor.sets[single.unwrap_or(self.cursor.left)].map(c as u8)
    }

    /// REP.
    #[inline(never)]
    pub(crate) fn repeat(&mut self, times: usize) {
        let Some(c) = self.last else { return };
        let times = times.min(self.columns() * self.rows());
        for _ in 0..times {
            self.put(c, width(c));
        }
    }

    /// The looks a character is printed in, protection included.
    pub(crate) fn protect(&mut self, bit: u32, on: bool) {
        self.cursor.pattern.attr &= !(attr::DEC_PROTECTED | attr::ISO_PROTECTED);
        if on {
            self.cursor.pattern.attr |= bit;
        }
    }
}
