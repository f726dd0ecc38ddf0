//! Kernels give the same whether the host offers them or not.

use tubeway::kernels::{Cipher, Deflate, Inflate, aead, digest, hmac};
use tubeway::mock::MockHost;
use tubeway::sys::{Aead, Cipher as CipherKind, DeflateFormat, Digest, Direction, Flush, Imports};

/// A host that offers nothing.
struct Bare;

impl Imports for Bare {}

fn on_both(test: fn()) {
    MockHost::new().run(test);
    let before = tubeway::host::install(Some(Box::new(Bare)));
    test();
    tubeway::host::install(before);
}

fn pump(mut step: impl FnMut(&[u8], &mut [u8]) -> tubeway::Result<usize>, data: &[u8]) -> Vec<u8> {
    let mut all = Vec::new();
    let mut out = [0; 100];
    let mut rest = data;
    loop {
        match step(rest, &mut out) {
            Ok(count) => all.extend_from_slice(&out[..count]),
            Err(error) if error.is_closed() => return all,
            Err(error) => panic!("{error}"),
        }
        rest = &[];
    }
}

#[test]
fn what_is_compressed_comes_back() {
    on_both(|| {
        let text: Vec<u8> = (0..20_000_u32).flat_map(|n| (n * n / 77).to_le_bytes()).collect();
        for format in [DeflateFormat::Zlib, DeflateFormat::Raw, DeflateFormat::Gzip] {
            for level in [None, Some(0), Some(9)] {
                let mut deflate = Deflate::new(format, level).unwrap();
                let small = pump(|data, out| deflate.deflate(data, Flush::Finish, out), &text);
                let mut inflate = Inflate::new(format).unwrap();
                assert_eq!(pump(|data, out| inflate.inflate(data, out), &small), text);
            }
        }
    });
}

#[test]
fn a_sync_pushes_out_what_was_given() {
    on_both(|| {
        let mut deflate = Deflate::new(DeflateFormat::Zlib, None).unwrap();
        let mut inflate = Inflate::new(DeflateFormat::Zlib).unwrap();
        for text in [b"first".as_slice(), b"second"] {
            let (mut small, mut out) = ([0; 256], [0; 256]);
            let count = deflate.deflate(text, Flush::Sync, &mut small).unwrap();
            let count = inflate.inflate(&small[..count], &mut out).unwrap();
            assert_eq!(&out[..count], text);
        }
    });
}

#[test]
fn gzip_is_read_byte_by_byte_and_its_sum_is_checked() {
    on_both(|| {
        let mut deflate = Deflate::new(DeflateFormat::Gzip, None).unwrap();
        let mut small = pump(|data, out| deflate.deflate(data, Flush::Finish, out), b"hello");
        let mut inflate = Inflate::new(DeflateFormat::Gzip).unwrap();
        let mut all = Vec::new();
        for byte in &small {
            let mut out = [0; 16];
            match inflate.inflate(&[*byte], &mut out) {
                Ok(count) => all.extend_from_slice(&out[..count]),
                Err(error) => assert!(error.is_closed(), "{error}"),
            }
        }
        assert_eq!(all, b"hello");
        let crc = small.len() - 8;
        small[crc] ^= 1;
        let mut out = [0; 16];
        assert!(Inflate::new(DeflateFormat::Gzip).unwrap().inflate(&small, &mut out).is_err());
    });
}

#[test]
fn digests_ciphers_and_seals_agree_with_their_definitions() {
    on_both(|| {
        assert_eq!(digest(Digest::Md5, b"abc").unwrap()[..4], [0x90, 0x01, 0x50, 0x98]);
        assert_eq!(hmac(Digest::Sha256, b"key", b"abc").unwrap().len(), 32);
        let mut there = Cipher::new(CipherKind::Rc4, Direction::Encrypt, b"Secret", b"").unwrap();
        let mut out = [0; 14];
        there.apply(b"Attack at dawn", &mut out).unwrap();
        assert_eq!(out[..4], [0x45, 0xa0, 0x1f, 0x64]);
        let (key, nonce) = ([7; 32], [9; 12]);
        let kind = Aead::Chacha20Poly1305;
        let sealed = aead(kind, Direction::Encrypt, &key, &nonce, b"head", b"body").unwrap();
        let opened = aead(kind, Direction::Decrypt, &key, &nonce, b"head", &sealed).unwrap();
        assert_eq!(opened, b"body");
        assert!(aead(kind, Direction::Decrypt, &key, &nonce, b"tail", &sealed).is_err());
    });
}
