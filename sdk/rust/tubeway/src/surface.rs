//! Pixels, owned and touched by the host.

use crate::answer::{check, record_bytes};
use crate::error::Result;
use crate::sys::{self, Codec, ColoredRect, CursorKind, PixelFormat, Run};

/// A place on a surface, pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rect {
    /// Left edge.
    pub x: i32,
    /// Top edge.
    pub y: i32,
    /// Width.
    pub width: i32,
    /// Height.
    pub height: i32,
}

impl Rect {
    /// A place on a surface.
    pub const fn new(x: i32, y: i32, width: i32, height: i32) -> Self {
        Self { x, y, width, height }
    }
}

/// Pixels in memory.
#[derive(Clone, Copy, Debug)]
pub struct Picture<'a> {
    /// How they lie.
    pub format: PixelFormat,
    /// Bytes from row to row; 0 when rows lie without gaps.
    pub stride: i32,
    /// The rows, top first.
    pub data: &'a [u8],
}

/// Pixels, owned and touched by the host. Dropping one that is not the screen frees it.
#[derive(Debug)]
pub struct Surface {
    handle: i32,
}

impl Surface {
    /// What the clients see.
    pub const SCREEN: Surface = Surface { handle: 0 };

    /// Makes a surface, black and opaque.
    pub fn new(width: i32, height: i32) -> Result<Self> {
        check("surface_new", unsafe { sys::surface_new(width, height) })
            .map(|handle| Self { handle: handle as i32 })
    }

    /// Resizes it; resizing the screen tells the clients its size.
    pub fn resize(&self, width: i32, height: i32) -> Result<()> {
        done("surface_size", unsafe { sys::surface_size(self.handle, width, height) })
    }

    /// Puts a rectangle of pixels.
    pub fn put(&self, at: Rect, picture: Picture<'_>) -> Result<()> {
        let Picture { format, stride, data } = picture;
        done("surface_put", unsafe {
            sys::surface_put(
                self.handle,
                at.x,
                at.y,
                at.width,
                at.height,
                format as i32,
                stride,
                data.as_ptr(),
                data.len(),
            )
        })
    }

    /// Sets colours of the palette, each 0xAARRGGBB.
    pub fn palette(&self, first: i32, colors: &[u32]) -> Result<()> {
        let bytes = record_bytes(colors);
        done("surface_palette", unsafe {
            sys::surface_palette(self.handle, first, bytes.as_ptr(), bytes.len())
        })
    }

    /// Fills a rectangle with one colour, 0xAARRGGBB.
    pub fn fill(&self, at: Rect, argb: u32) -> Result<()> {
        done("surface_fill", unsafe {
            sys::surface_fill(self.handle, at.x, at.y, at.width, at.height, argb as i32)
        })
    }

    /// Fills many rectangles.
    pub fn fill_all(&self, rects: &[ColoredRect]) -> Result<()> {
        let bytes = record_bytes(rects);
        done("surface_rects", unsafe {
            sys::surface_rects(self.handle, bytes.as_ptr(), bytes.len())
        })
    }

    /// Draws run-length coded pixels.
    pub fn runs(&self, at: Rect, format: PixelFormat, runs: &[Run]) -> Result<()> {
        let bytes = record_bytes(runs);
        done("surface_runs", unsafe {
            sys::surface_runs(
                self.handle,
                at.x,
                at.y,
                at.width,
                at.height,
                format as i32,
                bytes.as_ptr(),
                bytes.len(),
            )
        })
    }

    /// Copies a rectangle to a place of another surface, or of this one.
    pub fn copy(&self, from: Rect, to: &Surface, x: i32, y: i32) -> Result<()> {
        done("surface_copy", unsafe {
            sys::surface_copy(self.handle, from.x, from.y, from.width, from.height, to.handle, x, y)
        })
    }

    /// Puts a coded image.
    pub fn put_encoded(&self, at: Rect, codec: Codec, data: &[u8]) -> Result<()> {
        done("surface_put_encoded", unsafe {
            sys::surface_put_encoded(
                self.handle,
                at.x,
                at.y,
                at.width,
                at.height,
                codec as i32,
                data.as_ptr(),
                data.len(),
            )
        })
    }
}

impl Drop for Surface {
    fn drop(&mut self) {
        if self.handle != 0 {
            unsafe { sys::close(self.handle) };
        }
    }
}

/// Ends a frame: what was drawn before may be shown now. Waits for no client that is behind; while nobody has seen
/// anything new for a second, and no event waits, it may take up to a second.
pub fn frame() -> Result<()> {
    done("frame", unsafe { sys::frame() })
}

/// Sets the mouse pointer's picture; `hot` is the hot spot and the size.
pub fn set_cursor(hot: Rect, format: PixelFormat, data: &[u8]) -> Result<()> {
    done("cursor", unsafe {
        sys::cursor(hot.x, hot.y, hot.width, hot.height, format as i32, data.as_ptr(), data.len())
    })
}

/// Sets the mouse pointer to one that the host has.
pub fn set_named_cursor(kind: CursorKind) -> Result<()> {
    done("cursor_named", unsafe { sys::cursor_named(kind as i32) })
}

/// Tells where the mouse pointer is, when the target moved it and no client did.
pub fn move_cursor(x: i32, y: i32) -> Result<()> {
    done("cursor_move", unsafe { sys::cursor_move(x, y) })
}

fn done(call: &'static str, result: i32) -> Result<()> {
    check(call, result).map(drop)
}
