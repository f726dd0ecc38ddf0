//! Bytes that no server sends: the session ends with a reason, and nothing else happens.

mod common;

use common::*;
use vnc::rfb::{Depth, Encoding};

/// Numbers of a seed, by xorshift.
struct Seeded(u64);

impl Seeded {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }
}

/// Rectangles of every encoding that are right but for their bytes.
fn update_of_noise(seeded: &mut Seeded) -> Vec<u8> {
    let kinds = [
        Encoding::Raw,
        Encoding::CopyRect,
        Encoding::Rre,
        Encoding::Hextile,
        Encoding::Zlib,
        Encoding::Tight,
        Encoding::Trle,
        Encoding::Zrle,
        Encoding::Cursor,
        Encoding::XCursor,
        Encoding::ExtendedDesktopSize,
        Encoding::DesktopName,
    ];
    let rectangles: Vec<Vec<u8>> = (0..seeded.below(4) + 1)
        .map(|_| {
            let kind = kinds[seeded.below(kinds.len() as u64) as usize];
            let at = [0, 0, seeded.below(71) as u16, seeded.below(41) as u16];
            let data: Vec<u8> = (0..seeded.below(400)).map(|_| seeded.next() as u8).collect();
            rectangle(at, kind as i32, &data)
        })
        .collect();
    update(&rectangles)
}

#[test]
fn noise_never_panics() {
    for seed in 1..=10_000u64 {
        let mut seeded = Seeded(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let noise: Vec<u8> = match seed % 3 {
            0 => (0..seeded.below(600)).map(|_| seeded.next() as u8).collect(),
            1 => [greeting(), (0..seeded.below(600)).map(|_| seeded.next() as u8).collect()].concat(),
            _ => [greeting(), update_of_noise(&mut seeded), update_of_noise(&mut seeded)].concat(),
        };
        let depth = [Depth::True, Depth::High, Depth::Low][seeded.below(3) as usize];
        let piece = seeded.below(64) as usize + 1;
        let pieces: Vec<&[u8]> = noise.chunks(piece).collect();
        // The seed is told where this panics.
        println!("seed={seed}");
        host().run(|| drop(feed(wishes(depth), &pieces)));
    }
}

#[test]
fn right_bytes_with_one_wrong_among_them_never_panic() {
    let mut right = Vec::new();
    host().run(|| {
        let mut zlib = Zlib::new();
        let tight = [vec![0x40, 1, 2], rgb(RED), rgb(GREEN), rgb(BLUE), zlib.compact(&[0, 1, 2, 0].repeat(8))].concat();
        let zrle = Zlib::new().long(&[vec![130], bgr(RED), bgr(BLUE), vec![0x80, 100, 0x81, 25]].concat());
        right = update(&[
            rectangle([0, 0, 4, 8], Encoding::Tight as i32, &tight),
            rectangle([0, 0, 127, 1].map(|side| side.min(70)), Encoding::Raw as i32, &bgrx(RED).repeat(70)),
            rectangle([0, 0, 16, 8], Encoding::Zrle as i32, &zrle),
            rectangle(
                [0, 0, 16, 8],
                Encoding::Hextile as i32,
                &[vec![26, 1, 2, 3, 4, 1], bgrx(RED), vec![0, 0]].concat(),
            ),
        ]);
    });
    let bytes = [greeting(), right].concat();
    for place in 0..bytes.len() {
        for value in [0, 1, 127, 128, 255, bytes[place] ^ 1] {
            let mut wrong = bytes.clone();
            wrong[place] = value;
            println!("place={place} value={value}");
            host().run(|| drop(feed(wishes(Depth::True), &[&wrong])));
        }
    }
}
