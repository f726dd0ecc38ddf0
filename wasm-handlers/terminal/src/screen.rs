//! Rows of cells and the edits on them; no cursor and no modes.

use crate::cell::Cell;
use crate::damage::{Damage, Region};
use crate::row::Row;

/// A rectangle of cells, the last row and column excluded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Area {
    pub(crate) top: usize,
    pub(crate) left: usize,
    pub(crate) bottom: usize,
    pub(crate) right: usize,
}

/// A screen: the ordinary one, whose lines go to the scrollback, or the alternate one.
#[derive(Debug)]
pub(crate) struct Screen {
    rows: Vec<Row>,
    /// Where row 0 lies in `rows`: a scroll of the whole screen moves this and no row.
    first: usize,
    columns: usize,
    pub(crate) damage: Damage,
    /// How many lines of scrollback the host keeps; `None` on the alternate screen.
    pub(crate) keep: Option<usize>,
}

impl Screen {
    pub(crate) fn new(columns: usize, rows: usize, keep: Option<usize>) -> Self {
        let mut screen = Self {
            rows: (0..rows).map(|_| Row::new(columns)).collect(),
            first: 0,
            columns,
            damage: Damage::default(),
            keep,
        };
        screen.mark_all();
        screen
    }

    /// A screen that nobody has shown yet and that takes no memory.
    pub(crate) fn unused() -> Self {
        Self { rows: Vec::new(), first: 0, columns: 0, damage: Damage::default(), keep: None }
    }

    pub(crate) fn columns(&self) -> usize {
        self.columns
    }

    pub(crate) fn height(&self) -> usize {
        self.rows.len()
    }

    #[inline]
    fn index(&self, row: usize) -> usize {
        let index = self.first + row;
        if index >= self.rows.len() { index - self.rows.len() } else { index }
    }

    pub(crate) fn row(&self, row: usize) -> &Row {
        &self.rows[self.index(row)]
    }

    #[inline]
    pub(crate) fn row_mut(&mut self, row: usize) -> &mut Row {
        let index = self.index(row);
        &mut self.rows[index]
    }

    pub(crate) fn mark_all(&mut self) {
        self.rows.iter_mut().for_each(Row::mark_all);
    }

    fn mark_rows(&mut self, top: usize, bottom: usize) {
        for row in top..=bottom.min(self.height() - 1) {
            self.row_mut(row).mark_all();
        }
    }

    /// The rows in order, taken out; the screen is empty until [`Screen::replace`].
    pub(crate) fn take_rows(&mut self) -> Vec<Row> {
        let mut rows = std::mem::take(&mut self.rows);
        rows.rotate_left(self.first);
        self.first = 0;
        rows
    }

    /// Takes rows of a new size; the host has seen none of them.
    pub(crate) fn replace(&mut self, rows: Vec<Row>, columns: usize) {
        self.rows = rows;
        self.first = 0;
        self.columns = columns;
        self.damage.resized(self.rows.len());
        self.mark_all();
    }

    /// Lets a whole line leave to the scrollback without a scroll of the rows.
    pub(crate) fn push_line(&mut self, row: &Row) {
        if let Some(keep) = self.keep {
            let bottom = self.height().max(1) - 1;
            self.damage.push_region(Region { top: 0, bottom });
            self.damage.push(0, row.cells(), keep);
        }
    }

    /// Blanks the screen as so many scrolls do that nothing of it is left in the scrollback either.
    pub(crate) fn scroll_all_away(&mut self, blank: Cell) {
        let region = Region { top: 0, bottom: self.height() - 1 };
        self.damage.scroll_all_away(region, self.rows.len());
        self.rows.iter_mut().for_each(|row| row.renew(blank));
    }

    /// Scrolls whole rows up; those that leave at the top of the ordinary screen go to the scrollback.
    pub(crate) fn scroll_up(&mut self, top: usize, bottom: usize, lines: usize, blank: Cell) {
        let lines = lines.min(bottom + 1 - top);
        let region = Region { top, bottom };
        let joined = match self.keep {
            Some(keep) if top == 0 => {
                if let Some(unseen) = self.damage.push_region(region) {
                    self.mark_rows(0, unseen);
                }
                for line in 0..lines {
                    let index = self.index(line);
                    let (column, cells) = self.rows[index].dirty();
                    self.damage.push(column, cells, keep);
                }
                self.damage.region == Some(region)
            }
            _ => {
                let joined = self.damage.scroll(region, lines as isize);
                if !joined {
                    self.mark_rows(top, bottom);
                }
                joined
            }
        };
        if top == 0 && bottom + 1 == self.rows.len() {
            self.first = self.index(lines % self.rows.len());
        } else {
            self.linear();
            self.rows[top..=bottom].rotate_left(lines);
        }
        for row in bottom + 1 - lines..=bottom {
            let row = self.row_mut(row);
            row.renew(blank);
            if !joined {
                row.mark_all();
            }
        }
    }

    /// Scrolls whole rows down.
    pub(crate) fn scroll_down(&mut self, top: usize, bottom: usize, lines: usize, blank: Cell) {
        let lines = lines.min(bottom + 1 - top);
        let joined = self.damage.scroll(Region { top, bottom }, -(lines as isize));
        self.linear();
        self.rows[top..=bottom].rotate_right(lines);
        for row in top..top + lines {
            self.row_mut(row).renew(blank);
        }
        if !joined {
            self.mark_rows(top, bottom);
        }
    }

    fn linear(&mut self) {
        if self.first != 0 {
            self.rows.rotate_left(self.first);
            self.first = 0;
        }
    }

    /// Scrolls a rectangle up by rewriting it.
    pub(crate) fn shift_up(&mut self, area: Area, lines: usize, blank: Cell) {
        let lines = lines.min(area.bottom - area.top);
        for row in area.top..area.bottom {
            if row + lines < area.bottom {
                self.copy_within(row + lines, row, area.left, area.right);
            } else {
                self.row_mut(row).fill(area.left, area.right, blank);
            }
        }
    }

    /// Scrolls a rectangle down by rewriting it.
    pub(crate) fn shift_down(&mut self, area: Area, lines: usize, blank: Cell) {
        let lines = lines.min(area.bottom - area.top);
        for row in (area.top..area.bottom).rev() {
            if row >= area.top + lines {
                self.copy_within(row - lines, row, area.left, area.right);
            } else {
                self.row_mut(row).fill(area.left, area.right, blank);
            }
        }
    }

    fn copy_within(&mut self, from: usize, to: usize, left: usize, right: usize) {
        let (from, to) = (self.index(from), self.index(to));
        if from == to {
            return;
        }
        let (low, high) = (from.min(to), from.max(to));
        let (head, tail) = self.rows.split_at_mut(high);
        if from < to {
            tail[0].copy(left, right, &head[low]);
        } else {
            head[low].copy(left, right, &tail[0]);
        }
    }

    /// Erases a rectangle.
    pub(crate) fn fill(&mut self, area: Area, cell: Cell) {
        for row in area.top..area.bottom {
            self.row_mut(row).fill(area.left, area.right, cell);
        }
    }

    /// Erases what a kind of protection leaves in a rectangle.
    pub(crate) fn erase(&mut self, area: Area, blank: Cell, protection: u32) {
        for row in area.top..area.bottom {
            self.row_mut(row).erase_unprotected(area.left, area.right, blank, protection);
        }
    }

    /// Copies a rectangle, which may overlap its target; what does not fit is left out.
    pub(crate) fn copy(&mut self, from: Area, top: usize, left: usize) {
        let rows: Vec<Vec<Cell>> =
            (from.top..from.bottom).map(|row| self.row(row).cells()[from.left..from.right].to_vec()).collect();
        for (offset, cells) in rows.iter().enumerate() {
            if top + offset >= self.height() {
                break;
            }
            let mut target = Row::new(self.columns);
            for (column, cell) in cells.iter().enumerate() {
                target.update(left + column, |into| *into = *cell);
            }
            target.adopt();
            self.row_mut(top + offset).copy(left, left + cells.len(), &target);
        }
    }
}
