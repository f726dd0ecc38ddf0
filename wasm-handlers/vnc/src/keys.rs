//! Keys that are down, and where they are on a keyboard.

/// Most keys that are remembered as down.
const MOST: usize = 64;

/// The keys that are down.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    down: Vec<u32>,
}

impl Keys {
    /// A key went down or up.
    pub(crate) fn press(&mut self, keysym: u32, down: bool) {
        self.down.retain(|key| *key != keysym);
        if down && self.down.len() < MOST {
            self.down.push(keysym);
        }
    }

    /// All that are down; none are any more.
    pub(crate) fn release_all(&mut self) -> Vec<u32> {
        std::mem::take(&mut self.down)
    }
}

/// The place of a key, where every keyboard has it in the same: the number that a PC's keyboard sends, with 0x80 added
/// for what follows an 0xe0. Letters and signs are elsewhere on every second keyboard, so they go by their names alone.
pub(crate) fn scancode(keysym: u32) -> Option<u32> {
    Some(match keysym {
        0xff1b => 0x01,
        0xff08 => 0x0e,
        0xff09 => 0x0f,
        0xff0d => 0x1c,
        0x0020 => 0x39,
        0xffe5 => 0x3a,
        0xffbe..=0xffc7 => keysym - 0xffbe + 0x3b,
        0xffc8 => 0x57,
        0xffc9 => 0x58,
        0xffe1 => 0x2a,
        0xffe2 => 0x36,
        0xffe3 => 0x1d,
        0xffe4 => 0x9d,
        0xffe9 => 0x38,
        0xffea => 0xb8,
        0xffeb => 0xdb,
        0xffec => 0xdc,
        0xff67 => 0xdd,
        0xff7f => 0x45,
        0xff14 => 0x46,
        0xff61 => 0xb7,
        0xff50 => 0xc7,
        0xff51 => 0xcb,
        0xff52 => 0xc8,
        0xff53 => 0xcd,
        0xff54 => 0xd0,
        0xff55 => 0xc9,
        0xff56 => 0xd1,
        0xff57 => 0xcf,
        0xff63 => 0xd2,
        0xffff => 0xd3,
        0xff8d => 0x9c,
        _ => return None,
    })
}
