//! Every encoding, from bytes made by hand: the picture, the same at every cut, and what a hostile server may try.

mod common;

use common::*;
use tubeway::mock::{MockHost, MockSession};
use vnc::rfb::{Depth, Encoding, Fault, Order, PixelLayout, Wishes};

/// Runs within a mock host, whose kernels compress.
fn made(make: impl FnOnce() -> Vec<u8>) -> Vec<u8> {
    let mut bytes = Vec::new();
    MockHost::new().run(|| bytes = make());
    [greeting(), bytes].concat()
}

fn drawn(bytes: &[u8]) -> MockSession {
    same_at_every_cut(&wishes(Depth::True), bytes);
    shown(wishes(Depth::True), bytes)
}

fn one(at: [u16; 4], encoding: Encoding, data: &[u8]) -> Vec<u8> {
    [greeting(), update(&[rectangle(at, encoding as i32, data)])].concat()
}

#[test]
fn raw_rows_lie_where_they_belong() {
    let pixels: Vec<u8> = [RED, GREEN, BLUE, WHITE, RED, GREEN].iter().flat_map(|color| bgrx(*color)).collect();
    let session = drawn(&one([2, 3, 2, 3], Encoding::Raw, &pixels));
    assert_eq!([pixel(&session, 2, 3), pixel(&session, 3, 3), pixel(&session, 2, 4)], [RED, GREEN, BLUE]);
    assert_eq!([pixel(&session, 3, 4), pixel(&session, 2, 5), pixel(&session, 3, 5)], [WHITE, RED, GREEN]);
    assert_eq!((session.screen.width(), session.screen.height(), session.frames), (70, 40, 1));
}

#[test]
fn a_copy_takes_what_was_there() {
    let raw = rectangle([0, 0, 1, 1], 0, &bgrx(RED));
    let copy = rectangle([60, 30, 1, 1], Encoding::CopyRect as i32, &u16s(&[0, 0]));
    let session = drawn(&[greeting(), update(&[raw, copy])].concat());
    assert_eq!(pixel(&session, 60, 30), RED);
}

#[test]
fn rre_has_a_background_and_parts_on_it() {
    let part = |color, place: [u16; 4]| [bgrx(color), u16s(&place)].concat();
    let data = [vec![0, 0, 0, 2], bgrx(WHITE), part(RED, [1, 1, 2, 1]), part(BLUE, [2, 1, 1, 3])].concat();
    let session = drawn(&one([10, 10, 8, 8], Encoding::Rre, &data));
    assert_eq!([pixel(&session, 10, 10), pixel(&session, 11, 11), pixel(&session, 12, 11)], [WHITE, RED, BLUE]);
    assert_eq!([pixel(&session, 12, 13), pixel(&session, 17, 17)], [BLUE, WHITE]);
}

#[test]
fn hextile_keeps_its_colours_from_tile_to_tile() {
    // 33 pixels wide: a tile with parts in one colour, one with coloured parts, and one of pixels, a pixel wide.
    let first = [vec![2 | 4 | 8], bgrx(WHITE), bgrx(RED), vec![1, 0x12, 0x30]].concat();
    let second = [vec![8 | 16, 2], bgrx(BLUE), vec![0x00, 0x00], bgrx(GREEN), vec![0xff, 0x00]].concat();
    let third = [vec![1], bgrx(RED).repeat(16)].concat();
    let below = vec![0, 8 | 4, 0, 0, 255, 0, 1, 0x00, 0xf0, 0];
    let session = drawn(&one([0, 0, 33, 17], Encoding::Hextile, &[first, second, third, below].concat()));
    assert_eq!([pixel(&session, 0, 0), pixel(&session, 1, 2), pixel(&session, 4, 2)], [WHITE, RED, RED]);
    assert_eq!([pixel(&session, 16, 0), pixel(&session, 31, 15), pixel(&session, 20, 4)], [BLUE, GREEN, WHITE]);
    assert_eq!([pixel(&session, 32, 15), pixel(&session, 0, 16)], [RED, WHITE]);
    assert_eq!([pixel(&session, 16, 16), pixel(&session, 31, 16), pixel(&session, 32, 16)], [RED, RED, WHITE]);
}

#[test]
fn zlib_goes_on_over_rectangles() {
    let bytes = made(|| {
        let mut zlib = Zlib::new();
        let first = zlib.long(&bgrx(RED).repeat(6));
        let second = zlib.long(&bgrx(BLUE).repeat(6));
        let zlib = Encoding::Zlib as i32;
        update(&[rectangle([0, 0, 3, 2], zlib, &first), rectangle([3, 0, 3, 2], zlib, &second)])
    });
    let session = drawn(&bytes);
    assert_eq!([pixel(&session, 2, 1), pixel(&session, 3, 0), pixel(&session, 5, 1)], [RED, BLUE, BLUE]);
}

/// Tiles of every kind that TRLE and ZRLE share, each 16 by 16 or smaller where the rectangle ends.
fn tiles(pixel: fn(u32) -> Vec<u8>) -> Vec<Vec<u8>> {
    vec![
        [vec![0], pixel(RED).repeat(256)].concat(),
        [vec![1], pixel(GREEN)].concat(),
        [vec![2], pixel(RED), pixel(BLUE), [0x80, 0x01].repeat(16)].concat(),
        [vec![3], pixel(RED), pixel(BLUE), pixel(GREEN), [0x1b; 4].repeat(16)].concat(),
        // 6 pixels wide from here on.
        [vec![5], [RED, BLUE, GREEN, WHITE, RED].iter().flat_map(|c| pixel(*c)).collect(), [1, 0x23, 0].repeat(16)]
            .concat(),
        [vec![128], pixel(WHITE), vec![255, 0]].concat(),
        [vec![128], pixel(RED), vec![255, 0]].concat(),
        [vec![130], pixel(RED), pixel(BLUE), vec![0, 0x81, 254]].concat(),
        [vec![130], pixel(GREEN), pixel(WHITE), vec![0x80, 254, 1]].concat(),
        [vec![1], pixel(BLUE)].concat(),
    ]
}

fn looks_like_the_tiles(session: &MockSession) {
    assert_eq!([pixel(session, 0, 0), pixel(session, 15, 15), pixel(session, 20, 3)], [RED, RED, GREEN]);
    assert_eq!([pixel(session, 32, 0), pixel(session, 33, 0), pixel(session, 47, 5)], [BLUE, RED, BLUE]);
    let packed = [pixel(session, 48, 0), pixel(session, 49, 0), pixel(session, 50, 0), pixel(session, 51, 0)];
    assert_eq!(packed, [RED, BLUE, GREEN, GREEN]);
    let wide = [0, 1, 2, 3, 4].map(|x| pixel(session, 64 + x, 9));
    assert_eq!(wide, [RED, BLUE, GREEN, WHITE, RED]);
    assert_eq!([pixel(session, 0, 16), pixel(session, 16, 31)], [WHITE, RED]);
    assert_eq!([pixel(session, 32, 16), pixel(session, 33, 16), pixel(session, 47, 31)], [RED, BLUE, BLUE]);
    assert_eq!([pixel(session, 48, 16), pixel(session, 63, 31), pixel(session, 69, 31)], [GREEN, WHITE, BLUE]);
}

#[test]
fn trle_draws_tiles_of_every_kind() {
    let session = drawn(&one([0, 0, 70, 32], Encoding::Trle, &tiles(bgr).concat()));
    looks_like_the_tiles(&session);
}

#[test]
fn trle_may_use_a_palette_again() {
    let first = [vec![2], bgr(RED), bgr(BLUE), [0x80, 0x01].repeat(16)].concat();
    let second = [vec![127], [0x40, 0x00].repeat(16)].concat();
    let third = [vec![129, 0x81, 254], vec![0]].concat();
    let session = drawn(&one([0, 0, 48, 16], Encoding::Trle, &[first, second, third].concat()));
    assert_eq!([pixel(&session, 16, 0), pixel(&session, 17, 0)], [RED, BLUE]);
    assert_eq!([pixel(&session, 32, 0), pixel(&session, 47, 15)], [BLUE, RED]);
}

#[test]
fn zrle_draws_large_tiles_and_takes_either_order_of_colours() {
    for (order, pixel_of) in [(Order::BlueFirst, bgr as fn(u32) -> Vec<u8>), (Order::RedFirst, rgb)] {
        let bytes = made(|| {
            let mut zlib = Zlib::new();
            // 64 by 40 pixels: a run of all but one, and that one.
            let run = [vec![0x81], vec![255; 10], vec![8]].concat();
            let left = [vec![130], pixel_of(RED), pixel_of(BLUE), run, vec![0]].concat();
            let right = [vec![0], pixel_of(GREEN).repeat(6 * 40)].concat();
            let data = zlib.long(&[left, right].concat());
            update(&[rectangle([0, 0, 70, 40], Encoding::Zrle as i32, &data)])
        });
        let layout = PixelLayout::new(Depth::True, order, false);
        let wishes = Wishes { layout, ..wishes(Depth::True) };
        same_at_every_cut(&wishes, &bytes);
        let session = shown(wishes, &bytes);
        assert_eq!([pixel(&session, 0, 0), pixel(&session, 62, 39), pixel(&session, 63, 39)], [BLUE, BLUE, RED]);
        assert_eq!([pixel(&session, 64, 0), pixel(&session, 69, 39)], [GREEN, GREEN]);
    }
}

#[test]
fn tight_draws_fills_palettes_gradients_and_rows() {
    let bytes = made(|| {
        let tight = Encoding::Tight as i32;
        let (mut first, mut second) = (Zlib::new(), Zlib::new());
        let fill = [vec![0x80], rgb(RED)].concat();
        let two = [vec![0x40, 1, 1], rgb(GREEN), rgb(BLUE), first.compact(&[0x80, 0x40].repeat(10))].concat();
        let three = [vec![0x50, 1, 2], rgb(RED), rgb(GREEN), rgb(BLUE), second.compact(&[0, 1, 2, 0].repeat(4))];
        let rows = [vec![0x00], first.compact(&rgb(WHITE).repeat(16))].concat();
        // Rows of the same colour: only the first pixel differs from its guess.
        let mut differences = vec![0; 5 * 4 * 3];
        differences[..3].copy_from_slice(&rgb(BLUE));
        let gradient = [vec![0x60, 2], Zlib::new().compact(&differences)].concat();
        let short = [vec![0x00], rgb(GREEN).repeat(3)].concat();
        // The second stream begins anew.
        let again = [vec![0x12], Zlib::new().compact(&rgb(RED).repeat(16))].concat();
        update(&[
            rectangle([0, 0, 70, 40], tight, &fill),
            rectangle([0, 0, 10, 10], tight, &two),
            rectangle([10, 0, 4, 4], tight, &three.concat()),
            rectangle([20, 0, 4, 4], tight, &rows),
            rectangle([30, 0, 5, 4], tight, &gradient),
            rectangle([40, 0, 3, 1], tight, &short),
            rectangle([50, 0, 4, 4], tight, &again),
        ])
    });
    let session = drawn(&bytes);
    assert_eq!([pixel(&session, 0, 0), pixel(&session, 1, 0), pixel(&session, 9, 9)], [BLUE, GREEN, BLUE]);
    assert_eq!([pixel(&session, 10, 3), pixel(&session, 11, 3), pixel(&session, 12, 3)], [RED, GREEN, BLUE]);
    assert_eq!([pixel(&session, 23, 3), pixel(&session, 34, 3), pixel(&session, 42, 0)], [WHITE, BLUE, GREEN]);
    assert_eq!([pixel(&session, 53, 3), pixel(&session, 69, 39)], [RED, RED]);
}

#[test]
fn fewer_colours_are_widened() {
    let raw = [greeting(), update(&[rectangle([0, 0, 2, 1], 0, &[0x00, 0xf8, 0x1f, 0x00])])].concat();
    let session = shown(wishes(Depth::High), &raw);
    assert_eq!([pixel(&session, 0, 0), pixel(&session, 1, 0)], [RED, BLUE]);
    let low = [greeting(), update(&[rectangle([0, 0, 3, 1], 0, &[7, 7 << 3, 3 << 6])])].concat();
    let session = shown(wishes(Depth::Low), &low);
    assert_eq!([0, 1, 2].map(|x| pixel(&session, x, 0)), [RED, GREEN, BLUE]);
    let tiles = [greeting(), update(&[rectangle([0, 0, 2, 2], 15, &[2, 7, 3 << 6, 0x40, 0x80])])].concat();
    let session = shown(wishes(Depth::Low), &[tiles, low[greeting().len()..].to_vec()].concat());
    assert_eq!([pixel(&session, 0, 0), pixel(&session, 0, 1), pixel(&session, 1, 1)], [RED, BLUE, RED]);
}

#[test]
fn red_and_blue_change_places() {
    for order in [Order::BlueFirst, Order::RedFirst] {
        let layout = PixelLayout::new(Depth::True, order, true);
        let wishes = Wishes { layout, ..wishes(Depth::True) };
        // The server sends what it was asked for, or so it believes.
        let pixel_of = |color| if order == Order::BlueFirst { [rgb(color), vec![0]].concat() } else { bgrx(color) };
        let raw = rectangle([0, 0, 1, 1], 0, &pixel_of(RED));
        let tight = rectangle([1, 0, 1, 1], Encoding::Tight as i32, &[vec![0x80], rgb(RED)].concat());
        let tile = [vec![0], pixel_of(RED)[..3].to_vec()].concat();
        let trle = rectangle([2, 0, 1, 1], Encoding::Trle as i32, &tile);
        let session = shown(wishes, &[greeting(), update(&[raw, tight, trle])].concat());
        assert_eq!([0, 1, 2].map(|x| pixel(&session, x, 0)), [BLUE; 3], "{order:?}");
    }
}

#[test]
fn pointers_of_both_kinds_are_taken() {
    let colored = [bgrx(RED).repeat(4), vec![0x80, 0x40]].concat();
    let two = [rgb(RED), rgb(BLUE), vec![0x80, 0x40], vec![0xc0, 0x40]].concat();
    let none = rectangle([0, 0, 0, 0], Encoding::XCursor as i32, &[]);
    let cursor = rectangle([1, 1, 2, 2], Encoding::Cursor as i32, &colored);
    let bytes = update(&[cursor, rectangle([9, 9, 2, 2], Encoding::XCursor as i32, &two), none]);
    assert_eq!(drawn(&[greeting(), bytes].concat()).frames, 1);
}

#[test]
fn a_pointer_that_lets_through_what_is_behind_it_is_taken() {
    let pixels = [[255, 0, 0, 255], [0, 64, 0, 128], [0, 0, 0, 0], [9, 9, 9, 0]].concat();
    let raw = [vec![0, 0, 0, 0], pixels].concat();
    let bytes = [greeting(), update(&[rectangle([1, 0, 2, 2], Encoding::CursorWithAlpha as i32, &raw)])].concat();
    let cursor = drawn(&bytes).cursor.expect("a pointer");
    assert_eq!((cursor.width(), cursor.height()), (2, 2));
    let seen = [(0, 0), (1, 0), (0, 1), (1, 1)].map(|(x, y)| cursor.pixel(x, y));
    assert_eq!(seen, [Some(RED), Some(0x8000_8000), Some(0), Some(0)]);
    for cut in greeting().len()..bytes.len() {
        let session =
            host().run(|| drop(feed(wishes(Depth::True), &[&bytes[..cut], &bytes[cut..]]).expect("no fault")));
        assert!(session.cursor.as_ref() == Some(&cursor), "another pointer: cut={cut}");
    }
    let none = rectangle([0, 0, 0, 0], Encoding::CursorWithAlpha as i32, &[0; 4]);
    assert_eq!(drawn(&[greeting(), update(&[none])].concat()).cursor, None);
}

#[test]
fn a_desktop_of_another_size_is_shown_so() {
    let size = rectangle([0, 0, 90, 20], Encoding::DesktopSize as i32, &[]);
    let raw = rectangle([89, 19, 1, 1], 0, &bgrx(RED));
    let session = drawn(&[greeting(), update(&[size, raw])].concat());
    assert_eq!((session.screen.width(), session.screen.height(), pixel(&session, 89, 19)), (90, 20, RED));
}

#[test]
fn the_last_rectangle_may_be_told_in_place_of_a_number() {
    let mut bytes = update(&[rectangle([0, 0, 1, 1], 0, &bgrx(RED)), rectangle([0; 4], -224, &[])]);
    bytes[2..4].copy_from_slice(&[255, 255]);
    assert_eq!(drawn(&[greeting(), bytes].concat()).frames, 1);
}

#[test]
fn what_reaches_out_or_is_too_much_is_a_fault() {
    let zlib = |length: u32| [length.to_be_bytes().to_vec(), vec![0x78, 0x9c]].concat();
    let broken: Vec<(Vec<u8>, &str)> = vec![
        (one([69, 0, 2, 1], Encoding::Raw, &[]), "a rectangle 2x1 at 69,0"),
        (one([0, 0, 1, 1], Encoding::CursorWithAlpha, &[0, 0, 0, 7]), "another encoding than Raw: 7"),
        (one([0, 0, 513, 1], Encoding::CursorWithAlpha, &[0, 0, 0, 0]), "a pointer of 513x1"),
        (one([0, 0, 2, 2], Encoding::CopyRect, &u16s(&[69, 0])), "a copy from 69,0"),
        (one([0, 0, 2, 2], Encoding::Rre, &[vec![0, 0, 0, 1], vec![0; 8], u16s(&[1, 0, 2, 1])].concat()), "a part of"),
        (one([0, 0, 2, 2], Encoding::Hextile, &[8, 1, 0, 0x20]), "a part of a tile"),
        (one([0, 0, 2, 2], Encoding::Trle, &[128, 1, 2, 3, 4]), "a run reaches out"),
        (one([0, 0, 2, 2], Encoding::Trle, &[130, 1, 2, 3, 4, 5, 6, 5]), "a colour that its palette has not"),
        (one([0, 0, 2, 2], Encoding::Trle, &[127]), "a palette of 0 colours"),
        (one([0, 0, 2, 2], Encoding::Trle, &[20]), "unknown kind: 20"),
        (one([0, 0, 2, 2], Encoding::Tight, &[0xf0]), "unknown kind: 15"),
        (one([0, 0, 2, 2], Encoding::Tight, &[0x40, 9]), "unknown filter: 9"),
        (one([0, 0, 2, 2], Encoding::Zlib, &zlib(2)), "less than its pixels"),
        (one([0, 0, 2, 2], Encoding::Zlib, &[0, 0, 0, 4, 1, 2, 3, 4]), "damaged"),
        (one([0, 0, 600, 600], Encoding::Cursor, &[]), "a pointer of 600x600"),
        (one([0, 0, 0, 9], Encoding::DesktopSize, &[]), "no size: 0x9"),
        (one([0, 0, 1, 1], Encoding::Compress0, &[]), "not offered: -256"),
        ([greeting(), vec![77]].concat(), "unknown kind: 77"),
        ([greeting(), vec![248, 0, 0, 0, 0, 0, 0, 0, 65]].concat(), "a fence of 65 bytes"),
        ([greeting(), vec![3, 0, 0, 0, 255, 255, 255, 255]].concat(), "a clipboard of 1 bytes"),
    ];
    for (bytes, words) in broken {
        let found = fault(&bytes);
        assert!(matches!(&found, Fault::Protocol(text) if text.contains(words)), "{found:?}, wanted {words}");
    }
}

#[test]
fn a_bomb_is_not_unpacked_beyond_its_rectangle() {
    let bytes = made(|| {
        let bomb = Zlib::new().long(&vec![0; 8 << 20]);
        assert!(bomb.len() < 64 << 10);
        update(&[rectangle([0, 0, 70, 40], Encoding::Zlib as i32, &bomb)])
    });
    assert_eq!(fault(&bytes), Fault::Protocol("a compressed rectangle holds more than its pixels".into()));
}
