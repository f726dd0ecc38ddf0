//! The extended clipboard: UTF-8 both ways, and only what somebody asks for goes over the network.

use super::connection::Notice;
use super::input::{Fault, Input, Step};
use super::messages;
use super::screen::Screen;

const TEXT: u32 = 1;
const CAPS: u32 = 1 << 24;
const REQUEST: u32 = 1 << 25;
const PEEK: u32 = 1 << 26;
const NOTIFY: u32 = 1 << 27;
const PROVIDE: u32 = 1 << 28;

/// Longest text that is taken, bytes.
pub(super) const LONGEST: usize = 256 * 1024;

/// What a server's extended clipboard does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Formats(u32);

impl Formats {
    /// Whether it takes texts.
    pub fn has_text(self) -> bool {
        self.0 & TEXT != 0
    }
}

/// Both sides' clipboards.
#[derive(Debug, Default)]
pub(super) struct Clipboard {
    server: Option<Formats>,
    /// What the person copied last.
    held: Option<String>,
}

impl Clipboard {
    pub(super) fn formats(&self) -> Option<Formats> {
        self.server
    }

    /// The person copied a text. False where the server has no extended clipboard.
    pub(super) fn offer(&mut self, text: &str, out: &mut Vec<u8>, screen: &mut dyn Screen) -> Result<bool, Fault> {
        self.held = Some(text.into());
        let Some(Formats(server)) = self.server.filter(|formats| formats.has_text()) else { return Ok(false) };
        if server & NOTIFY != 0 {
            messages::extended_cut_text(NOTIFY | TEXT, &[], out);
        } else {
            self.provide(out, screen)?;
        }
        Ok(true)
    }

    fn provide(&self, out: &mut Vec<u8>, screen: &mut dyn Screen) -> Result<(), Fault> {
        let Some(held) = &self.held else { return Ok(()) };
        let text = held.replace("\r\n", "\n").replace('\n', "\r\n");
        let mut plain = (text.len() as u32 + 1).to_be_bytes().to_vec();
        plain.extend_from_slice(text.as_bytes());
        plain.push(0);
        messages::extended_cut_text(PROVIDE | TEXT, &screen.pack(&plain)?, out);
        Ok(())
    }

    /// A message of the server: flags, and what follows.
    pub(super) fn message(
        &mut self,
        mut input: Input<'_>,
        screen: &mut dyn Screen,
        out: &mut Vec<u8>,
        notices: &mut Vec<Notice>,
    ) -> Step {
        let flags = input.u32()?;
        if flags & CAPS != 0 {
            self.server = Some(Formats(flags));
            let ours = CAPS | REQUEST | PEEK | NOTIFY | PROVIDE | TEXT;
            messages::extended_cut_text(ours, &(LONGEST as u32).to_be_bytes(), out);
        } else if flags & TEXT == 0 {
            // Something else than text, or nothing any more.
        } else if flags & NOTIFY != 0 {
            messages::extended_cut_text(REQUEST | TEXT, &[], out);
        } else if flags & PEEK != 0 && self.held.is_some() {
            messages::extended_cut_text(NOTIFY | TEXT, &[], out);
        } else if flags & REQUEST != 0 {
            self.provide(out, screen)?;
        } else if flags & PROVIDE != 0 {
            let packed = input.take(input.left())?;
            if let Some(text) = screen.unpack(packed, LONGEST + 4).as_deref().and_then(unwrapped) {
                notices.push(Notice::Text(text));
            }
        }
        Ok(())
    }
}

/// The text after its length, with line feeds alone. One that is too long ends where it was cut.
fn unwrapped(plain: &[u8]) -> Option<String> {
    let (length, text) = plain.split_first_chunk()?;
    let length = u32::from_be_bytes(*length) as usize;
    let text = &text[..length.min(text.len())];
    let text = text.strip_suffix(&[0]).unwrap_or(text);
    Some(String::from_utf8_lossy(text).replace("\r\n", "\n"))
}
