//! TRLE and ZRLE: tiles of 16 by 16 or 64 by 64 pixels, with palettes and runs.

use tubeway::{PixelFormat, Rect, Run};

use super::super::input::{Input, Step, broken};
use super::super::pixel::PixelLayout;
use super::super::screen::Screen;
use super::Pieces;
use super::rows::put_compact;

/// The tiles of a rectangle, left to right and row by row.
#[derive(Debug)]
pub(super) struct Grid {
    at: Rect,
    side: i32,
    x: i32,
    y: i32,
}

impl Grid {
    pub(super) fn new(at: Rect, side: i32) -> Self {
        Self { at, side, x: 0, y: 0 }
    }

    /// The tile at hand; none after the last.
    pub(super) fn tile(&self) -> Option<Rect> {
        let Rect { x, y, width, height } = self.at;
        (self.y < height).then(|| {
            let (w, h) = (self.side.min(width - self.x), self.side.min(height - self.y));
            Rect::new(x + self.x, y + self.y, w, h)
        })
    }

    /// Goes on, and tells whether that was the last.
    pub(super) fn advance(&mut self) -> bool {
        self.x += self.side;
        if self.x >= self.at.width {
            self.x = 0;
            self.y += self.side;
        }
        self.y >= self.at.height
    }
}

/// A rectangle in TRLE, or in ZRLE once that is decompressed.
#[derive(Debug)]
pub(in super::super) struct Tiles {
    grid: Grid,
    /// Tiles may use the palette of the one before.
    reuses: bool,
    palette: Vec<u32>,
    runs: Vec<Run>,
}

impl Tiles {
    /// Those of TRLE.
    pub(super) fn small(at: Rect) -> Self {
        Self { grid: Grid::new(at, 16), reuses: true, palette: Vec::new(), runs: Vec::new() }
    }

    /// Those of ZRLE.
    pub(super) fn large(at: Rect) -> Self {
        Self { grid: Grid::new(at, 64), reuses: false, ..Self::small(at) }
    }

    fn tile(&mut self, at: Rect, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step {
        let kind = input.u8()?;
        match kind {
            0 => {
                let data = input.take(at.width as usize * at.height as usize * layout.compact_bytes())?;
                put_compact(at, data, layout, false, screen)
            }
            1 => {
                let color = color(input, layout)?;
                Ok(screen.fill(at, color)?)
            }
            2..=16 => {
                self.read_palette(kind.into(), input, layout)?;
                self.indexes(at, input, screen)
            }
            127 if self.reuses => self.indexes(at, input, screen),
            128 => self.plain_runs(at, input, layout, screen),
            129 if self.reuses => self.palette_runs(at, input, screen),
            130..=255 => {
                self.read_palette(usize::from(kind) - 128, input, layout)?;
                self.palette_runs(at, input, screen)
            }
            _ => broken(format!("a tile of an unknown kind: {kind}")),
        }
    }

    fn read_palette(&mut self, count: usize, input: &mut Input<'_>, layout: &PixelLayout) -> Step {
        let size = layout.compact_bytes();
        let colors = input.take(count * size)?;
        self.palette.clear();
        self.palette.extend(colors.chunks_exact(size).map(|pixel| layout.compact_color(pixel, false)));
        Ok(())
    }

    fn indexes(&self, at: Rect, input: &mut Input<'_>, screen: &mut dyn Screen) -> Step {
        let (bits, format) = match self.palette.len() {
            2 => (1, PixelFormat::Pal1),
            3..=4 => (2, PixelFormat::Pal2),
            5..=16 => (4, PixelFormat::Pal4),
            other => return broken(format!("a tile of indexes and a palette of {other} colours")),
        };
        let data = input.take((at.width as usize * bits).div_ceil(8) * at.height as usize)?;
        // An index beyond the palette means its last colour.
        let mut colors = self.palette.clone();
        colors.resize(1 << bits, colors[colors.len() - 1]);
        screen.palette(&colors)?;
        Ok(screen.put(at, format, data)?)
    }

    fn plain_runs(&mut self, at: Rect, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step {
        let mut left = at.width as u32 * at.height as u32;
        self.runs.clear();
        while left > 0 {
            let pixel = color(input, layout)?;
            let length = run_length(input, left)?;
            self.runs.push(Run { pixel, length });
            left -= length;
        }
        Ok(screen.runs(at, &self.runs)?)
    }

    fn palette_runs(&mut self, at: Rect, input: &mut Input<'_>, screen: &mut dyn Screen) -> Step {
        let mut left = at.width as u32 * at.height as u32;
        self.runs.clear();
        while left > 0 {
            let index = input.u8()?;
            let length = if index < 128 { 1 } else { run_length(input, left)? };
            let Some(pixel) = self.palette.get(usize::from(index & 127)).copied() else {
                return broken("a tile names a colour that its palette has not");
            };
            self.runs.push(Run { pixel, length });
            left -= length;
        }
        Ok(screen.runs(at, &self.runs)?)
    }
}

impl Pieces for Tiles {
    fn piece(&mut self, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step<bool> {
        let Some(at) = self.grid.tile() else { return Ok(true) };
        self.tile(at, input, layout, screen)?;
        Ok(self.grid.advance())
    }
}

fn color(input: &mut Input<'_>, layout: &PixelLayout) -> Step<u32> {
    Ok(layout.compact_color(input.take(layout.compact_bytes())?, false))
}

/// How long a run is, which may be at most what is left of the tile.
fn run_length(input: &mut Input<'_>, left: u32) -> Step<u32> {
    let mut length = 1;
    loop {
        let more = input.u8()?;
        length += u32::from(more);
        if length > left {
            return broken("a run reaches out of its tile");
        }
        if more < 255 {
            return Ok(length);
        }
    }
}
