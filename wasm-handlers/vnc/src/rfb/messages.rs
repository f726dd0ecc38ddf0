//! What a client says.

/// How rectangles may be coded, and what else a server may be offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(i32)]
#[allow(missing_docs)]
pub enum Encoding {
    Raw = 0,
    CopyRect = 1,
    Rre = 2,
    Hextile = 5,
    Zlib = 6,
    Tight = 7,
    Trle = 15,
    Zrle = 16,
    Quality0 = -32,
    DesktopSize = -223,
    LastRect = -224,
    PointerPosition = -232,
    Cursor = -239,
    XCursor = -240,
    Compress0 = -256,
    ExtendedKey = -258,
    LedState = -261,
    DesktopName = -307,
    ExtendedDesktopSize = -308,
    Fence = -312,
    ContinuousUpdates = -313,
    CursorWithAlpha = -314,
    FineQuality0 = -512,
    HalfColor = -767,
    VmwarePointerPosition = 0x574d_5666,
    VmwareLedState = 0x574d_5668,
    ExtendedClipboard = 0xc0a1_e5ce_u32 as i32,
}

impl Encoding {
    /// The encoding of a name that the reference daemon knows, where it codes pixels.
    pub fn named(name: &str) -> Option<Self> {
        Some(match name {
            "raw" => Self::Raw,
            "copyrect" => Self::CopyRect,
            "rre" => Self::Rre,
            "hextile" => Self::Hextile,
            "zlib" => Self::Zlib,
            "tight" => Self::Tight,
            "trle" => Self::Trle,
            "zrle" => Self::Zrle,
            _ => return None,
        })
    }
}

pub(super) fn set_encodings(encodings: &[i32], out: &mut Vec<u8>) {
    out.extend_from_slice(&[2, 0]);
    out.extend_from_slice(&(encodings.len() as u16).to_be_bytes());
    encodings.iter().for_each(|encoding| out.extend_from_slice(&encoding.to_be_bytes()));
}

fn sides(numbers: &[u16], out: &mut Vec<u8>) {
    numbers.iter().for_each(|number| out.extend_from_slice(&number.to_be_bytes()));
}

pub(super) fn update_request(incremental: bool, width: u16, height: u16, out: &mut Vec<u8>) {
    part_request(incremental, [0, 0, width, height], out);
}

pub(super) fn part_request(incremental: bool, part: [u16; 4], out: &mut Vec<u8>) {
    out.extend_from_slice(&[3, incremental.into()]);
    sides(&part, out);
}

/// The same encodings, but for those that may lose something.
pub(super) fn exact(encodings: &[i32]) -> Vec<i32> {
    let is_lossy = |encoding: &i32| {
        let above = |first: Encoding| *encoding - first as i32;
        (0..=9).contains(&above(Encoding::Quality0))
            || (0..=100).contains(&above(Encoding::FineQuality0))
            || *encoding == Encoding::HalfColor as i32
    };
    encodings.iter().copied().filter(|encoding| !is_lossy(encoding)).collect()
}

pub(super) fn key(keysym: u32, down: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(&[4, down.into(), 0, 0]);
    out.extend_from_slice(&keysym.to_be_bytes());
}

/// QEMU's key event: the key by its place on the keyboard, too.
pub(super) fn extended_key(keysym: u32, scancode: u32, down: bool, out: &mut Vec<u8>) {
    out.extend_from_slice(&[255, 0, 0, down.into()]);
    out.extend_from_slice(&keysym.to_be_bytes());
    out.extend_from_slice(&scancode.to_be_bytes());
}

pub(super) fn pointer(buttons: u8, x: u16, y: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(&[5, buttons]);
    sides(&[x, y], out);
}

pub(super) fn cut_text(text: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&[6, 0, 0, 0]);
    out.extend_from_slice(&(text.len() as u32).to_be_bytes());
    out.extend_from_slice(text);
}

/// A message of the extended clipboard: a text whose length is negative.
pub(super) fn extended_cut_text(flags: u32, data: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&[6, 0, 0, 0]);
    out.extend_from_slice(&(-(data.len() as i32 + 4)).to_be_bytes());
    out.extend_from_slice(&flags.to_be_bytes());
    out.extend_from_slice(data);
}

pub(super) fn continuous_updates(width: u16, height: u16, out: &mut Vec<u8>) {
    out.extend_from_slice(&[150, 1]);
    sides(&[0, 0, width, height], out);
}

pub(super) fn fence(flags: u32, payload: &[u8], out: &mut Vec<u8>) {
    out.extend_from_slice(&[248, 0, 0, 0]);
    out.extend_from_slice(&flags.to_be_bytes());
    out.push(payload.len() as u8);
    out.extend_from_slice(payload);
}

/// A desktop of one screen.
pub(super) fn desktop_size(width: u16, height: u16, screen: u32, flags: u32, out: &mut Vec<u8>) {
    out.extend_from_slice(&[251, 0]);
    sides(&[width, height], out);
    out.extend_from_slice(&[1, 0]);
    out.extend_from_slice(&screen.to_be_bytes());
    sides(&[0, 0, width, height], out);
    out.extend_from_slice(&flags.to_be_bytes());
}
