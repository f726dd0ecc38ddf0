//! A server's side of the wire, and a connection that is fed by hand.
#![allow(dead_code)]

use tubeway::kernels::Deflate;
use tubeway::mock::{MockHost, MockSession};
use tubeway::sys::{DeflateFormat, Flush};
use vnc::Painter;
use vnc::rfb::{Connection, Depth, Fault, Login, Order, PixelLayout, Wishes};

pub const WIDTH: u16 = 70;
pub const HEIGHT: u16 = 40;

pub const RED: u32 = 0xffff_0000;
pub const GREEN: u32 = 0xff00_ff00;
pub const BLUE: u32 = 0xff00_00ff;
pub const WHITE: u32 = 0xffff_ffff;

/// Appends numbers, the first byte the highest.
pub fn u16s(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// Blue first, as the connection asks for.
pub fn bgrx(color: u32) -> Vec<u8> {
    vec![color as u8, (color >> 8) as u8, (color >> 16) as u8, 0]
}

pub fn bgr(color: u32) -> Vec<u8> {
    bgrx(color)[..3].to_vec()
}

pub fn rgb(color: u32) -> Vec<u8> {
    vec![(color >> 16) as u8, (color >> 8) as u8, color as u8]
}

/// From the version to a desktop of [`WIDTH`] by [`HEIGHT`], without security.
pub fn greeting() -> Vec<u8> {
    let mut bytes = b"RFB 003.008\n\x01\x01\0\0\0\0".to_vec();
    bytes.extend(desktop(WIDTH, HEIGHT));
    bytes
}

pub fn desktop(width: u16, height: u16) -> Vec<u8> {
    let mut bytes = u16s(&[width, height]);
    bytes.extend([0; 16]);
    bytes.extend(b"\0\0\0\x04test");
    bytes
}

/// A rectangle of an update.
pub fn rectangle(at: [u16; 4], encoding: i32, data: &[u8]) -> Vec<u8> {
    let mut bytes = u16s(&at);
    bytes.extend(encoding.to_be_bytes());
    bytes.extend(data);
    bytes
}

/// An update of rectangles.
pub fn update(rectangles: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = vec![0, 0];
    bytes.extend((rectangles.len() as u16).to_be_bytes());
    bytes.extend(rectangles.concat());
    bytes
}

/// A zlib stream that goes on from piece to piece.
pub struct Zlib(Deflate);

impl Zlib {
    pub fn new() -> Self {
        Self(Deflate::new(DeflateFormat::Zlib, None).expect("a compressor"))
    }

    pub fn pack(&mut self, data: &[u8]) -> Vec<u8> {
        let mut out = vec![0; data.len() + 1024];
        let count = self.0.deflate(data, Flush::Sync, &mut out).expect("room");
        out.truncate(count);
        out
    }

    /// After its length, four bytes.
    pub fn long(&mut self, data: &[u8]) -> Vec<u8> {
        let packed = self.pack(data);
        [(packed.len() as u32).to_be_bytes().to_vec(), packed].concat()
    }

    /// After its length as Tight writes it.
    pub fn compact(&mut self, data: &[u8]) -> Vec<u8> {
        let packed = self.pack(data);
        [compact_length(packed.len()), packed].concat()
    }
}

pub fn compact_length(length: usize) -> Vec<u8> {
    match length {
        0..128 => vec![length as u8],
        128..16384 => vec![length as u8 | 128, (length >> 7) as u8],
        _ => vec![length as u8 | 128, (length >> 7) as u8 | 128, (length >> 14) as u8],
    }
}

pub fn wishes(depth: Depth) -> Wishes {
    let layout = PixelLayout::new(depth, Order::BlueFirst, false);
    Wishes { login: Login::default(), layout, encodings: vec![0] }
}

/// Feeds a connection these pieces, one after the other.
pub fn feed(wishes: Wishes, pieces: &[&[u8]]) -> Result<Connection, Fault> {
    let mut connection = Connection::new(wishes);
    let mut painter = Painter::new(false)?;
    let mut input = Vec::new();
    for piece in pieces {
        input.extend_from_slice(piece);
        loop {
            let taken = connection.feed(&input, &mut painter)?;
            input.drain(..taken);
            connection.out.clear();
            if connection.missing() > 0 || connection.question().is_some() {
                break;
            }
        }
    }
    Ok(connection)
}

/// A host with as little a screen as there can be: every session begins with one.
pub fn host() -> MockHost {
    MockHost::new().size(1, 1, 1, 1)
}

/// What a host shows after these bytes, which must be without fault.
pub fn shown(wishes: Wishes, bytes: &[u8]) -> MockSession {
    host().run(|| {
        feed(wishes, &[bytes]).map(drop).map_err(|fault| format!("{fault:?}")).expect("no fault");
    })
}

/// The fault that these bytes are.
pub fn fault(bytes: &[u8]) -> Fault {
    let mut found = None;
    host().run(|| found = feed(wishes(Depth::True), &[bytes]).err());
    found.expect("a fault")
}

/// The same picture, whatever pieces the bytes come in.
pub fn same_at_every_cut(wishes: &Wishes, bytes: &[u8]) {
    let whole = shown(wishes.clone(), bytes).screen;
    for cut in 0..bytes.len() {
        let mut running = false;
        let session = host().run(|| {
            let connection = feed(wishes.clone(), &[&bytes[..cut], &bytes[cut..]]).expect("no fault");
            running = connection.is_running();
        });
        assert!(running, "cut={cut}");
        assert!(session.screen == whole, "another picture: cut={cut}");
    }
    let single: Vec<&[u8]> = bytes.chunks(1).collect();
    let session = host().run(|| drop(feed(wishes.clone(), &single).expect("no fault")));
    assert!(session.screen == whole, "another picture, byte by byte");
}

/// The colour at a place.
pub fn pixel(session: &MockSession, x: i32, y: i32) -> u32 {
    session.screen.pixel(x, y).expect("a pixel within the screen")
}
