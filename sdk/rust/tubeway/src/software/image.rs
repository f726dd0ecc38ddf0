//! Images.

use super::Answer;
use crate::sys::{Codec, ImageHeader, Status};
use alloc::vec;
use alloc::vec::Vec;
use zune_jpeg::JpegDecoder;
use zune_jpeg::zune_core::bytestream::ZCursor;
use zune_jpeg::zune_core::colorspace::ColorSpace;
use zune_jpeg::zune_core::options::DecoderOptions;
use zune_png::PngDecoder;

/// Most pixels of an image.
const MOST_PIXELS: usize = 64 << 20;

/// A decoded image: BGRA pixels without gaps.
pub(crate) struct Image {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

/// The header, then the pixels.
pub(crate) fn image_decode(codec: Codec, data: &[u8]) -> Answer<Vec<u8>> {
    let image = Image::decode(codec, data)?;
    let mut out = vec![0; ImageHeader::SIZE];
    ImageHeader { width: image.width as u32, height: image.height as u32 }.write(&mut out);
    out.extend_from_slice(&image.pixels);
    Ok(out)
}

impl Image {
    pub(crate) fn decode(codec: Codec, data: &[u8]) -> Answer<Self> {
        match codec {
            Codec::Jpeg => jpeg(data),
            Codec::Png => png(data),
            _ => Err(Status::Unsupported),
        }
    }
}

fn damaged<E>(_error: E) -> Status {
    Status::PeerError
}

fn small((width, height): (usize, usize)) -> Answer<(usize, usize)> {
    if width.saturating_mul(height) <= MOST_PIXELS {
        Ok((width, height))
    } else {
        Err(Status::Limit)
    }
}

fn jpeg(data: &[u8]) -> Answer<Image> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::BGRA);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(data), options);
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = small(decoder.dimensions().ok_or(Status::PeerError)?)?;
    Ok(Image { width, height, pixels: decoder.decode().map_err(damaged)? })
}

fn png(data: &[u8]) -> Answer<Image> {
    let options =
        DecoderOptions::default().png_set_strip_to_8bit(true).png_set_add_alpha_channel(true);
    let mut decoder = PngDecoder::new_with_options(ZCursor::new(data), options);
    decoder.decode_headers().map_err(damaged)?;
    let (width, height) = small(decoder.dimensions().ok_or(Status::PeerError)?)?;
    let space = decoder.colorspace().ok_or(Status::PeerError)?;
    let decoded = decoder.decode_raw().map_err(damaged)?;
    let pixels = match space {
        ColorSpace::RGBA => {
            decoded.chunks_exact(4).flat_map(|p| [p[2], p[1], p[0], p[3]]).collect()
        }
        ColorSpace::LumaA => {
            decoded.chunks_exact(2).flat_map(|p| [p[0], p[0], p[0], p[1]]).collect()
        }
        _ => return Err(Status::Unsupported),
    };
    Ok(Image { width, height, pixels })
}
