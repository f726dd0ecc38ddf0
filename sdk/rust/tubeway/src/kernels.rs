//! Work that the host does faster than a guest: compression, digests, ciphers, images.
//!
//! Where a call answers [`Status::Unsupported`](crate::Status::Unsupported) the host leaves the work to the module.

use crate::answer::{bytes, check};
use crate::error::Result;
use crate::sys::{
    self, Aead, Cipher as CipherKind, Codec, DeflateFormat, Digest, Direction, Flush,
};
use alloc::vec::Vec;

/// A handle that is closed when it is dropped.
#[derive(Debug)]
struct Handle(i32);

impl Drop for Handle {
    fn drop(&mut self) {
        unsafe { sys::close(self.0) };
    }
}

/// A decompressor.
#[derive(Debug)]
pub struct Inflate(Handle);

impl Inflate {
    /// Makes a decompressor.
    pub fn new(format: DeflateFormat) -> Result<Self> {
        let handle = check("inflate_new", unsafe { sys::inflate_new(format as i32) })?;
        Ok(Self(Handle(handle as i32)))
    }

    /// Takes all of `data` and writes what fits. While `out` was filled to its end, call again without data. An error
    /// that [is closed](crate::Error::is_closed) is the end of the compressed stream.
    pub fn inflate(&mut self, data: &[u8], out: &mut [u8]) -> Result<usize> {
        check("inflate", unsafe {
            sys::inflate(self.0.0, data.as_ptr(), data.len(), out.as_mut_ptr(), out.len())
        })
    }
}

/// A compressor.
#[derive(Debug)]
pub struct Deflate(Handle);

impl Deflate {
    /// Makes a compressor of level 0 to 9; none is the default.
    pub fn new(format: DeflateFormat, level: Option<u8>) -> Result<Self> {
        let level = level.map_or(-1, i32::from);
        let handle = check("deflate_new", unsafe { sys::deflate_new(format as i32, level) })?;
        Ok(Self(Handle(handle as i32)))
    }

    /// Takes all of `data` and writes what fits. While `out` was filled to its end, call again without data.
    pub fn deflate(&mut self, data: &[u8], flush: Flush, out: &mut [u8]) -> Result<usize> {
        check("deflate", unsafe {
            sys::deflate(
                self.0.0,
                data.as_ptr(),
                data.len(),
                flush as i32,
                out.as_mut_ptr(),
                out.len(),
            )
        })
    }
}

/// A digest of some bytes.
pub fn digest(kind: Digest, data: &[u8]) -> Result<Vec<u8>> {
    bytes("digest", |out, length| unsafe {
        sys::digest(kind as i32, data.as_ptr(), data.len(), out, length)
    })
}

/// An HMAC of some bytes.
pub fn hmac(kind: Digest, key: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    bytes("hmac", |out, length| unsafe {
        sys::hmac(kind as i32, key.as_ptr(), key.len(), data.as_ptr(), data.len(), out, length)
    })
}

/// A cipher without padding.
#[derive(Debug)]
pub struct Cipher(Handle);

impl Cipher {
    /// Makes a cipher; the key's length chooses the variant.
    pub fn new(kind: CipherKind, direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        let handle = check("cipher_new", unsafe {
            sys::cipher_new(
                kind as i32,
                direction as i32,
                key.as_ptr(),
                key.len(),
                iv.as_ptr(),
                iv.len(),
            )
        })?;
        Ok(Self(Handle(handle as i32)))
    }

    /// Enciphers or deciphers the next bytes; `out` is as long as `data`.
    pub fn apply(&mut self, data: &[u8], out: &mut [u8]) -> Result<()> {
        check("cipher", unsafe {
            sys::cipher(self.0.0, data.as_ptr(), data.len(), out.as_mut_ptr(), out.len())
        })
        .map(drop)
    }
}

/// Enciphers one message, or deciphers it; the tag follows the enciphered bytes.
pub fn aead(
    kind: Aead,
    direction: Direction,
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    data: &[u8],
) -> Result<Vec<u8>> {
    bytes("aead", |out, length| unsafe {
        sys::aead(
            kind as i32,
            direction as i32,
            key.as_ptr(),
            key.len(),
            nonce.as_ptr(),
            nonce.len(),
            aad.as_ptr(),
            aad.len(),
            data.as_ptr(),
            data.len(),
            out,
            length,
        )
    })
}

/// Decodes an image: its header, then BGRA pixels.
pub fn image_decode(codec: Codec, data: &[u8]) -> Result<Vec<u8>> {
    bytes("image_decode", |out, length| unsafe {
        sys::image_decode(codec as i32, data.as_ptr(), data.len(), out, length)
    })
}
