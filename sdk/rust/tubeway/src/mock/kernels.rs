//! Kernels of a mock session: those of the feature `software`.

use super::imports::{Answer, give, known};
use super::{Handle, State};
use crate::Rect;
use crate::software::{self, Cipher, Deflate, Image, Inflate};
use crate::sys::{self, Aead, Codec, DeflateFormat, Digest, Direction, Flush, PixelFormat, Status};

pub(crate) enum Kernel {
    Inflate(Inflate),
    Deflate(Deflate),
    Cipher(Cipher),
}

pub(super) const OFFERED: [&str; 13] = [
    "surface_put_encoded",
    "inflate_new",
    "inflate",
    "deflate_new",
    "deflate",
    "digest",
    "hmac",
    "cipher_new",
    "cipher",
    "aead",
    "image_decode",
    "codec.png",
    "codec.jpeg",
];

pub(super) fn digest(kind: i32, data: &[u8], out: &mut [u8]) -> Answer {
    give(&software::digest(known(Digest::from_raw(kind))?, data), out)
}

pub(super) fn hmac(kind: i32, key: &[u8], data: &[u8], out: &mut [u8]) -> Answer {
    give(&software::hmac(known(Digest::from_raw(kind))?, key, data)?, out)
}

pub(super) fn aead(
    [kind, direction]: [i32; 2],
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    data: &[u8],
    out: &mut [u8],
) -> Answer {
    let kind = known(Aead::from_raw(kind))?;
    let direction = known(Direction::from_raw(direction))?;
    give(&software::aead(kind, direction, key, nonce, aad, data)?, out)
}

pub(super) fn image_decode(codec: i32, data: &[u8], out: &mut [u8]) -> Answer {
    give(&software::image_decode(known(Codec::from_raw(codec))?, data)?, out)
}

impl State {
    fn kernel(&mut self, handle: i32) -> Result<&mut Kernel, Status> {
        match self.handles.get_mut(&handle) {
            Some(Handle::Kernel(kernel)) => Ok(kernel),
            _ => Err(Status::Invalid),
        }
    }

    pub(super) fn inflate_new(&mut self, format: i32) -> Answer {
        let format = known(DeflateFormat::from_raw(format))?;
        self.open(Handle::Kernel(Kernel::Inflate(Inflate::new(format))))
    }

    pub(super) fn inflate(&mut self, handle: i32, data: &[u8], out: &mut [u8]) -> Answer {
        let Kernel::Inflate(inflate) = self.kernel(handle)? else { return Err(Status::Invalid) };
        Ok(inflate.inflate(data, out)? as i32)
    }

    pub(super) fn deflate_new(&mut self, format: i32, level: i32) -> Answer {
        let format = known(DeflateFormat::from_raw(format))?;
        self.open(Handle::Kernel(Kernel::Deflate(Deflate::new(format, level)?)))
    }

    pub(super) fn deflate(
        &mut self,
        handle: i32,
        data: &[u8],
        flush: i32,
        out: &mut [u8],
    ) -> Answer {
        let flush = known(Flush::from_raw(flush))?;
        let Kernel::Deflate(deflate) = self.kernel(handle)? else { return Err(Status::Invalid) };
        Ok(deflate.deflate(data, flush, out)? as i32)
    }

    pub(super) fn cipher_new(
        &mut self,
        kind: i32,
        direction: i32,
        key: &[u8],
        iv: &[u8],
    ) -> Answer {
        let kind = known(sys::Cipher::from_raw(kind))?;
        let direction = known(Direction::from_raw(direction))?;
        self.open(Handle::Kernel(Kernel::Cipher(Cipher::new(kind, direction, key, iv)?)))
    }

    pub(super) fn cipher(&mut self, handle: i32, data: &[u8], out: &mut [u8]) -> Answer {
        let Kernel::Cipher(cipher) = self.kernel(handle)? else { return Err(Status::Invalid) };
        let mut done = data.to_vec();
        if out.len() < done.len() {
            return Err(Status::Invalid);
        }
        cipher.apply(&mut done)?;
        give(&done, out)
    }

    pub(super) fn put_encoded(
        &mut self,
        surface: i32,
        at: Rect,
        codec: i32,
        data: &[u8],
    ) -> Answer {
        self.running()?;
        let codec = known(Codec::from_raw(codec))?;
        let surface = self.surface(surface)?;
        let image = match Image::decode(codec, data) {
            Err(Status::PeerError) => return Err(Status::Invalid),
            image => image?,
        };
        if (image.width as i32, image.height as i32) != (at.width, at.height) {
            return Err(Status::Invalid);
        }
        let fits = surface.put(at, PixelFormat::Bgra, 0, &image.pixels);
        if fits { Ok(0) } else { Err(Status::Invalid) }
    }
}
