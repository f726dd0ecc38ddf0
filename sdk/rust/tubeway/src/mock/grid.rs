//! The grid of a mock session.

use crate::sys::{Cell, CursorShape, CursorVisibility, cell_attr, grid_mode};

/// Graphemes have codes from here on.
const FIRST_GRAPHEME: u32 = 0x11_0000;

/// The grid of a mock session.
#[derive(Clone, Debug, Default)]
pub struct MockGrid {
    columns: usize,
    rows: Vec<Vec<Cell>>,
    graphemes: Vec<String>,
    /// Text of rows that were scrolled away.
    pub scrollback: Vec<String>,
    /// Row, column, shape and visibility of the cursor.
    pub cursor: (i32, i32, i32, i32),
    /// The modes.
    pub mode: u32,
    /// The title.
    pub title: String,
    /// Undecoded output.
    pub raw: Vec<u8>,
    /// Colours that were changed; none is the scheme's own.
    pub palette: Vec<(i32, i32)>,
}

impl MockGrid {
    pub(super) fn new(columns: usize, rows: usize) -> Self {
        let cursor = (0, 0, CursorShape::Block as i32, CursorVisibility::Steady as i32);
        let mut grid = Self { cursor, ..Self::default() };
        grid.resize(columns, rows);
        grid
    }

    pub(super) fn resize(&mut self, columns: usize, rows: usize) {
        self.columns = columns;
        self.rows.iter_mut().for_each(|row| row.resize(columns, Cell::default()));
        self.rows.resize(rows, vec![Cell::default(); columns]);
    }

    /// A cell; none outside the grid.
    pub fn cell(&self, row: usize, column: usize) -> Option<Cell> {
        self.rows.get(row)?.get(column).copied()
    }

    /// Text of a row, blanks at its end left out.
    pub fn row(&self, row: usize) -> String {
        self.rows.get(row).map(|cells| self.text(cells)).unwrap_or_default()
    }

    fn text(&self, cells: &[Cell]) -> String {
        let mut text = String::new();
        let mut wide = false;
        for cell in cells {
            match cell.code {
                0 if wide => {}
                0 => text.push(' '),
                code if code >= FIRST_GRAPHEME => {
                    let index = (code - FIRST_GRAPHEME) as usize;
                    text.push_str(self.graphemes.get(index).map_or("\u{fffd}", String::as_str));
                }
                code => text.push(char::from_u32(code).unwrap_or('\u{fffd}')),
            }
            wide = cell.attr & cell_attr::WIDE != 0;
        }
        text.truncate(text.trim_end_matches(' ').len());
        text
    }

    pub(super) fn put(&mut self, row: i32, column: i32, cell: Cell) {
        let place =
            usize::try_from(row).ok().and_then(|row| self.rows.get_mut(row)).and_then(|cells| {
                usize::try_from(column).ok().and_then(|column| cells.get_mut(column))
            });
        if let Some(place) = place {
            *place = cell;
        }
    }

    pub(super) fn fill(&mut self, row: i32, column: i32, rows: i32, columns: i32, cell: Cell) {
        for y in row.max(0)..row.saturating_add(rows).min(self.rows.len() as i32) {
            for x in column.max(0)..column.saturating_add(columns).min(self.columns as i32) {
                self.put(y, x, cell);
            }
        }
    }

    pub(super) fn grapheme(&mut self, text: &str) -> i32 {
        let known = self.graphemes.iter().position(|known| known == text);
        let index = known.unwrap_or_else(|| {
            self.graphemes.push(text.into());
            self.graphemes.len() - 1
        });
        FIRST_GRAPHEME as i32 + index as i32
    }

    /// False when the rows are none of the grid's.
    pub(super) fn scroll(&mut self, top: i32, bottom: i32, lines: i32) -> bool {
        if top < 0 || top > bottom || bottom > self.rows.len() as i32 {
            return false;
        }
        let (top, bottom) = (top as usize, bottom as usize);
        let count = (lines.unsigned_abs() as usize).min(bottom - top);
        if lines > 0 && top == 0 && self.mode & grid_mode::ALTERNATE == 0 {
            for row in 0..count {
                self.scrollback.push(self.row(row));
            }
        }
        let rows = &mut self.rows[top..bottom];
        let blank = vec![Cell::default(); self.columns];
        if lines > 0 {
            rows.rotate_left(count);
            rows.iter_mut().rev().take(count).for_each(|row| row.clone_from(&blank));
        } else {
            rows.rotate_right(count);
            rows.iter_mut().take(count).for_each(|row| row.clone_from(&blank));
        }
        true
    }
}
