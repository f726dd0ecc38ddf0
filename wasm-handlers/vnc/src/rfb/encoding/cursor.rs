//! The mouse pointer's picture.

use tubeway::Rect;

use super::super::input::{Input, Step, broken};
use super::super::messages::Encoding;
use super::super::screen::Screen;
use super::Context;

/// Longest side that a server may send.
const LONGEST_SIDE: i32 = 512;

/// Longest side that the host takes; what is more is cut.
const MOST: i32 = 256;

/// A picture in the pixels of the desktop, and a mask.
pub(in super::super) fn colored(hot: Rect, input: &mut Input<'_>, context: &Context, screen: &mut dyn Screen) -> Step {
    let (width, height) = size(hot)?;
    let layout = &context.layout;
    let pixels = input.take(width * height * layout.bytes())?;
    let mask = input.take(width.div_ceil(8) * height)?;
    let row = width * layout.bytes();
    draw(hot, screen, |x, y| {
        let at = y * row + x * layout.bytes();
        bit(mask, width, x, y).then(|| layout.color(&pixels[at..at + layout.bytes()]))
    })
}

/// A picture in two colours, and a mask.
pub(in super::super) fn two_colored(hot: Rect, input: &mut Input<'_>, screen: &mut dyn Screen) -> Step {
    let (width, height) = size(hot)?;
    if width * height == 0 {
        return Ok(screen.cursor(None)?);
    }
    let color = |[red, green, blue]: [u8; 3]| u32::from_be_bytes([255, red, green, blue]);
    let (front, back) = (color(input.array()?), color(input.array()?));
    let bits = input.take(width.div_ceil(8) * height)?;
    let mask = input.take(width.div_ceil(8) * height)?;
    draw(hot, screen, |x, y| bit(mask, width, x, y).then(|| if bit(bits, width, x, y) { front } else { back }))
}

/// A picture whose pixels let through more or less of what is behind them: red, green, blue, each weighted by how
/// little, and that.
pub(in super::super) fn with_alpha(hot: Rect, input: &mut Input<'_>, screen: &mut dyn Screen) -> Step {
    let (width, height) = size(hot)?;
    let inner = input.i32()?;
    if inner != Encoding::Raw as i32 {
        return broken(format!("a pointer in another encoding than Raw: {inner}"));
    }
    let pixels = input.take(width * height * 4)?;
    draw(hot, screen, |x, y| {
        let at = (y * width + x) * 4;
        let [red, green, blue, alpha] = [0, 1, 2, 3].map(|i| u32::from(pixels[at + i]));
        let full = |weighted: u32| ((weighted * 255 + alpha / 2) / alpha).min(255);
        (alpha > 0).then(|| alpha << 24 | full(red) << 16 | full(green) << 8 | full(blue))
    })
}

fn size(hot: Rect) -> Step<(usize, usize)> {
    if hot.width > LONGEST_SIDE || hot.height > LONGEST_SIDE {
        return broken(format!("a pointer of {}x{}", hot.width, hot.height));
    }
    Ok((hot.width as usize, hot.height as usize))
}

/// A bit of rows that begin with bytes of their own.
fn bit(bits: &[u8], width: usize, x: usize, y: usize) -> bool {
    bits[y * width.div_ceil(8) + x / 8] & 0x80 >> (x % 8) != 0
}

fn draw(hot: Rect, screen: &mut dyn Screen, color: impl Fn(usize, usize) -> Option<u32>) -> Step {
    let (width, height) = (hot.width.min(MOST), hot.height.min(MOST));
    let mut pixels = Vec::with_capacity(width as usize * height as usize * 4);
    for y in 0..height as usize {
        for x in 0..width as usize {
            pixels.extend_from_slice(&color(x, y).unwrap_or(0).to_le_bytes());
        }
    }
    if pixels.is_empty() {
        return Ok(screen.cursor(None)?);
    }
    let within = |value: i32, size: i32| value.clamp(0, size - 1);
    let hot = Rect::new(within(hot.x, width), within(hot.y, height), width, height);
    Ok(screen.cursor(Some((hot, &pixels)))?)
}
