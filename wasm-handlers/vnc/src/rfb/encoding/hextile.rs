//! Hextile: tiles of 16 by 16 pixels.

use tubeway::Rect;

use super::super::input::{Input, Step, broken};
use super::super::pixel::PixelLayout;
use super::super::screen::Screen;
use super::Pieces;
use super::tiles::Grid;

const RAW: u8 = 1;
const BACKGROUND: u8 = 2;
const FOREGROUND: u8 = 4;
const PARTS: u8 = 8;
const COLORED: u8 = 16;

const BLACK: u32 = 0xff00_0000;

/// A rectangle in Hextile.
#[derive(Debug)]
pub(in super::super) struct Hextile {
    grid: Grid,
    background: u32,
    foreground: u32,
}

impl Hextile {
    pub(super) fn new(at: Rect) -> Self {
        Self { grid: Grid::new(at, 16), background: BLACK, foreground: BLACK }
    }

    fn tile(&mut self, at: Rect, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step {
        let mask = input.u8()?;
        let bytes = layout.bytes();
        if mask & RAW != 0 {
            let data = input.take(at.width as usize * at.height as usize * bytes)?;
            if !layout.palette().is_empty() {
                screen.palette(layout.palette())?;
            }
            screen.put(at, layout.format(), data)?;
            return Ok(());
        }
        if mask & BACKGROUND != 0 {
            self.background = layout.color(input.take(bytes)?);
        }
        if mask & FOREGROUND != 0 {
            self.foreground = layout.color(input.take(bytes)?);
        }
        let mut parts: &[u8] = &[];
        let pixel = if mask & COLORED != 0 { bytes } else { 0 };
        if mask & PARTS != 0 {
            let count = usize::from(input.u8()?);
            parts = input.take(count * (pixel + 2))?;
        }
        screen.fill(at, self.background)?;
        for part in parts.chunks_exact(pixel + 2) {
            let color = if pixel == 0 { self.foreground } else { layout.color(&part[..pixel]) };
            let nibbles = |byte: u8| (i32::from(byte >> 4), i32::from(byte & 15));
            let ((x, y), (width, height)) = (nibbles(part[pixel]), nibbles(part[pixel + 1]));
            if x + width >= at.width || y + height >= at.height {
                return broken("a part of a tile reaches out of it");
            }
            screen.fill(Rect::new(at.x + x, at.y + y, width + 1, height + 1), color)?;
        }
        Ok(())
    }
}

impl Pieces for Hextile {
    fn piece(&mut self, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step<bool> {
        let Some(at) = self.grid.tile() else { return Ok(true) };
        self.tile(at, input, layout, screen)?;
        Ok(self.grid.advance())
    }
}
