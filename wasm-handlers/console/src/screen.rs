//! The host's grid as the terminal kit sees it.

use terminal::{Cell, CursorStyle, GridSink};
use tubeway::{CursorShape, CursorVisibility, Grid};

/// The way to the grid. A call that fails ends the drawing; why is kept for the loop.
pub(crate) struct Screen<'a> {
    pub(crate) grid: &'a Grid,
    pub(crate) failed: Option<tubeway::Error>,
    /// Cells in the host's type.
    pub(crate) cells: &'a mut Vec<tubeway::Cell>,
}

impl Screen<'_> {
    fn call(&mut self, call: impl FnOnce(&Grid) -> tubeway::Result<()>) {
        if self.failed.is_none() {
            self.failed = call(self.grid).err();
        }
    }
}

impl GridSink for Screen<'_> {
    fn cells(&mut self, row: usize, column: usize, cells: &[Cell]) {
        if self.failed.is_some() {
            return;
        }
        self.cells.clear();
        self.cells.extend(cells.iter().map(|&Cell { code, fg, bg, attr }| tubeway::Cell { code, fg, bg, attr }));
        self.failed = self.grid.cells(row as i32, column as i32, self.cells).err();
    }

    fn scroll(&mut self, top: usize, bottom: usize, lines: isize) {
        self.call(|grid| grid.scroll(top as i32, bottom as i32 + 1, lines as i32));
    }

    fn grapheme(&mut self, cluster: &str) -> Option<u32> {
        self.grid.grapheme(cluster).ok()
    }

    fn cursor(&mut self, row: usize, column: usize, style: CursorStyle, visible: bool) {
        let (shape, blinks) = match style {
            CursorStyle::BlinkingBlock => (CursorShape::Block, true),
            CursorStyle::Block => (CursorShape::Block, false),
            CursorStyle::BlinkingUnderline => (CursorShape::Underline, true),
            CursorStyle::Underline => (CursorShape::Underline, false),
            CursorStyle::BlinkingBar => (CursorShape::Bar, true),
            CursorStyle::Bar => (CursorShape::Bar, false),
        };
        let visibility = match (visible, blinks) {
            (false, _) => CursorVisibility::Hidden,
            (true, false) => CursorVisibility::Steady,
            (true, true) => CursorVisibility::Blinking,
        };
        self.call(|grid| grid.cursor(row as i32, column as i32, shape, visibility));
    }

    fn mode(&mut self, flags: u32) {
        self.call(|grid| grid.mode(flags));
    }

    fn palette(&mut self, index: u16, rgb: Option<u32>) {
        self.call(|grid| grid.palette(u32::from(index), rgb));
    }

    fn title(&mut self, title: &str) {
        self.call(|grid| grid.title(title));
    }

    fn clear_scrollback(&mut self) {
        self.call(Grid::clear_scrollback);
    }
}
