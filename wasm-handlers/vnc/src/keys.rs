//! Modifiers that are down, locks, and where keys are on a keyboard.

const CAPS_LOCK: u32 = 0xffe5;
const NUM_LOCK: u32 = 0xff7f;

/// The lights of a keyboard, as servers number them.
const NUM_LIGHT: u8 = 2;
const CAPS_LIGHT: u8 = 4;

/// The keys that change what others mean: Shift; Control, Meta, Alt, Super, Hyper.
const SHIFTS: [u32; 2] = [0xffe1, 0xffe2];
const COMMANDS: [u32; 10] = [0xffe3, 0xffe4, 0xffe7, 0xffe8, 0xffe9, 0xffea, 0xffeb, 0xffec, 0xffed, 0xffee];

/// The modifiers that are down, and the server's locks.
///
/// What a person types is a letter or a figure already, by the locks of the person's own keyboard. A server that tells its
/// lights leaves it to the client that the locks are the same on both sides, and applies its own to what comes. The
/// person's are seen by what is typed: a capital without Shift, a figure of the keypad.
#[derive(Debug, Default)]
pub(crate) struct Keys {
    down: Vec<u32>,
    /// Whether the server's are on, as far as that is known: it is not after a lock key, until the server tells.
    caps: Option<bool>,
    num: Option<bool>,
}

impl Keys {
    /// The server tells its lights.
    pub(crate) fn lights(&mut self, lights: u8) {
        self.caps = Some(lights & CAPS_LIGHT != 0);
        self.num = Some(lights & NUM_LIGHT != 0);
    }

    /// A key is about to go down or up. Returns the lock key that has to be pressed and released before it, if one has.
    pub(crate) fn press(&mut self, keysym: u32, down: bool) -> Option<u32> {
        if SHIFTS.contains(&keysym) || COMMANDS.contains(&keysym) {
            self.down.retain(|key| *key != keysym);
            if down {
                self.down.push(keysym);
            }
            return None;
        }
        let (lock, wanted) = match keysym {
            CAPS_LOCK => (CAPS_LOCK, None),
            NUM_LOCK => (NUM_LOCK, None),
            _ if !down || self.is_down(&COMMANDS) => return None,
            0x41..=0x5a => (CAPS_LOCK, Some(!self.is_down(&SHIFTS))),
            0x61..=0x7a => (CAPS_LOCK, Some(self.is_down(&SHIFTS))),
            // What Shift does to the keypad depends on the person's system.
            _ if self.is_down(&SHIFTS) => return None,
            0xffac | 0xffae | 0xffb0..=0xffb9 => (NUM_LOCK, Some(true)),
            0xff95..=0xff9f => (NUM_LOCK, Some(false)),
            _ => return None,
        };
        let known = if lock == CAPS_LOCK { &mut self.caps } else { &mut self.num };
        if known.is_none() || *known == wanted {
            return None;
        }
        *known = None;
        wanted.map(|_| lock)
    }

    fn is_down(&self, keys: &[u32]) -> bool {
        self.down.iter().any(|key| keys.contains(key))
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
