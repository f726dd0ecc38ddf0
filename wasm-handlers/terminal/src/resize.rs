//! Another size: the ordinary screen wraps its lines anew, the alternate one is cut or padded.

use crate::cell::{Cell, attr};
use crate::core::Core;
use crate::row::Row;
use crate::screen::Screen;

/// A place in the text: line counted without its wraps, and cell in it.
#[derive(Clone, Copy, Default)]
struct Place {
    line: usize,
    offset: usize,
}

impl Core {
    pub(crate) fn resize(&mut self, columns: usize, rows: usize) {
        if (columns, rows) == (self.columns(), self.rows()) {
            return;
        }
        let mut points = [(self.cursor.row, self.cursor.column), (0, 0)];
        let ordinary = self.active == 0;
        if !ordinary {
            points[0] = self.saved[0].map_or((0, 0), |saved| (saved.cursor.row, saved.cursor.column));
        } else if let Some(saved) = self.saved[0] {
            points[1] = (saved.cursor.row, saved.cursor.column);
        }
        let moved = reflow(&mut self.screens[0], columns, rows, points);
        let shift = match self.screens[1].height() {
            0 => 0,
            _ => crop(&mut self.screens[1], columns, rows, self.cursor.row),
        };
        let place = |cursor: &mut crate::core::Cursor, (row, column): (usize, usize)| {
            cursor.row = row.min(rows - 1);
            cursor.column = column.min(columns - 1);
            cursor.wraps = false;
        };
        if ordinary {
            place(&mut self.cursor, moved[0]);
            if let Some(saved) = &mut self.saved[0] {
                place(&mut saved.cursor, moved[1]);
            }
        } else {
            let (row, column) = (self.cursor.row.saturating_sub(shift), self.cursor.column);
            place(&mut self.cursor, (row, column));
            if let Some(saved) = &mut self.saved[0] {
                place(&mut saved.cursor, moved[0]);
            }
        }
        if let Some(saved) = &mut self.saved[1] {
            let (row, column) = (saved.cursor.row.saturating_sub(shift), saved.cursor.column);
            place(&mut saved.cursor, (row, column));
        }
        self.tabs.resize(columns);
        self.modes.set(crate::modes::Mode::Margins, false);
        self.reset_margins();
    }
}

/// Cuts or pads every row; keeps the cursor's row on the screen and tells by how much all moved up.
fn crop(screen: &mut Screen, columns: usize, rows: usize, cursor: usize) -> usize {
    let old = screen.take_rows();
    let shift = (cursor + 1).saturating_sub(rows);
    let mut kept: Vec<Row> = old.into_iter().skip(shift).take(rows).map(|row| cut(&row, columns)).collect();
    kept.resize_with(rows, || Row::new(columns));
    screen.damage.clear();
    screen.replace(kept, columns);
    shift
}

fn cut(row: &Row, columns: usize) -> Row {
    let mut cells: Vec<Cell> = row.cells()[..row.used().min(columns)].to_vec();
    if row.used() > columns
        && let Some(last) = cells.last_mut().filter(|last| last.is_wide())
    {
        *last = Cell::blank(last.bg);
    }
    Row::of(cells, columns)
}

/// Wraps the lines of a screen to another width. Lines that no longer fit leave at the top.
fn reflow(screen: &mut Screen, columns: usize, rows: usize, points: [(usize, usize); 2]) -> [(usize, usize); 2] {
    let old = screen.take_rows();
    let (lines, places) = unwrapped(&old, points);
    let mut laid: Vec<Row> = Vec::with_capacity(rows);
    let mut moved = [(0, 0); 2];
    for (number, line) in lines.iter().enumerate() {
        let start = laid.len();
        let breaks = wrap(line, columns);
        for (index, &(from, to)) in breaks.iter().enumerate() {
            let mut row = Row::of(line[from..to].to_vec(), columns);
            row.set_wrapped(index + 1 < breaks.len());
            laid.push(row);
        }
        for (place, point) in places.iter().zip(&mut moved) {
            if place.line == number {
                let row = breaks.iter().rposition(|(from, _)| *from <= place.offset).unwrap_or(0);
                *point = (start + row, place.offset - breaks[row].0);
            }
        }
    }
    let needed = laid.iter().rposition(|row| row.used() > 0).map_or(0, |last| last + 1).max(moved[0].0 + 1);
    let leave = needed.saturating_sub(rows);
    // Lines that wait for the scrollback have the old width; the host cuts or pads them.
    screen.replace((0..rows).map(|_| Row::new(columns)).collect(), columns);
    laid.drain(..leave).for_each(|row| screen.push_line(&row));
    laid.truncate(rows);
    laid.resize_with(rows, || Row::new(columns));
    screen.replace(laid, columns);
    moved.map(|(row, column)| (row.saturating_sub(leave), column))
}

/// The lines without their wraps, and where two points of the screen lie in them.
fn unwrapped(rows: &[Row], points: [(usize, usize); 2]) -> (Vec<Vec<Cell>>, [Place; 2]) {
    let mut lines: Vec<Vec<Cell>> = Vec::new();
    let mut places = [Place::default(); 2];
    let mut continues = false;
    for (number, row) in rows.iter().enumerate() {
        if !continues {
            lines.push(Vec::new());
        }
        let line = lines.len() - 1;
        let offset = lines[line].len();
        for (place, point) in places.iter_mut().zip(points) {
            if point.0 == number {
                *place = Place { line, offset: offset + point.1 };
            }
        }
        continues = row.wrapped();
        let end = if continues { row.columns() } else { row.used() };
        lines[line].extend(row.cells()[..end].iter().map(|cell| Cell { attr: cell.attr & !attr::WRAPPED, ..*cell }));
        if continues && end >= 2 {
            // A wide character that did not fit left a blank at the end; it is no text.
            let blank = lines[line].last().is_some_and(|cell| cell.is_default()) && !row.cell(end - 2).is_wide();
            if blank {
                lines[line].pop();
            }
        }
    }
    (lines, places)
}

/// Where a line breaks at a width; wide characters stay whole.
fn wrap(line: &[Cell], columns: usize) -> Vec<(usize, usize)> {
    let mut breaks = Vec::new();
    let mut from = 0;
    while line.len() - from > columns {
        let mut to = from + columns;
        if line[to - 1].is_wide() {
            to -= 1;
        }
        breaks.push((from, to));
        from = to;
    }
    breaks.push((from, line.len()));
    breaks
}
