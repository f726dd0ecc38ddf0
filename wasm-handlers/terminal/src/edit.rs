//! Erasing, inserting and deleting.

use crate::cell::attr;
use crate::core::Core;
use crate::screen::Area;

impl Core {
    /// ED and DECSED: what the protection marks stays.
    #[inline(never)]
    pub(crate) fn erase_display(&mut self, what: u16, protection: u32) {
        let (row, rows, columns) = (self.cursor.row, self.rows(), self.columns());
        let area = match what {
            0 => {
                self.erase_line(0, protection);
                Area { top: row + 1, left: 0, bottom: rows, right: columns }
            }
            1 => {
                self.erase_line(1, protection);
                Area { top: 0, left: 0, bottom: row, right: columns }
            }
            2 => self.whole_area(),
            3 if protection != attr::DEC_PROTECTED => {
                self.clear_scrollback = true;
                self.screens[0].damage.clear();
                self.screen().damage.clear();
                self.screen().mark_all();
                return;
            }
            _ => return,
        };
        let blank = self.blank();
        self.screen().erase(area, blank, protection);
        self.cursor.wraps = false;
    }

    /// EL and DECSEL.
    #[inline(never)]
    pub(crate) fn erase_line(&mut self, what: u16, protection: u32) {
        let (row, column, columns) = (self.cursor.row, self.cursor.column, self.columns());
        let (left, right) = match what {
            0 => (column, columns),
            1 => (0, column + 1),
            2 => (0, columns),
            _ => return,
        };
        let blank = self.blank();
        self.screen().erase(Area { top: row, left, bottom: row + 1, right }, blank, protection);
        self.cursor.wraps = false;
    }

    /// ECH.
    #[inline(never)]
    pub(crate) fn erase_characters(&mut self, count: usize) {
        let (row, left, blank) = (self.cursor.row, self.cursor.column, self.blank());
        let right = (left + count).min(self.columns());
        self.screen().erase(Area { top: row, left, bottom: row + 1, right }, blank, attr::ISO_PROTECTED);
        self.cursor.wraps = false;
    }

    /// ICH.
    #[inline(never)]
    pub(crate) fn insert_blanks(&mut self, count: usize) {
        if self.inside_columns() {
            let (row, column, end, blank) = (self.cursor.row, self.cursor.column, self.margins.right + 1, self.blank());
            self.screen().row_mut(row).insert(column, end, count, blank);
        }
        self.cursor.wraps = false;
    }

    /// DCH.
    #[inline(never)]
    pub(crate) fn delete_characters(&mut self, count: usize) {
        if self.inside_columns() {
            let (row, column, end, blank) = (self.cursor.row, self.cursor.column, self.margins.right + 1, self.blank());
            self.screen().row_mut(row).delete(column, end, count, blank);
        }
        self.cursor.wraps = false;
    }

    /// DECIC, DECDC, SL, SR, DECFI and DECBI: the columns from one on move inside the margins.
    #[inline(never)]
    pub(crate) fn shift_columns(&mut self, count: usize, column: usize, insert: bool) {
        if !self.inside_margins() {
            return;
        }
        let (end, blank) = (self.margins.right + 1, self.blank());
        for row in self.margins.top..=self.margins.bottom {
            let row = self.screen().row_mut(row);
            if insert {
                row.insert(column, end, count, blank);
            } else {
                row.delete(column, end, count, blank);
            }
        }
        self.cursor.wraps = false;
    }
}
