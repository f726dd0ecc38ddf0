//! Pixels row by row: Raw, zlib, and what Tight makes of them.

use tubeway::{PixelFormat, Rect};

use super::super::input::{Input, Step};
use super::super::pixel::PixelLayout;
use super::super::screen::Screen;
use super::Pieces;

/// How the pixels of a row lie.
#[derive(Debug)]
enum Kind {
    Whole,
    /// Compact pixels of Tight.
    Compact,
    /// Indexes of the palette that is set.
    Indexed(PixelFormat),
    /// Compact pixels, each told as what it differs by from a guess; the row above it.
    Gradient(Vec<u8>),
}

/// Pixels row by row.
#[derive(Debug)]
pub(in super::super) struct Rows {
    at: Rect,
    /// Bytes of a row.
    row: usize,
    kind: Kind,
}

impl Rows {
    /// Whole pixels.
    pub(super) fn whole(at: Rect, layout: &PixelLayout) -> Self {
        Self { at, row: at.width as usize * layout.bytes(), kind: Kind::Whole }
    }

    /// Compact pixels of Tight.
    pub(super) fn compact(at: Rect, layout: &PixelLayout) -> Self {
        Self { at, row: at.width as usize * layout.compact_bytes(), kind: Kind::Compact }
    }

    /// Indexes of a palette of so many colours.
    pub(super) fn indexed(at: Rect, colors: usize) -> Self {
        let width = at.width as usize;
        match colors {
            0..=2 => Self { at, row: width.div_ceil(8), kind: Kind::Indexed(PixelFormat::Pal1) },
            _ => Self { at, row: width, kind: Kind::Indexed(PixelFormat::Pal8) },
        }
    }

    /// Tight's gradient filter.
    pub(super) fn gradient(at: Rect, layout: &PixelLayout) -> Self {
        let row = at.width as usize * layout.compact_bytes();
        Self { at, row, kind: Kind::Gradient(vec![0; row]) }
    }

    /// Bytes that are still to come.
    pub(super) fn left(&self) -> usize {
        self.row * self.at.height as usize
    }
}

impl Pieces for Rows {
    fn piece(&mut self, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step<bool> {
        if self.at.height == 0 {
            return Ok(true);
        }
        let (count, data) = input.take_units(self.at.height as usize, self.row)?;
        let part = Rect { height: count as i32, ..self.at };
        match &mut self.kind {
            Kind::Whole => {
                if !layout.palette().is_empty() {
                    screen.palette(layout.palette())?;
                }
                screen.put(part, layout.format(), data)?;
            }
            Kind::Compact => put_compact(part, data, layout, true, screen)?,
            Kind::Indexed(format) => screen.put(part, *format, data)?,
            Kind::Gradient(above) => {
                let mut pixels = data.to_vec();
                for row in pixels.chunks_exact_mut(self.row) {
                    match layout.compact_bytes() {
                        3 => undo_gradient(row, above),
                        _ => undo_high_gradient(row, above),
                    }
                    above.copy_from_slice(row);
                }
                put_compact(part, &pixels, layout, true, screen)?;
            }
        }
        self.at.y += part.height;
        self.at.height -= part.height;
        Ok(self.at.height == 0)
    }
}

/// Puts compact pixels.
pub(super) fn put_compact(at: Rect, data: &[u8], layout: &PixelLayout, tight: bool, screen: &mut dyn Screen) -> Step {
    if !layout.palette().is_empty() {
        screen.palette(layout.palette())?;
    }
    let (format, swap) = layout.compact_format(tight);
    if swap {
        let mut swapped = data.to_vec();
        swapped.chunks_exact_mut(3).for_each(|pixel| pixel.swap(0, 2));
        screen.put(at, format, &swapped)?;
    } else {
        screen.put(at, format, data)?;
    }
    Ok(())
}

/// What a colour is guessed to be, from those to the left, above, and above to the left.
fn guess(left: i32, above: i32, corner: i32, most: i32) -> i32 {
    (left + above - corner).clamp(0, most)
}

/// Makes colours of differences, 3 bytes a pixel.
fn undo_gradient(row: &mut [u8], above: &[u8]) {
    for i in 0..row.len() {
        let (left, corner) = if i < 3 { (0, 0) } else { (row[i - 3], above[i - 3]) };
        let guess = guess(left.into(), above[i].into(), corner.into(), 255);
        row[i] = row[i].wrapping_add(guess as u8);
    }
}

/// The same for pixels of 16 bits.
fn undo_high_gradient(row: &mut [u8], above: &[u8]) {
    let pixel = |bytes: &[u8], i: usize| i32::from(u16::from_le_bytes([bytes[i], bytes[i + 1]]));
    for i in (0..row.len() / 2 * 2).step_by(2) {
        let mut sum = 0;
        for (shift, most) in [(11, 31), (5, 63), (0, 31)] {
            let of = |value: i32| value >> shift & most;
            let (left, corner) = if i == 0 { (0, 0) } else { (of(pixel(row, i - 2)), of(pixel(above, i - 2))) };
            let guess = guess(left, of(pixel(above, i)), corner, most);
            sum |= ((of(pixel(row, i)) + guess) & most) << shift;
        }
        row[i..i + 2].copy_from_slice(&(sum as u16).to_le_bytes());
    }
}
