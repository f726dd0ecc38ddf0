//! The way to the host's grid.

use crate::cell::{Cell, attr};
use crate::core::Core;
use crate::modes::Mode;
use crate::palette::PaletteChange;

/// The grid service of the host, or a double of it.
pub trait GridSink {
    /// Puts cells into a row from a column on.
    fn cells(&mut self, row: usize, column: usize, cells: &[Cell]);
    /// Scrolls the rows `top..=bottom`, up if `lines` is positive; new rows are blank on the default background. From `top` 0
    /// upwards the lines go to the scrollback, unless the mode says alternate screen.
    fn scroll(&mut self, top: usize, bottom: usize, lines: isize);
    /// The code for a cluster of several scalar values; `None` if the host has no more.
    fn grapheme(&mut self, cluster: &str) -> Option<u32>;
    /// Places the cursor.
    fn cursor(&mut self, row: usize, column: usize, style: CursorStyle, visible: bool);
    /// Tells the mode of the grid, bits of [`grid_mode`].
    fn mode(&mut self, flags: u32);
    /// Changes a colour: 0–255, 256 foreground, 257 background, 258 cursor; `None` gives it back to the scheme.
    fn palette(&mut self, index: u16, rgb: Option<u32>);
    /// Sets the window title.
    fn title(&mut self, title: &str);
    /// Forgets the scrollback.
    fn clear_scrollback(&mut self);
}

/// Bits of [`GridSink::mode`].
pub mod grid_mode {
    /// The target wants the mouse.
    pub const MOUSE: u32 = 1;
    /// The alternate screen is shown; nothing goes to the scrollback.
    pub const ALTERNATE: u32 = 2;
    /// Dark and light change places on the whole screen.
    pub const REVERSE: u32 = 4;
}

/// Shape of the cursor, as DECSCUSR names them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum CursorStyle {
    /// A blinking block.
    #[default]
    BlinkingBlock = 1,
    /// A block.
    Block = 2,
    /// A blinking underline.
    BlinkingUnderline = 3,
    /// An underline.
    Underline = 4,
    /// A blinking bar.
    BlinkingBar = 5,
    /// A bar.
    Bar = 6,
}

/// What the host was told last.
#[derive(Debug, Default)]
pub(crate) struct Shown {
    cursor: Option<(usize, usize, CursorStyle, bool)>,
    mode: Option<u32>,
    title: String,
    translated: Vec<Cell>,
}

impl Shown {
    pub(crate) fn flush(&mut self, core: &mut Core, sink: &mut impl GridSink) {
        if std::mem::take(&mut core.clear_scrollback) {
            sink.clear_scrollback();
        }
        for PaletteChange { index, rgb } in core.palette.take_changes() {
            sink.palette(index, rgb);
        }
        if self.title != core.titles.window {
            self.title.clone_from(&core.titles.window);
            sink.title(&self.title);
        }
        self.flush_left(core, sink);
        self.set_mode(core.grid_mode(), sink);
        let active = core.active;
        let screen = &mut core.screens[active];
        if let (Some(region), lines @ (..=-1 | 1..)) = (screen.damage.region, screen.damage.lines) {
            sink.scroll(region.top, region.bottom, lines);
        }
        core.screens[1 - active].damage.clear();
        core.screens[active].damage.clear();
        for row in 0..core.rows() {
            self.flush_row(core, row, sink);
        }
        let style = core.cursor_shape();
        let now = (core.cursor.row, core.cursor.column, style, core.modes.get(Mode::Cursor));
        if self.cursor != Some(now) {
            self.cursor = Some(now);
            sink.cursor(now.0, now.1, now.2, now.3);
        }
    }

    fn set_mode(&mut self, mode: u32, sink: &mut impl GridSink) {
        if self.mode != Some(mode) {
            self.mode = Some(mode);
            sink.mode(mode);
        }
    }

    fn flush_row(&mut self, core: &mut Core, row: usize, sink: &mut impl GridSink) {
        let active = core.active;
        let into = core.screens[active].row_mut(row);
        let (column, cells) = into.dirty();
        if cells.is_empty() {
            return;
        }
        if into.special {
            self.translated.clear();
            self.translated.extend_from_slice(cells);
            into.sent();
            translate(&mut self.translated, core, sink);
            sink.cells(row, column, &self.translated);
        } else {
            sink.cells(row, column, cells);
            into.sent();
        }
    }

    /// Hands the lines that left the ordinary screen to the host's scrollback.
    pub(crate) fn flush_left(&mut self, core: &mut Core, sink: &mut impl GridSink) {
        let damage = &mut core.screens[0].damage;
        let Some(region) = damage.region.filter(|_| damage.has_left()) else { return };
        let ordinary = core.grid_mode() & !grid_mode::ALTERNATE;
        self.set_mode(ordinary, sink);
        let height = region.bottom + 1;
        let dropped = std::mem::take(&mut core.screens[0].damage.dropped);
        if dropped > 0 {
            sink.scroll(0, region.bottom, dropped.min(height) as isize);
        }
        while core.screens[0].damage.waiting_lines() > 0 {
            let lines = core.screens[0].damage.waiting_lines().min(height);
            for row in 0..lines {
                let Some((left, cells)) = core.screens[0].damage.pop() else { break };
                if left.length == 0 {
                    continue;
                }
                if cells.iter().any(|cell| cell.code >= Cell::CLUSTER || cell.attr & !attr::HOST != 0) {
                    self.translated.clear();
                    self.translated.extend_from_slice(cells);
                    translate(&mut self.translated, core, sink);
                    sink.cells(row, left.column, &self.translated);
                } else {
                    sink.cells(row, left.column, cells);
                }
            }
            sink.scroll(0, region.bottom, lines as isize);
        }
        core.screens[0].damage.clear();
    }
}

/// Puts the host's codes in the place of ours, and takes out what the host does not know.
fn translate(cells: &mut [Cell], core: &mut Core, sink: &mut impl GridSink) {
    for cell in cells {
        cell.attr &= attr::HOST;
        if cell.code >= Cell::CLUSTER {
            cell.code = host_code(core, cell.code, sink);
        }
    }
}

fn host_code(core: &mut Core, code: u32, sink: &mut impl GridSink) -> u32 {
    let number = (code - Cell::CLUSTER) as usize;
    while core.clusters.host.len() <= number {
        let next = Cell::CLUSTER + core.clusters.host.len() as u32;
        let text = core.clusters.text(next).unwrap_or(" ");
        let base = text.chars().next().map_or(0, u32::from);
        let given = sink.grapheme(text).unwrap_or(base);
        core.clusters.host.push(given);
    }
    core.clusters.host[number]
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A host that looks away.
    pub(crate) struct Nothing;

    impl GridSink for Nothing {
        fn cells(&mut self, _: usize, _: usize, _: &[Cell]) {}
        fn scroll(&mut self, _: usize, _: usize, _: isize) {}
        fn grapheme(&mut self, _: &str) -> Option<u32> {
            None
        }
        fn cursor(&mut self, _: usize, _: usize, _: CursorStyle, _: bool) {}
        fn mode(&mut self, _: u32) {}
        fn palette(&mut self, _: u16, _: Option<u32>) {}
        fn title(&mut self, _: &str) {}
        fn clear_scrollback(&mut self) {}
    }
}
