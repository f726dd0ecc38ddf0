//! Tight: one colour, palettes, gradients or rows, compressed by one of four streams; or JPEG.

use tubeway::Rect;

use super::super::input::{Input, Step, broken};
use super::super::screen::Screen;
use super::packed::Packed;
use super::rows::Rows;
use super::{Body, Context, Next, TIGHT};

const FILL: u8 = 8;
const JPEG: u8 = 9;

/// What is shorter is not compressed, bytes.
const SHORTEST: usize = 12;

/// Reads what comes before the pixels.
pub(super) fn head(at: Rect, input: &mut Input<'_>, context: &mut Context, screen: &mut dyn Screen) -> Step<Next> {
    let layout = &context.layout;
    let control = input.u8()?;
    let next = match control >> 4 {
        FILL => {
            let color = layout.compact_color(input.take(layout.compact_bytes())?, true);
            screen.fill(at, color)?;
            Next::Done
        }
        JPEG if context.takes_jpeg => Next::Become(Body::Jpeg(at, length(input)?)),
        kind @ 0..8 => {
            let filter = if kind & 4 == 0 { 0 } else { input.u8()? };
            let mut palette = Vec::new();
            let rows = match filter {
                0 => Rows::compact(at, layout),
                1 => {
                    let count = usize::from(input.u8()?) + 1;
                    let size = layout.compact_bytes();
                    let colors = input.take(count * size)?;
                    palette.extend(colors.chunks_exact(size).map(|pixel| layout.compact_color(pixel, true)));
                    Rows::indexed(at, count)
                }
                2 if layout.compact_bytes() > 1 => Rows::gradient(at, layout),
                other => return broken(format!("a rectangle by an unknown filter: {other}")),
            };
            let next = if rows.left() < SHORTEST {
                Body::Rows(rows)
            } else {
                Body::PackedRows(Packed::new(TIGHT + usize::from(kind & 3), length(input)?), rows)
            };
            if !palette.is_empty() {
                // Indexes beyond it mean its last colour.
                palette.resize(if palette.len() <= 2 { 2 } else { 256 }, palette[palette.len() - 1]);
                screen.palette(&palette)?;
            }
            Next::Become(next)
        }
        other => return broken(format!("a rectangle of an unknown kind: {other}")),
    };
    (0..4).filter(|stream| control & 1 << stream != 0).for_each(|stream| screen.reset(TIGHT + stream));
    Ok(next)
}

/// A length of one to three bytes, 7 bits of it each, 8 in the last.
fn length(input: &mut Input<'_>) -> Step<usize> {
    let mut length = 0;
    for shift in [0, 7] {
        let byte = input.u8()?;
        length |= usize::from(byte & 127) << shift;
        if byte < 128 {
            return Ok(length);
        }
    }
    Ok(length | usize::from(input.u8()?) << 14)
}
