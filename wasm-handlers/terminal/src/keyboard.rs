//! Keys: X11 keysyms in, the bytes that a terminal sends out.

use crate::modes::Mode;
use crate::terminal::Terminal;

/// What a key that went down means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Key {
    /// Text for the target, UTF-8 or control sequences.
    Send(Vec<u8>),
    /// The person wants the clipboard pasted (Ctrl+Shift+V, Shift+Insert).
    Paste,
    /// A modifier, a key with no meaning here, or a key that went up.
    Nothing,
}

/// The modifiers that are down, and the few things about keys that differ from target to target.
#[derive(Clone, Debug)]
pub struct Keyboard {
    shift: Held,
    control: Held,
    alt: Held,
    meta: Held,
    /// What the backspace key sends.
    backspace: u8,
    /// Some keys are those of the Linux console.
    linux: bool,
}

/// A modifier that two keys of a keyboard may hold.
#[derive(Clone, Copy, Debug, Default)]
struct Held(u8);

impl Held {
    fn set(&mut self, key: u8, down: bool) {
        self.0 = if down { self.0 | 1 << key } else { self.0 & !(1 << key) };
    }

    fn down(self) -> bool {
        self.0 != 0
    }
}

/// How a special key is written.
#[derive(Clone, Copy)]
enum Special {
    /// `CSI letter`, in application mode `SS3 letter`.
    Cursor(u8),
    /// `SS3 letter`: F1 to F4.
    Function(u8),
    /// `CSI number ~`.
    Tilde(u8),
    /// A key of the keypad: its character, and its letter after SS3 in application mode.
    Keypad(u8, u8),
}

impl Default for Keyboard {
    fn default() -> Self {
        Self::new(0x7f)
    }
}

impl Keyboard {
    /// A keyboard whose backspace key sends a byte: 127 or 8.
    #[must_use]
    pub fn new(backspace: u8) -> Self {
        let up = Held::default();
        Self { shift: up, control: up, alt: up, meta: up, backspace, linux: false }
    }

    /// Sends F1 to F5, Home and End as the Linux console does, for targets that are told it is one.
    #[must_use]
    pub fn linux(mut self, linux: bool) -> Self {
        self.linux = linux;
        self
    }

    /// Takes a key that went down or up.
    pub fn key(&mut self, keysym: u32, down: bool, terminal: &Terminal) -> Key {
        match keysym {
            0xffe1 | 0xffe2 => self.shift.set((keysym - 0xffe1) as u8, down),
            0xffe3 | 0xffe4 => self.control.set((keysym - 0xffe3) as u8, down),
            0xffe7 | 0xffe8 => self.meta.set((keysym - 0xffe7) as u8, down),
            0xffe9 | 0xffea => self.alt.set((keysym - 0xffe9) as u8, down),
            _ if down => return self.pressed(keysym, terminal),
            _ => {}
        }
        Key::Nothing
    }

    /// Forgets what is held, when the client that held it is gone.
    pub fn release_all(&mut self) {
        *self = Self::new(self.backspace).linux(self.linux);
    }

    /// The modifiers as mouse reports have them: shift 4, alt 8, control 16.
    #[must_use]
    pub fn mouse_modifiers(&self) -> u8 {
        u8::from(self.shift.down()) * 4
            + u8::from(self.alt.down() || self.meta.down()) * 8
            + u8::from(self.control.down()) * 16
    }

    fn pressed(&self, keysym: u32, terminal: &Terminal) -> Key {
        let modes = &terminal.core.modes;
        let (shift, control, alt) = (self.shift.down(), self.control.down(), self.alt.down() || self.meta.down());
        if shift && (matches!(keysym, 0xff63 | 0xff9e) || control && matches!(keysym, 0x56 | 0x76)) {
            return Key::Paste;
        }
        if shift && control && matches!(keysym, 0x43 | 0x63) {
            return Key::Nothing;
        }
        if modes.get(Mode::KeyboardLocked) {
            return Key::Nothing;
        }
        let mut bytes = Vec::with_capacity(8);
        match keysym {
            0xff08 => {
                let other = control != modes.get(Mode::BackarrowBs);
                let byte = if other { self.backspace ^ (0x08 ^ 0x7f) } else { self.backspace };
                self.plain(&mut bytes, &[byte], alt);
            }
            0xff09 | 0xff89 if shift => bytes.extend_from_slice(b"\x1b[Z"),
            0xfe20 => bytes.extend_from_slice(b"\x1b[Z"),
            0xff09 | 0xff89 => self.plain(&mut bytes, b"\t", alt),
            0xff8d if modes.get(Mode::Keypad) => {
                bytes.extend_from_slice(self.third(modes.get(Mode::Ansi), b'M').as_slice())
            }
            0xff0d | 0xff8d if modes.get(Mode::NewLine) => self.plain(&mut bytes, b"\r\n", alt),
            0xff0d | 0xff8d => self.plain(&mut bytes, b"\r", alt),
            0xff1b => self.plain(&mut bytes, b"\x1b", alt),
            _ => match (special(keysym), character(keysym)) {
                (Some(special), _) => self.special(&mut bytes, special, terminal),
                (None, Some(c)) => self.character(&mut bytes, c, control, alt),
                (None, None) => return Key::Nothing,
            },
        }
        Key::Send(bytes)
    }

    fn plain(&self, bytes: &mut Vec<u8>, text: &[u8], alt: bool) {
        if alt {
            bytes.push(0x1b);
        }
        bytes.extend_from_slice(text);
    }

    /// A character; with Control and Alt together it is what AltGr gave, unless a letter.
    fn character(&self, bytes: &mut Vec<u8>, c: char, control: bool, alt: bool) {
        let third_level = control && alt && !c.is_ascii_alphabetic();
        let coded = if control && !third_level { controlled(c) } else { None };
        if alt && !third_level {
            bytes.push(0x1b);
        }
        match coded {
            Some(byte) => bytes.push(byte),
            None => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
        }
    }

    fn third(&self, ansi: bool, letter: u8) -> Vec<u8> {
        if ansi { vec![0x1b, b'O', letter] } else { vec![0x1b, b'?', letter] }
    }

    fn special(&self, bytes: &mut Vec<u8>, special: Special, terminal: &Terminal) {
        let modes = &terminal.core.modes;
        let (ansi, meta) = (modes.get(Mode::Ansi), self.meta.down() && !self.alt.down());
        let code = 1
            + u8::from(self.shift.down())
            + 2 * u8::from(self.alt.down())
            + 4 * u8::from(self.control.down())
            + 8 * u8::from(meta);
        let text = match special {
            Special::Function(letter) if self.linux => format!("\x1b[[{}", char::from(letter - b'P' + b'A')),
            Special::Tilde(15) if self.linux => "\x1b[[E".to_owned(),
            Special::Cursor(b'H') if self.linux => "\x1b[1~".to_owned(),
            Special::Cursor(b'F') if self.linux => "\x1b[4~".to_owned(),
            Special::Cursor(letter) | Special::Function(letter) if !ansi => format!("\x1b{}", char::from(letter)),
            Special::Cursor(letter) | Special::Function(letter) if code > 1 => {
                format!("\x1b[1;{code}{}", char::from(letter))
            }
            Special::Cursor(letter) if !modes.get(Mode::CursorKeys) => format!("\x1b[{}", char::from(letter)),
            Special::Cursor(letter) | Special::Function(letter) => format!("\x1bO{}", char::from(letter)),
            Special::Tilde(number) if code > 1 => format!("\x1b[{number};{code}~"),
            Special::Tilde(number) => format!("\x1b[{number}~"),
            Special::Keypad(_, letter) if modes.get(Mode::Keypad) => {
                bytes.extend_from_slice(&self.third(ansi, letter));
                return;
            }
            Special::Keypad(character, _) => {
                self.character(bytes, char::from(character), self.control.down(), self.alt.down());
                return;
            }
        };
        bytes.extend_from_slice(text.as_bytes());
    }
}

/// The character a keysym stands for.
fn character(keysym: u32) -> Option<char> {
    match keysym {
        0x20..=0x7e | 0xa0..=0xff => char::from_u32(keysym),
        0x0100_0000..=0x0110_ffff => char::from_u32(keysym & 0x00ff_ffff).filter(|c| !c.is_control()),
        0x20ac => Some('€'),
        0xff80 => Some(' '),
        // Dead keys that the client did not compose stand for themselves.
        0xfe50 => Some('`'),
        0xfe51 => Some('´'),
        0xfe52 => Some('^'),
        0xfe53 => Some('~'),
        0xfe57 => Some('¨'),
        _ => None,
    }
}

/// The control character that a character gives with Control.
fn controlled(c: char) -> Option<u8> {
    Some(match c {
        '@'..='_' | 'a'..='z' => c as u8 & 0x1f,
        ' ' | '2' | '`' => 0,
        '3'..='7' => c as u8 - b'3' + 0x1b,
        '8' | '?' => 0x7f,
        '~' => 0x1e,
        '/' => 0x1f,
        _ => return None,
    })
}

fn special(keysym: u32) -> Option<Special> {
    const TILDES: [u8; 16] = [15, 17, 18, 19, 20, 21, 23, 24, 25, 26, 28, 29, 31, 32, 33, 34];
    Some(match keysym {
        0xff50 | 0xff95 => Special::Cursor(b'H'),
        0xff51 | 0xff96 => Special::Cursor(b'D'),
        0xff52 | 0xff97 => Special::Cursor(b'A'),
        0xff53 | 0xff98 => Special::Cursor(b'C'),
        0xff54 | 0xff99 => Special::Cursor(b'B'),
        0xff57 | 0xff9c => Special::Cursor(b'F'),
        0xff9d => Special::Cursor(b'E'),
        0xff63 | 0xff9e => Special::Tilde(2),
        0xffff | 0xff9f => Special::Tilde(3),
        0xff55 | 0xff9a => Special::Tilde(5),
        0xff56 | 0xff9b => Special::Tilde(6),
        0xffbe..=0xffc1 => Special::Function(b'P' + (keysym - 0xffbe) as u8),
        0xff91..=0xff94 => Special::Function(b'P' + (keysym - 0xff91) as u8),
        0xffc2..=0xffd1 => Special::Tilde(TILDES[(keysym - 0xffc2) as usize]),
        0xffaa..=0xffaf => Special::Keypad(b'*' + (keysym - 0xffaa) as u8, b'j' + (keysym - 0xffaa) as u8),
        0xffb0..=0xffb9 => Special::Keypad(b'0' + (keysym - 0xffb0) as u8, b'p' + (keysym - 0xffb0) as u8),
        0xffbd => Special::Keypad(b'=', b'X'),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::tests::Nothing;
    use crate::terminal::Settings;

    const CONTROL: u32 = 0xffe3;
    const SHIFT: u32 = 0xffe1;
    const ALT: u32 = 0xffe9;

    fn typed(output: &str, held: &[u32], keysym: u32) -> Key {
        let mut terminal = Terminal::new(80, 24, Settings::default());
        terminal.feed(output.as_bytes(), &mut Nothing);
        let mut keyboard = Keyboard::default();
        held.iter().for_each(|key| assert_eq!(keyboard.key(*key, true, &terminal), Key::Nothing));
        keyboard.key(keysym, true, &terminal)
    }

    fn sends(output: &str, held: &[u32], keysym: u32, bytes: &str) {
        assert_eq!(typed(output, held, keysym), Key::Send(bytes.into()), "{output:?} {held:x?} {keysym:x}");
    }

    #[test]
    fn text_is_sent_as_it_is() {
        sends("", &[], 0x61, "a");
        sends("", &[SHIFT], 0x41, "A");
        sends("", &[], 0xe9, "é");
        sends("", &[], 0x0100_6f22, "漢");
        sends("", &[], 0x20ac, "€");
        assert_eq!(typed("", &[], 0x0111_0000), Key::Nothing);
        assert_eq!(typed("", &[], 0x0100_0007), Key::Nothing);
    }

    #[test]
    fn control_and_alt_change_a_character() {
        sends("", &[CONTROL], 0x63, "\x03");
        sends("", &[CONTROL], 0x20, "\0");
        sends("", &[CONTROL], 0x5b, "\x1b");
        sends("", &[CONTROL], 0x2f, "\x1f");
        sends("", &[ALT], 0x78, "\x1bx");
        sends("", &[CONTROL, ALT], 0x78, "\x1b\x18");
        sends("", &[CONTROL, ALT], 0x40, "@");
        sends("", &[CONTROL], 0xe9, "é");
    }

    #[test]
    fn cursor_keys_follow_their_mode_and_the_modifiers() {
        sends("", &[], 0xff52, "\x1b[A");
        sends("\x1b[?1h", &[], 0xff52, "\x1bOA");
        sends("\x1b[?1h", &[SHIFT], 0xff52, "\x1b[1;2A");
        sends("", &[CONTROL, ALT], 0xff53, "\x1b[1;7C");
        sends("\x1b[?2l", &[], 0xff54, "\x1bB");
        sends("", &[], 0xff50, "\x1b[H");
    }

    #[test]
    fn function_keys_are_those_of_xterm() {
        for (keysym, bytes) in
            [(0xffbe, "\x1bOP"), (0xffc1, "\x1bOS"), (0xffc2, "\x1b[15~"), (0xffc9, "\x1b[24~"), (0xffd1, "\x1b[34~")]
        {
            sends("", &[], keysym, bytes);
        }
        sends("", &[SHIFT], 0xffbe, "\x1b[1;2P");
        sends("", &[CONTROL], 0xffff, "\x1b[3;5~");
    }

    #[test]
    fn some_keys_differ_on_a_linux_console() {
        let terminal = Terminal::new(80, 24, Settings::default());
        for (keysym, bytes) in
            [(0xffbe, "\x1b[[A"), (0xffc2, "\x1b[[E"), (0xff50, "\x1b[1~"), (0xff57, "\x1b[4~"), (0xffc3, "\x1b[17~")]
        {
            assert_eq!(Keyboard::default().linux(true).key(keysym, true, &terminal), Key::Send(bytes.into()));
        }
    }

    #[test]
    fn the_keypad_has_two_modes() {
        sends("", &[], 0xffb5, "5");
        sends("\x1b=", &[], 0xffb5, "\x1bOu");
        sends("\x1b=", &[], 0xff8d, "\x1bOM");
        sends("\x1b[?2l\x1b=", &[], 0xffb5, "\x1b?u");
        sends("", &[], 0xffab, "+");
        sends("\x1b=", &[], 0xffab, "\x1bOk");
    }

    #[test]
    fn backspace_return_and_tab_have_variants() {
        sends("", &[], 0xff08, "\x7f");
        sends("\x1b[?67h", &[], 0xff08, "\x08");
        sends("", &[CONTROL], 0xff08, "\x08");
        sends("", &[ALT], 0xff08, "\x1b\x7f");
        sends("", &[], 0xff0d, "\r");
        sends("\x1b[20h", &[], 0xff0d, "\r\n");
        sends("", &[SHIFT], 0xff09, "\x1b[Z");
        let terminal = Terminal::new(80, 24, Settings::default());
        assert_eq!(Keyboard::new(8).key(0xff08, true, &terminal), Key::Send(vec![8]));
    }

    #[test]
    fn pasting_has_its_keys_and_a_locked_keyboard_sends_nothing() {
        assert_eq!(typed("", &[CONTROL, SHIFT], 0x56), Key::Paste);
        assert_eq!(typed("", &[SHIFT], 0xff63), Key::Paste);
        assert_eq!(typed("", &[CONTROL, SHIFT], 0x43), Key::Nothing);
        assert_eq!(typed("\x1b[2h", &[], 0x61), Key::Nothing);
    }

    #[test]
    fn a_modifier_is_down_until_both_its_keys_are_up() {
        let terminal = Terminal::new(80, 24, Settings::default());
        let mut keyboard = Keyboard::default();
        keyboard.key(CONTROL, true, &terminal);
        keyboard.key(CONTROL + 1, true, &terminal);
        keyboard.key(CONTROL, false, &terminal);
        assert_eq!(keyboard.key(0x61, true, &terminal), Key::Send(vec![1]));
        keyboard.key(CONTROL + 1, false, &terminal);
        assert_eq!(keyboard.key(0x61, true, &terminal), Key::Send(b"a".to_vec()));
    }
}
