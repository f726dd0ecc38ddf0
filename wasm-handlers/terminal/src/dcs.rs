//! Device control strings: DECRQSS and XTGETTCAP.

use vte::Params;

use crate::core::Core;
use crate::modes::Mode;

/// The longest string that is kept, bytes.
const LONGEST: usize = 4096;

/// A device control string as far as it came.
#[derive(Debug, Default)]
pub(crate) struct DeviceString {
    kind: Option<Kind>,
    body: Vec<u8>,
    /// The string is too long and means nothing.
    pub(crate) overlong: bool,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    /// DECRQSS.
    Setting,
    /// XTGETTCAP.
    Capability,
}

impl DeviceString {
    pub(crate) fn begin(&mut self, _: &Params, intermediates: &[u8], ignore: bool, action: char) {
        self.body.clear();
        self.kind = match (ignore, intermediates, action) {
            (false, [b'$'], 'q') => Some(Kind::Setting),
            (false, [b'+'], 'q') => Some(Kind::Capability),
            _ => None,
        };
    }

    pub(crate) fn put(&mut self, byte: u8) {
        if self.kind.is_some() {
            if self.body.len() < LONGEST {
                self.body.push(byte);
            } else {
                self.kind = None;
            }
        }
    }
}

impl Core {
    /// Answers the string that has just ended.
    pub(crate) fn device_string(&mut self) {
        let body = std::mem::take(&mut self.string.body);
        match self.string.kind.take() {
            Some(_) if self.string.overlong => {}
            Some(Kind::Setting) => match self.setting(&body) {
                Some(setting) => self.reply_dcs(&format!("1$r{setting}{}", String::from_utf8_lossy(&body))),
                None => self.reply_dcs("0$r"),
            },
            Some(Kind::Capability) => {
                for name in body.split(|byte| *byte == b';') {
                    self.capability(name);
                }
            }
            None => {}
        }
    }

    fn setting(&self, name: &[u8]) -> Option<String> {
        let margins = self.margins;
        Some(match name {
            b"m" => self.rendition(),
            b"r" => format!("{};{}", margins.top + 1, margins.bottom + 1),
            b"s" => format!("{};{}", margins.left + 1, margins.right + 1),
            b"t" | b"*|" => self.rows().to_string(),
            b"$|" => self.columns().to_string(),
            b"\"p" if self.level == 1 => "61".to_owned(),
            b"\"p" => format!("6{};{}", self.level, if self.eight_bit { 0 } else { 1 }),
            b"\"q" => u8::from(self.protection() & crate::cell::attr::DEC_PROTECTED != 0).to_string(),
            b" q" => self.cursor_style.to_string(),
            b"*x" => if self.rectangle_extent { "2" } else { "0" }.to_owned(),
            b"$}" => u8::from(self.status_display).to_string(),
            b"$~" => "0".to_owned(),
            _ => return None,
        })
    }

    fn capability(&mut self, name: &[u8]) {
        let hex = String::from_utf8_lossy(name).into_owned();
        let value = match crate::text::from_hex(name).as_deref() {
            Some(b"Co" | b"colors") => Some("256"),
            Some(b"TN" | b"name") => Some("xterm-256color"),
            Some(b"RGB") => Some("8/8/8"),
            _ => None,
        };
        match value {
            Some(value) => self.reply_dcs(&format!("1+r{hex}={}", crate::text::to_hex(value.as_bytes()))),
            None => self.reply_dcs(&format!("0+r{}", hex.chars().filter(char::is_ascii_hexdigit).collect::<String>())),
        }
    }

    /// How the cursor looks now.
    pub(crate) fn cursor_shape(&self) -> crate::sink::CursorStyle {
        use crate::sink::CursorStyle;
        let blinks = self.modes.get(Mode::BlinkingCursor);
        match (self.cursor_style, blinks) {
            (1, _) | (2, true) => CursorStyle::BlinkingBlock,
            (3, _) | (4, true) => CursorStyle::BlinkingUnderline,
            (4, false) => CursorStyle::Underline,
            (5, _) | (6, true) => CursorStyle::BlinkingBar,
            (6, false) => CursorStyle::Bar,
            _ => CursorStyle::Block,
        }
    }
}
