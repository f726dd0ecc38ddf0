//! Work that the host does faster than a guest: compression, digests, ciphers, images.
//!
//! Where a host does not offer a call it answers [`Status::Unsupported`]; with the feature `software` the work is then done
//! here, in plain Rust, and the module need not know.

use crate::answer::{bytes, check};
use crate::error::{Error, Result};
#[cfg(feature = "software")]
use crate::software;
use crate::sys::{
    self, Aead, Cipher as CipherKind, Codec, DeflateFormat, Digest, Direction, Flush, Status,
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

/// A kernel of the host, or of our own.
#[allow(dead_code)]
enum Kernel<S> {
    Host(Handle),
    Software(S),
}

/// Without the feature there is nothing to fall back on.
#[cfg(not(feature = "software"))]
enum Nothing {}

impl<S> Kernel<S> {
    /// The host's kernel; ours where the host offers none.
    fn new(
        call: &'static str,
        result: i32,
        own: impl FnOnce() -> core::result::Result<S, Status>,
    ) -> Result<Self> {
        match check(call, result) {
            Ok(handle) => Ok(Self::Host(Handle(handle as i32))),
            Err(error) => own_instead(call, error, own).map(Self::Software),
        }
    }
}

/// Our own answer in place of one that the host does not offer.
fn own_instead<T>(
    call: &'static str,
    error: Error,
    own: impl FnOnce() -> core::result::Result<T, Status>,
) -> Result<T> {
    if error.status() != Status::Unsupported {
        return Err(error);
    }
    own().map_err(|status| Error::new(call, status as i32))
}

macro_rules! own {
    ($own:expr) => {{
        #[cfg(feature = "software")]
        let own = || $own;
        #[cfg(not(feature = "software"))]
        let own = || Err(Status::Unsupported);
        own
    }};
}

macro_rules! kernel_type {
    ($name:ident) => {
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(stringify!($name))
            }
        }
    };
}

#[cfg(feature = "software")]
type OwnInflate = software::Inflate;
#[cfg(not(feature = "software"))]
type OwnInflate = Nothing;

/// A decompressor.
pub struct Inflate(Kernel<OwnInflate>);
kernel_type!(Inflate);

impl Inflate {
    /// Makes a decompressor.
    pub fn new(format: DeflateFormat) -> Result<Self> {
        let result = unsafe { sys::inflate_new(format as i32) };
        Kernel::new("inflate_new", result, own!(Ok(software::Inflate::new(format)))).map(Self)
    }

    /// Takes all of `data` and writes what fits. While `out` was filled to its end, call again without data. An error
    /// that [is closed](crate::Error::is_closed) is the end of the compressed stream.
    pub fn inflate(&mut self, data: &[u8], out: &mut [u8]) -> Result<usize> {
        match &mut self.0 {
            Kernel::Host(handle) => check("inflate", unsafe {
                sys::inflate(handle.0, data.as_ptr(), data.len(), out.as_mut_ptr(), out.len())
            }),
            #[cfg(feature = "software")]
            Kernel::Software(own) => {
                own.inflate(data, out).map_err(|status| Error::new("inflate", status as i32))
            }
            #[cfg(not(feature = "software"))]
            Kernel::Software(nothing) => match *nothing {},
        }
    }
}

#[cfg(feature = "software")]
type OwnDeflate = software::Deflate;
#[cfg(not(feature = "software"))]
type OwnDeflate = Nothing;

/// A compressor.
pub struct Deflate(Kernel<OwnDeflate>);
kernel_type!(Deflate);

impl Deflate {
    /// Makes a compressor of level 0 to 9; none is the default.
    pub fn new(format: DeflateFormat, level: Option<u8>) -> Result<Self> {
        let level = level.map_or(-1, i32::from);
        let result = unsafe { sys::deflate_new(format as i32, level) };
        Kernel::new("deflate_new", result, own!(software::Deflate::new(format, level))).map(Self)
    }

    /// Takes all of `data` and writes what fits. While `out` was filled to its end, call again without data.
    pub fn deflate(&mut self, data: &[u8], flush: Flush, out: &mut [u8]) -> Result<usize> {
        match &mut self.0 {
            Kernel::Host(handle) => check("deflate", unsafe {
                sys::deflate(
                    handle.0,
                    data.as_ptr(),
                    data.len(),
                    flush as i32,
                    out.as_mut_ptr(),
                    out.len(),
                )
            }),
            #[cfg(feature = "software")]
            Kernel::Software(own) => {
                own.deflate(data, flush, out).map_err(|status| Error::new("deflate", status as i32))
            }
            #[cfg(not(feature = "software"))]
            Kernel::Software(nothing) => match *nothing {},
        }
    }
}

/// A digest of some bytes.
pub fn digest(kind: Digest, data: &[u8]) -> Result<Vec<u8>> {
    bytes("digest", |out, length| unsafe {
        sys::digest(kind as i32, data.as_ptr(), data.len(), out, length)
    })
    .or_else(|error| own_instead("digest", error, own!(Ok(software::digest(kind, data)))))
}

/// An HMAC of some bytes.
pub fn hmac(kind: Digest, key: &[u8], data: &[u8]) -> Result<Vec<u8>> {
    bytes("hmac", |out, length| unsafe {
        sys::hmac(kind as i32, key.as_ptr(), key.len(), data.as_ptr(), data.len(), out, length)
    })
    .or_else(|error| own_instead("hmac", error, own!(software::hmac(kind, key, data))))
}

#[cfg(feature = "software")]
type OwnCipher = software::Cipher;
#[cfg(not(feature = "software"))]
type OwnCipher = Nothing;

/// A cipher without padding.
pub struct Cipher(Kernel<OwnCipher>);
kernel_type!(Cipher);

impl Cipher {
    /// Makes a cipher; the key's length chooses the variant.
    pub fn new(kind: CipherKind, direction: Direction, key: &[u8], iv: &[u8]) -> Result<Self> {
        let result = unsafe {
            sys::cipher_new(
                kind as i32,
                direction as i32,
                key.as_ptr(),
                key.len(),
                iv.as_ptr(),
                iv.len(),
            )
        };
        let own = own!(software::Cipher::new(kind, direction, key, iv));
        Kernel::new("cipher_new", result, own).map(Self)
    }

    /// Enciphers or deciphers the next bytes; `out` is as long as `data`.
    pub fn apply(&mut self, data: &[u8], out: &mut [u8]) -> Result<()> {
        match &mut self.0 {
            Kernel::Host(handle) => check("cipher", unsafe {
                sys::cipher(handle.0, data.as_ptr(), data.len(), out.as_mut_ptr(), out.len())
            })
            .map(drop),
            #[cfg(feature = "software")]
            Kernel::Software(own) => {
                let invalid = |status: Status| Error::new("cipher", status as i32);
                let out = out.get_mut(..data.len()).ok_or_else(|| invalid(Status::Invalid))?;
                out.copy_from_slice(data);
                own.apply(out).map_err(invalid)
            }
            #[cfg(not(feature = "software"))]
            Kernel::Software(nothing) => match *nothing {},
        }
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
    .or_else(|error| {
        let own = own!(software::aead(kind, direction, key, nonce, aad, data));
        own_instead("aead", error, own)
    })
}

/// Decodes an image: its header, then BGRA pixels.
pub fn image_decode(codec: Codec, data: &[u8]) -> Result<Vec<u8>> {
    bytes("image_decode", |out, length| unsafe {
        sys::image_decode(codec as i32, data.as_ptr(), data.len(), out, length)
    })
    .or_else(|error| own_instead("image_decode", error, own!(software::image_decode(codec, data))))
}
