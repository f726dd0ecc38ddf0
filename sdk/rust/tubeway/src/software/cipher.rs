//! Ciphers, with authentication and without.

use super::Answer;
use crate::sys::{Aead as AeadKind, Cipher as Kind, Direction, Status};
use aes::cipher::consts::U12;
use aes::cipher::generic_array::GenericArray;
use aes::cipher::{
    BlockDecryptMut, BlockEncryptMut, InnerIvInit, KeyInit, KeyIvInit, StreamCipher,
};
use aes::{Aes128, Aes192, Aes256};
use aes_gcm::AesGcm;
use aes_gcm::aead::{Aead, Payload};
use alloc::boxed::Box;
use alloc::vec::Vec;
use chacha20poly1305::ChaCha20Poly1305;
use des::{Des, TdesEde3};

/// Works on data in place.
type Apply = Box<dyn FnMut(&mut [u8])>;

/// A cipher without padding.
pub(crate) struct Cipher {
    block: usize,
    apply: Apply,
}

impl Cipher {
    pub(crate) fn new(kind: Kind, direction: Direction, key: &[u8], iv: &[u8]) -> Answer<Self> {
        let made = match (kind, key.len()) {
            (Kind::AesEcb, 16) => ecb::<Aes128>(direction, key, iv),
            (Kind::AesEcb, 24) => ecb::<Aes192>(direction, key, iv),
            (Kind::AesEcb, 32) => ecb::<Aes256>(direction, key, iv),
            (Kind::AesCbc, 16) => cbc::<Aes128>(direction, key, iv),
            (Kind::AesCbc, 24) => cbc::<Aes192>(direction, key, iv),
            (Kind::AesCbc, 32) => cbc::<Aes256>(direction, key, iv),
            (Kind::AesCtr, 16) => stream(ctr::Ctr128BE::<Aes128>::new_from_slices(key, iv).ok()),
            (Kind::AesCtr, 24) => stream(ctr::Ctr128BE::<Aes192>::new_from_slices(key, iv).ok()),
            (Kind::AesCtr, 32) => stream(ctr::Ctr128BE::<Aes256>::new_from_slices(key, iv).ok()),
            (Kind::DesEcb, 8) => ecb::<Des>(direction, key, iv),
            (Kind::Des3Cbc, 24) => cbc::<TdesEde3>(direction, key, iv),
            (Kind::Rc4, 5..=32) if iv.is_empty() => rc4(key),
            _ => None,
        };
        made.ok_or(Status::Invalid)
    }

    /// Works in place.
    pub(crate) fn apply(&mut self, data: &mut [u8]) -> Answer<()> {
        if !data.len().is_multiple_of(self.block) {
            return Err(Status::Invalid);
        }
        (self.apply)(data);
        Ok(())
    }
}

/// Runs each block of some data through a cipher.
fn encrypt(mut cipher: impl BlockEncryptMut + 'static) -> Cipher {
    let block = cipher_block(&cipher);
    let apply = move |data: &mut [u8]| {
        for block in data.chunks_exact_mut(block) {
            cipher.encrypt_block_mut(GenericArray::from_mut_slice(block));
        }
    };
    Cipher { block, apply: Box::new(apply) }
}

fn decrypt(mut cipher: impl BlockDecryptMut + 'static) -> Cipher {
    let block = cipher_block(&cipher);
    let apply = move |data: &mut [u8]| {
        for block in data.chunks_exact_mut(block) {
            cipher.decrypt_block_mut(GenericArray::from_mut_slice(block));
        }
    };
    Cipher { block, apply: Box::new(apply) }
}

fn cipher_block<C: aes::cipher::BlockSizeUser>(_cipher: &C) -> usize {
    C::block_size()
}

fn ecb<C>(direction: Direction, key: &[u8], iv: &[u8]) -> Option<Cipher>
where
    C: KeyInit + BlockEncryptMut + BlockDecryptMut + aes::cipher::BlockCipher + 'static,
{
    let cipher = C::new_from_slice(key).ok().filter(|_| iv.is_empty())?;
    Some(match direction {
        Direction::Encrypt => encrypt(cipher),
        Direction::Decrypt => decrypt(cipher),
    })
}

fn cbc<C>(direction: Direction, key: &[u8], iv: &[u8]) -> Option<Cipher>
where
    C: KeyInit + BlockEncryptMut + BlockDecryptMut + aes::cipher::BlockCipher + 'static,
{
    let cipher = C::new_from_slice(key).ok()?;
    Some(match direction {
        Direction::Encrypt => encrypt(cbc::Encryptor::inner_iv_slice_init(cipher, iv).ok()?),
        Direction::Decrypt => decrypt(cbc::Decryptor::inner_iv_slice_init(cipher, iv).ok()?),
    })
}

fn stream(cipher: Option<impl StreamCipher + 'static>) -> Option<Cipher> {
    let mut cipher = cipher?;
    Some(Cipher { block: 1, apply: Box::new(move |data| cipher.apply_keystream(data)) })
}

/// The crate's RC4 has the key's length in its type.
fn rc4(key: &[u8]) -> Option<Cipher> {
    use aes::cipher::consts::*;
    macro_rules! of_length {
        ($($length:literal $size:ident),+) => {
            match key.len() {
                $($length => stream(rc4::Rc4::<$size>::new_from_slice(key).ok()),)+
                _ => None,
            }
        };
    }
    of_length!(
        5 U5, 6 U6, 7 U7, 8 U8, 9 U9, 10 U10, 11 U11, 12 U12, 13 U13, 14 U14, 15 U15, 16 U16, 17 U17,
        18 U18, 19 U19, 20 U20, 21 U21, 22 U22, 23 U23, 24 U24, 25 U25, 26 U26, 27 U27, 28 U28,
        29 U29, 30 U30, 31 U31, 32 U32
    )
}

pub(crate) fn aead(
    kind: AeadKind,
    direction: Direction,
    key: &[u8],
    nonce: &[u8],
    aad: &[u8],
    data: &[u8],
) -> Answer<Vec<u8>> {
    if nonce.len() != 12 {
        return Err(Status::Invalid);
    }
    let payload = Payload { msg: data, aad };
    match (kind, key.len()) {
        (AeadKind::AesGcm, 16) => seal::<AesGcm<Aes128, U12>>(direction, key, nonce, payload),
        (AeadKind::AesGcm, 24) => seal::<AesGcm<Aes192, U12>>(direction, key, nonce, payload),
        (AeadKind::AesGcm, 32) => seal::<AesGcm<Aes256, U12>>(direction, key, nonce, payload),
        (AeadKind::Chacha20Poly1305, 32) => {
            seal::<ChaCha20Poly1305>(direction, key, nonce, payload)
        }
        _ => Err(Status::Invalid),
    }
}

fn seal<A: KeyInit + Aead>(
    direction: Direction,
    key: &[u8],
    nonce: &[u8],
    payload: Payload<'_, '_>,
) -> Answer<Vec<u8>> {
    let cipher = A::new_from_slice(key).map_err(|_| Status::Invalid)?;
    let nonce = GenericArray::from_slice(nonce);
    match direction {
        Direction::Encrypt => cipher.encrypt(nonce, payload).map_err(|_| Status::Invalid),
        Direction::Decrypt => cipher.decrypt(nonce, payload).map_err(|_| Status::AuthFailed),
    }
}
