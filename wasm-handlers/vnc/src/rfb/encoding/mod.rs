//! How rectangles are coded.

pub(super) mod cursor;
mod hextile;
mod packed;
mod rows;
mod rre;
mod tight;
mod tiles;

use tubeway::Rect;

use super::input::{Input, Step};
use super::messages::Encoding;
use super::pixel::PixelLayout;
use super::screen::Screen;
use hextile::Hextile;
use packed::Packed;
use rows::Rows;
use rre::Rre;
use tiles::Tiles;

/// Room for decompressed bytes: more than the longest row, and than the longest tile.
const SCRATCH: usize = 128 * 1024;

/// The decompressors: one each for zlib and ZRLE, then the four of Tight.
const ZLIB: usize = 0;
const ZRLE: usize = 1;
const TIGHT: usize = 2;

/// What rectangles have in common.
pub(super) struct Context {
    pub(super) layout: PixelLayout,
    takes_jpeg: bool,
    /// Decompressed bytes of the rectangle at hand.
    scratch: Vec<u8>,
    /// The rectangle at hand came as JPEG.
    pub(super) lossy: bool,
}

impl Context {
    pub(super) fn new(layout: PixelLayout, takes_jpeg: bool) -> Self {
        Self { layout, takes_jpeg, scratch: Vec::new(), lossy: false }
    }
}

/// What follows a step of a rectangle.
pub(super) enum Next {
    /// Another step.
    Again,
    /// Steps of another kind.
    Become(Body),
    /// Nothing.
    Done,
}

/// Bytes, compressed or not, that a rectangle is drawn from piece by piece.
pub(super) trait Pieces {
    /// Draws a piece, and tells whether it was the last. A rectangle that needs none is whole at once.
    fn piece(&mut self, input: &mut Input<'_>, layout: &PixelLayout, screen: &mut dyn Screen) -> Step<bool>;
}

/// A rectangle of pixels on its way.
#[derive(Debug)]
pub(super) enum Body {
    Copy(Rect, i32, i32),
    Rows(Rows),
    Tiles(Tiles),
    Rre(Rre),
    Hextile(Hextile),
    ZlibLength(Rect),
    ZrleLength(Rect),
    TightHead(Rect),
    Jpeg(Rect, usize),
    PackedRows(Packed, Rows),
    PackedTiles(Packed, Tiles),
}

impl Body {
    /// The rectangle of an encoding; none where there is no such encoding.
    pub(super) fn new(encoding: i32, at: Rect, context: &Context) -> Option<Self> {
        Some(match encoding {
            _ if encoding == Encoding::Raw as i32 => Self::Rows(Rows::whole(at, &context.layout)),
            _ if encoding == Encoding::Rre as i32 => Self::Rre(Rre::new(at)),
            _ if encoding == Encoding::Hextile as i32 => Self::Hextile(Hextile::new(at)),
            _ if encoding == Encoding::Zlib as i32 => Self::ZlibLength(at),
            _ if encoding == Encoding::Tight as i32 => Self::TightHead(at),
            _ if encoding == Encoding::Trle as i32 => Self::Tiles(Tiles::small(at)),
            _ if encoding == Encoding::Zrle as i32 => Self::ZrleLength(at),
            _ => return None,
        })
    }

    pub(super) fn step(&mut self, input: &mut Input<'_>, context: &mut Context, screen: &mut dyn Screen) -> Step<Next> {
        let layout = &context.layout;
        let is_last = match self {
            Self::Copy(from, x, y) => {
                screen.copy(*from, *x, *y)?;
                true
            }
            Self::Rows(rows) => rows.piece(input, layout, screen)?,
            Self::Tiles(tiles) => tiles.piece(input, layout, screen)?,
            Self::Rre(rre) => rre.piece(input, layout, screen)?,
            Self::Hextile(hextile) => hextile.piece(input, layout, screen)?,
            Self::ZlibLength(at) => {
                let packed = Packed::new(ZLIB, input.u32()? as usize);
                return Ok(Next::Become(Self::PackedRows(packed, Rows::whole(*at, layout))));
            }
            Self::ZrleLength(at) => {
                let packed = Packed::new(ZRLE, input.u32()? as usize);
                return Ok(Next::Become(Self::PackedTiles(packed, Tiles::large(*at))));
            }
            Self::TightHead(at) => return tight::head(*at, input, context, screen),
            Self::Jpeg(at, length) => {
                screen.jpeg(*at, input.take(*length)?)?;
                context.lossy = true;
                true
            }
            Self::PackedRows(packed, rows) => packed.step(input, context, screen, rows)?,
            Self::PackedTiles(packed, tiles) => packed.step(input, context, screen, tiles)?,
        };
        Ok(if is_last { Next::Done } else { Next::Again })
    }
}
