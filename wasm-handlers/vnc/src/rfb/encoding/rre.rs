//! RRE: a background and rectangles on it.

use tubeway::Rect;

use super::super::input::{Input, Step, broken};
use super::super::pixel::PixelLayout;
use super::super::screen::Screen;
use super::Pieces;

/// A rectangle in RRE.
#[derive(Debug)]
pub(in super::super) struct Rre {
    at: Rect,
    /// Rectangles that are still to come; none before the head is there.
    left: Option<u32>,
}

impl Rre {
    pub(super) fn new(at: Rect) -> Self {
        Self { at, left: None }
    }
}

impl Pieces for Rre {
    fn piece(&mut self, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step<bool> {
        let bytes = layout.bytes();
        let Some(left) = self.left else {
            let count = input.u32()?;
            let background = layout.color(input.take(bytes)?);
            screen.fill(self.at, background)?;
            self.left = Some(count);
            return Ok(count == 0);
        };
        let (count, data) = input.take_units(left as usize, bytes + 8)?;
        for part in data.chunks_exact(bytes + 8) {
            let (pixel, place) = part.split_at(bytes);
            let side = |i: usize| i32::from(u16::from_be_bytes([place[i], place[i + 1]]));
            let [x, y, width, height] = [side(0), side(2), side(4), side(6)];
            if x + width > self.at.width || y + height > self.at.height {
                return broken("a part of a rectangle reaches out of it");
            }
            screen.fill(Rect::new(self.at.x + x, self.at.y + y, width, height), layout.color(pixel))?;
        }
        self.left = Some(left - count as u32);
        Ok(left == count as u32)
    }
}
