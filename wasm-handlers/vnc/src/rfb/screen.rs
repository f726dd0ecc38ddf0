//! What the protocol draws on.

use tubeway::{PixelFormat, Rect, Run};

use super::Fault;

/// How many decompressors a connection has, each with a state that is kept from rectangle to rectangle.
pub const STREAMS: usize = 6;

/// What the protocol draws on, and who decompresses for it.
pub trait Screen {
    /// The desktop has another size.
    fn resize(&mut self, width: u16, height: u16) -> Result<(), Fault>;

    /// Puts rows of pixels that follow each other without gaps.
    fn put(&mut self, at: Rect, format: PixelFormat, data: &[u8]) -> Result<(), Fault>;

    /// Sets the colours, 0xAARRGGBB, that the formats with a palette mean from now on.
    fn palette(&mut self, colors: &[u32]) -> Result<(), Fault>;

    /// Fills a rectangle with a colour, 0xAARRGGBB.
    fn fill(&mut self, at: Rect, argb: u32) -> Result<(), Fault>;

    /// Draws runs of [`PixelFormat::Bgrx`] that fill the rectangle.
    fn runs(&mut self, at: Rect, runs: &[Run]) -> Result<(), Fault>;

    /// Copies a part of the screen to another place of it.
    fn copy(&mut self, from: Rect, x: i32, y: i32) -> Result<(), Fault>;

    /// Puts a JPEG image.
    fn jpeg(&mut self, at: Rect, data: &[u8]) -> Result<(), Fault>;

    /// Sets the mouse pointer; `hot` is its hot spot and size, the pixels are BGRA. None hides it.
    fn cursor(&mut self, picture: Option<(Rect, &[u8])>) -> Result<(), Fault>;

    /// What was drawn may be seen.
    fn frame(&mut self) -> Result<(), Fault>;

    /// Decompresses zlib: takes all of `data`, writes what fits and tells how much. While `out` was filled to its end,
    /// there may be more. None: the stream has ended.
    fn inflate(&mut self, stream: usize, data: &[u8], out: &mut [u8]) -> Result<Option<usize>, Fault>;

    /// Begins a stream anew.
    fn reset(&mut self, stream: usize);

    /// Decompresses zlib that stands alone, at most `most` bytes of it. None: it is damaged.
    fn unpack(&mut self, data: &[u8], most: usize) -> Option<Vec<u8>>;

    /// Compresses to zlib that stands alone.
    fn pack(&mut self, data: &[u8]) -> Result<Vec<u8>, Fault>;
}
