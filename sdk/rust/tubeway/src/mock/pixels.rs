//! The surfaces of a mock session.

use crate::sys::{ColoredRect, PixelFormat, Run};
use crate::{Rect, sys};

/// A surface of a mock session: opaque pixels.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MockSurface {
    width: i32,
    height: i32,
    pixels: Vec<u32>,
    palette: Vec<u32>,
}

/// Bits of a pixel.
fn bits(format: PixelFormat) -> usize {
    match format {
        PixelFormat::Bgrx | PixelFormat::Rgbx | PixelFormat::Bgra => 32,
        PixelFormat::Rgb888 => 24,
        PixelFormat::Rgb565 | PixelFormat::Rgb555 => 16,
        PixelFormat::Gray8 | PixelFormat::Pal8 => 8,
        PixelFormat::Pal4 => 4,
        PixelFormat::Pal2 => 2,
        PixelFormat::Pal1 => 1,
    }
}

impl MockSurface {
    pub(super) fn new(width: i32, height: i32) -> Self {
        let pixels = vec![0xff00_0000; width as usize * height as usize];
        Self { width, height, pixels, palette: vec![0xff00_0000; 256] }
    }

    /// Width, pixels.
    pub fn width(&self) -> i32 {
        self.width
    }

    /// Height, pixels.
    pub fn height(&self) -> i32 {
        self.height
    }

    /// A pixel, 0xAARRGGBB; none outside.
    pub fn pixel(&self, x: i32, y: i32) -> Option<u32> {
        let inside = (0..self.width).contains(&x) && (0..self.height).contains(&y);
        inside.then(|| self.pixels[(y * self.width + x) as usize])
    }

    fn set(&mut self, x: i32, y: i32, argb: u32) {
        if (0..self.width).contains(&x) && (0..self.height).contains(&y) {
            self.pixels[(y * self.width + x) as usize] = argb;
        }
    }

    pub(super) fn resize(&mut self, width: i32, height: i32) {
        let mut resized = Self::new(width, height);
        for y in 0..height.min(self.height) {
            for x in 0..width.min(self.width) {
                resized.set(x, y, self.pixel(x, y).unwrap_or_default());
            }
        }
        resized.palette.clone_from(&self.palette);
        *self = resized;
    }

    pub(super) fn set_palette(&mut self, first: i32, colors: &[u8]) -> bool {
        let Ok(first) = usize::try_from(first) else {
            return false;
        };
        let count = colors.len() / 4;
        if !colors.len().is_multiple_of(4) || first + count > 256 {
            return false;
        }
        for (place, color) in self.palette[first..].iter_mut().zip(colors.chunks_exact(4)) {
            *place = sys::Color::read(color).unwrap_or_default().argb;
        }
        true
    }

    pub(super) fn fill(&mut self, at: Rect, argb: u32) {
        for y in at.y.max(0)..at.y.saturating_add(at.height).min(self.height) {
            for x in at.x.max(0)..at.x.saturating_add(at.width).min(self.width) {
                self.set(x, y, argb);
            }
        }
    }

    pub(super) fn fill_all(&mut self, rects: &[u8]) -> bool {
        if !rects.len().is_multiple_of(ColoredRect::SIZE) {
            return false;
        }
        for rect in rects.chunks_exact(ColoredRect::SIZE).filter_map(ColoredRect::read) {
            let at = Rect::new(rect.x.into(), rect.y.into(), rect.width.into(), rect.height.into());
            self.fill(at, rect.color);
        }
        true
    }

    /// The colour of a pixel's bytes as a number.
    fn color(&self, format: PixelFormat, pixel: u32) -> u32 {
        let wide = |value: u32, bits: u32| (value << (8 - bits)) | (value >> (2 * bits - 8));
        let rgb = |r: u32, g: u32, b: u32| 0xff00_0000 | r << 16 | g << 8 | b;
        match format {
            PixelFormat::Bgrx => 0xff00_0000 | pixel,
            PixelFormat::Bgra => pixel,
            PixelFormat::Rgbx | PixelFormat::Rgb888 => {
                rgb(pixel & 0xff, pixel >> 8 & 0xff, pixel >> 16 & 0xff)
            }
            PixelFormat::Rgb565 => {
                rgb(wide(pixel >> 11 & 31, 5), wide(pixel >> 5 & 63, 6), wide(pixel & 31, 5))
            }
            PixelFormat::Rgb555 => {
                rgb(wide(pixel >> 10 & 31, 5), wide(pixel >> 5 & 31, 5), wide(pixel & 31, 5))
            }
            PixelFormat::Gray8 => rgb(pixel & 0xff, pixel & 0xff, pixel & 0xff),
            _ => self.palette[(pixel & 0xff) as usize],
        }
    }

    /// False when the data are too few.
    pub(super) fn put(&mut self, at: Rect, format: PixelFormat, stride: i32, data: &[u8]) -> bool {
        let bits = bits(format);
        let row = (at.width as usize * bits).div_ceil(8);
        let stride = if stride == 0 { row } else { stride as usize };
        if stride < row || at.width == 0 || at.height == 0 {
            return stride >= row;
        }
        if data.len() < stride * (at.height as usize - 1) + row {
            return false;
        }
        for y in 0..at.height {
            let line = &data[stride * y as usize..];
            for x in 0..at.width {
                let first = x as usize * bits;
                let pixel = if bits < 8 {
                    let shift = 8 - bits - first % 8;
                    u32::from(line[first / 8] >> shift) & ((1 << bits) - 1)
                } else {
                    let bytes = &line[first / 8..(first + bits) / 8];
                    bytes.iter().rev().fold(0, |pixel, byte| pixel << 8 | u32::from(*byte))
                };
                let argb = self.color(format, pixel);
                self.set(at.x.saturating_add(x), at.y.saturating_add(y), argb);
            }
        }
        true
    }

    /// False when the runs do not fill the rectangle.
    pub(super) fn runs(&mut self, at: Rect, format: PixelFormat, runs: &[u8]) -> bool {
        let list: Vec<Run> = runs.chunks_exact(Run::SIZE).filter_map(Run::read).collect();
        let sum: u64 = list.iter().map(|run| u64::from(run.length)).sum();
        if !runs.len().is_multiple_of(Run::SIZE) || sum != at.width as u64 * at.height as u64 {
            return false;
        }
        let mut place = 0;
        for run in list {
            let argb = self.color(format, run.pixel);
            for _ in 0..run.length {
                let (x, y) = (place % at.width, place / at.width);
                self.set(at.x.saturating_add(x), at.y.saturating_add(y), argb);
                place += 1;
            }
        }
        true
    }

    /// The pixels of a place, none outside.
    pub(super) fn cut(&self, at: Rect) -> Vec<Option<u32>> {
        (0..at.height)
            .flat_map(|y| (0..at.width).map(move |x| (at.x + x, at.y + y)))
            .map(|(x, y)| self.pixel(x, y))
            .collect()
    }

    pub(super) fn paste(&mut self, pixels: &[Option<u32>], width: i32, x: i32, y: i32) {
        for (place, argb) in (0..).zip(pixels) {
            if let Some(argb) = argb {
                self.set(x + place % width, y + place / width, *argb);
            }
        }
    }
}
