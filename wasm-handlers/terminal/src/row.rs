//! One row of the screen, and what of it the host has not seen.

use crate::cell::{Cell, attr};

/// A row of cells.
///
/// Invariants: every cell at `used` and beyond is the default cell; every cell outside `dirty_from..dirty_to` is what
/// the host has at the place this row will have after the scrolls that are pending. The first makes a new line
/// cheap (only what was written is cleared), the second makes a flush small.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    cells: Vec<Cell>,
    used: usize,
    dirty_from: usize,
    dirty_to: usize,
    /// May hold wide characters; then writing must look for halves.
    wide: bool,
    /// May hold cells that are not sent as they lie: clusters and protection.
    pub(crate) special: bool,
}

impl Row {
    pub(crate) fn new(columns: usize) -> Self {
        Self {
            cells: vec![Cell::default(); columns],
            used: 0,
            dirty_from: columns,
            dirty_to: 0,
            wide: false,
            special: false,
        }
    }

    /// A row with these cells; the host has seen none of it.
    pub(crate) fn of(mut cells: Vec<Cell>, columns: usize) -> Self {
        cells.resize(columns, Cell::default());
        let used = cells.iter().rposition(|cell| !cell.is_default()).map_or(0, |last| last + 1);
        let wide = cells.iter().any(|cell| cell.is_wide());
        let special = cells.iter().any(|cell| cell.code >= Cell::CLUSTER || cell.attr & !attr::HOST != 0);
        Self { cells, used, dirty_from: 0, dirty_to: columns, wide, special }
    }

    pub(crate) fn columns(&self) -> usize {
        self.cells.len()
    }

    pub(crate) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// How many cells at most differ from the default cell.
    pub(crate) fn used(&self) -> usize {
        self.used
    }

    pub(crate) fn cell(&self, column: usize) -> Cell {
        self.cells.get(column).copied().unwrap_or_default()
    }

    /// The cells the host has not seen, and where they begin.
    pub(crate) fn dirty(&self) -> (usize, &[Cell]) {
        if self.dirty_from >= self.dirty_to {
            return (0, &[]);
        }
        (self.dirty_from, &self.cells[self.dirty_from..self.dirty_to])
    }

    pub(crate) fn mark(&mut self, from: usize, to: usize) {
        self.dirty_from = self.dirty_from.min(from);
        self.dirty_to = self.dirty_to.max(to);
    }

    pub(crate) fn mark_all(&mut self) {
        self.dirty_from = 0;
        self.dirty_to = self.cells.len();
    }

    pub(crate) fn sent(&mut self) {
        self.dirty_from = self.cells.len();
        self.dirty_to = 0;
    }

    /// Makes the row what a scroll brings in: blank, and known to the host if the background is the default.
    pub(crate) fn renew(&mut self, blank: Cell) {
        let used = self.used;
        self.cells[..used].fill(Cell::default());
        self.used = 0;
        self.wide = false;
        self.special = false;
        self.sent();
        if !blank.is_default() {
            let columns = self.cells.len();
            self.fill(0, columns, blank);
        }
    }

    /// Writes characters of one column each in the looks of a pattern cell.
    #[inline]
    pub(crate) fn write_ascii(&mut self, column: usize, text: &[u8], pattern: Cell) {
        let end = column + text.len();
        if self.wide {
            self.split(column, end);
        }
        let Some(cells) = self.cells.get_mut(column..end) else { return };
        for (cell, &byte) in cells.iter_mut().zip(text) {
            *cell = Cell { code: u32::from(byte), ..pattern };
        }
        self.written(column, end, pattern);
    }

    /// Writes one cell.
    pub(crate) fn set(&mut self, column: usize, cell: Cell) {
        if column >= self.cells.len() {
            return;
        }
        if self.wide {
            self.split(column, column + 1);
        }
        self.cells[column] = cell;
        self.written(column, column + 1, cell);
    }

    /// Writes a character of two columns.
    pub(crate) fn set_wide(&mut self, column: usize, cell: Cell) {
        if column + 1 >= self.cells.len() {
            return;
        }
        if self.wide {
            self.split(column, column + 2);
        }
        self.wide = true;
        self.cells[column] = Cell { attr: cell.attr | attr::WIDE, ..cell };
        self.cells[column + 1] = Cell { code: 0, ..cell };
        self.written(column, column + 2, cell);
    }

    /// Changes a cell in place, without a look at its neighbours.
    pub(crate) fn update(&mut self, column: usize, change: impl FnOnce(&mut Cell)) {
        if let Some(cell) = self.cells.get_mut(column) {
            change(cell);
            let changed = *cell;
            self.written(column, column + 1, changed);
        }
    }

    /// Looks at cells that were put in one by one.
    pub(crate) fn adopt(&mut self) {
        self.wide = self.cells.iter().any(|cell| cell.is_wide());
    }

    fn written(&mut self, from: usize, to: usize, looks: Cell) {
        if to > self.used {
            self.used = to;
        }
        self.mark(from, to);
        if looks.code >= Cell::CLUSTER || looks.attr & !attr::HOST != 0 {
            self.special = true;
        }
    }

    /// Erases `from..to`.
    pub(crate) fn fill(&mut self, from: usize, to: usize, cell: Cell) {
        let to = to.min(self.cells.len());
        if from >= to {
            return;
        }
        if self.wide {
            self.split(from, to);
        }
        if !cell.is_default() {
            self.cells[from..to].fill(cell);
            self.written(from, to, cell);
        } else if from < self.used {
            let end = to.min(self.used);
            self.cells[from..end].fill(cell);
            self.mark(from, end);
            if end == self.used {
                self.used = from;
            }
        }
    }

    /// Erases what is not protected in `from..to`.
    pub(crate) fn erase_unprotected(&mut self, from: usize, to: usize, blank: Cell, protection: u32) {
        let to = to.min(self.cells.len());
        if !self.special {
            self.fill(from, to, blank);
            return;
        }
        for column in from..to {
            if self.cells[column].attr & protection == 0 {
                self.fill(column, column + 1, blank);
            }
        }
    }

    /// Moves the cells from `column` right by `count` inside `..end`, and blanks the gap.
    pub(crate) fn insert(&mut self, column: usize, end: usize, count: usize, blank: Cell) {
        let end = end.min(self.cells.len());
        if column >= end {
            return;
        }
        let count = count.min(end - column);
        if self.wide {
            self.split(column, end);
        }
        self.unwrap_at(end);
        self.cells.copy_within(column..end - count, column + count);
        self.shifted(column, end);
        self.fill(column, column + count, blank);
        self.heal(end);
    }

    /// Moves the cells right of `column` left by `count` inside `..end`, and blanks what becomes free.
    pub(crate) fn delete(&mut self, column: usize, end: usize, count: usize, blank: Cell) {
        let end = end.min(self.cells.len());
        if column >= end {
            return;
        }
        let count = count.min(end - column);
        if self.wide {
            self.split(column, end);
            self.split(column, (column + count).min(end));
        }
        self.unwrap_at(end);
        self.cells.copy_within(column + count..end, column);
        self.shifted(column, end);
        self.fill(end - count, end, blank);
    }

    /// Takes `from..to` over from another row.
    pub(crate) fn copy(&mut self, from: usize, to: usize, other: &Row) {
        let to = to.min(self.cells.len()).min(other.cells.len());
        if from >= to {
            return;
        }
        if self.wide {
            self.split(from, to);
        }
        self.cells[from..to].copy_from_slice(&other.cells[from..to]);
        self.wide |= other.wide;
        self.special |= other.special;
        self.shifted(from, to);
        self.heal(to);
    }

    fn unwrap_at(&mut self, end: usize) {
        if end == self.cells.len() {
            self.set_wrapped(false);
        }
    }

    fn shifted(&mut self, from: usize, to: usize) {
        self.used = self.used.max(to);
        self.mark(from, to);
    }

    /// Blanks the halves of wide characters that an edit of `from..to` would leave alone.
    fn split(&mut self, from: usize, to: usize) {
        if from > 0 && from < self.cells.len() && self.cells[from - 1].is_wide() {
            self.blank_pair(from - 1);
        }
        if to > 0 && to < self.cells.len() && self.cells[to - 1].is_wide() {
            self.blank_pair(to - 1);
        }
    }

    fn blank_pair(&mut self, column: usize) {
        let blank = Cell { code: 0, attr: self.cells[column].attr & !attr::WIDE, ..self.cells[column] };
        self.cells[column] = blank;
        self.cells[column + 1] = blank;
        self.mark(column, column + 2);
    }

    /// Blanks the wide character before `end` whose second half an edit took away.
    fn heal(&mut self, end: usize) {
        if end > 0 && self.cells[end - 1].is_wide() {
            self.cells[end - 1].attr &= !attr::WIDE;
            self.cells[end - 1].code = 0;
            self.mark(end - 1, end);
        }
    }

    /// Tells whether the line goes on in the next row.
    pub(crate) fn wrapped(&self) -> bool {
        self.cells.last().is_some_and(|cell| cell.attr & attr::WRAPPED != 0)
    }

    pub(crate) fn set_wrapped(&mut self, wrapped: bool) {
        if self.wrapped() != wrapped && !self.cells.is_empty() {
            let last = self.cells.len() - 1;
            self.update(last, |cell| cell.attr ^= attr::WRAPPED);
        }
    }
}
