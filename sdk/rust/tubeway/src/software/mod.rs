//! The kernels in plain Rust: what the host does faster, for hosts that do not.

mod cipher;
mod deflate;
mod image;

pub(crate) use cipher::{Cipher, aead};
pub(crate) use deflate::{Deflate, Inflate};
#[cfg(all(feature = "std", not(target_arch = "wasm32")))]
pub(crate) use image::Image;
pub(crate) use image::image_decode;

use crate::sys::{Digest as Kind, Status};
use alloc::vec::Vec;
use hmac::{Mac, SimpleHmac};
use md5::Md5;
use sha1::Sha1;
use sha2::digest::Digest;
use sha2::{Sha256, Sha384, Sha512};

/// What a kernel gives, or the status that the host would answer.
pub(crate) type Answer<T> = Result<T, Status>;

pub(crate) fn digest(kind: Kind, data: &[u8]) -> Vec<u8> {
    match kind {
        Kind::Md5 => Md5::digest(data).to_vec(),
        Kind::Sha1 => Sha1::digest(data).to_vec(),
        Kind::Sha256 => Sha256::digest(data).to_vec(),
        Kind::Sha384 => Sha384::digest(data).to_vec(),
        Kind::Sha512 => Sha512::digest(data).to_vec(),
    }
}

pub(crate) fn hmac(kind: Kind, key: &[u8], data: &[u8]) -> Answer<Vec<u8>> {
    match kind {
        Kind::Md5 => mac::<SimpleHmac<Md5>>(key, data),
        Kind::Sha1 => mac::<SimpleHmac<Sha1>>(key, data),
        Kind::Sha256 => mac::<SimpleHmac<Sha256>>(key, data),
        Kind::Sha384 => mac::<SimpleHmac<Sha384>>(key, data),
        Kind::Sha512 => mac::<SimpleHmac<Sha512>>(key, data),
    }
}

fn mac<M: Mac + sha2::digest::KeyInit>(key: &[u8], data: &[u8]) -> Answer<Vec<u8>> {
    let mut mac = <M as Mac>::new_from_slice(key).map_err(|_| Status::Invalid)?;
    mac.update(data);
    Ok(mac.finalize().into_bytes().to_vec())
}
