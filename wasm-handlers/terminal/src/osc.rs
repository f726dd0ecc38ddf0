//! Operating system commands: titles, colours, the clipboard, and the reference daemon's own.

use crate::core::Core;
use crate::notice::Notice;
use crate::palette::{Slot, parse_colour, spell};

/// The longest name in a command of the reference daemon, bytes.
const LONGEST_NAME: usize = 4096;

impl Core {
    pub(crate) fn operating_system_command(&mut self, params: &[&[u8]], bell: bool) {
        let Some(number) = params.first().and_then(|number| parse_number(number)) else { return };
        let rest = match &params[1..] {
            [nothing] if nothing.is_empty() && number >= 100 => &[],
            rest => rest,
        };
        match number {
            0..=2 => {
                let Some(text) = joined(rest) else { return };
                let title = self.titles.decoded(&text);
                if number != 2 {
                    self.titles.icon.clone_from(&title);
                }
                if number != 1 {
                    self.titles.window = title;
                }
            }
            4 | 5 => self.change_colours(number, rest, bell),
            10..=19 => self.change_dynamic(number as u8 - 10, rest, bell),
            52 => self.manipulate_selection(rest, bell),
            104 if rest.is_empty() => self.palette.reset_indexed(),
            104 | 105 => self.reset_colours(number, rest),
            110..=119 => self.palette.set(Slot::Dynamic(number as u8 - 110), None),
            482_200 => self.notice_name(rest, Notice::Download),
            482_201 => self.notice_name(rest, Notice::UploadDirectory),
            482_202 => {
                self.notice_name(rest, Notice::OpenPipe);
                self.piped = true;
            }
            482_203 if self.piped => {
                self.notices.push(Notice::ClosePipe);
                self.piped = false;
            }
            482_204 => {
                if let Some(lines) = rest.first().and_then(|lines| parse_number(lines)) {
                    self.notices.push(Notice::Scrollback(lines as usize));
                }
            }
            _ => {}
        }
    }

    fn notice_name(&mut self, rest: &[&[u8]], notice: fn(String) -> Notice) {
        if let Some(name) = joined(rest).filter(|name| name.len() <= LONGEST_NAME) {
            self.notices.push(notice(name));
        }
    }

    /// OSC 4 and 5: pairs of a number and a colour, or `?` to ask.
    fn change_colours(&mut self, number: u32, rest: &[&[u8]], bell: bool) {
        for pair in rest.chunks_exact(2) {
            let Some(index) = parse_number(pair[0]) else { continue };
            let Some(slot) = slot(number, index) else { continue };
            if pair[1] == b"?" {
                let colour = spell(self.palette.get(slot));
                self.reply_osc(&format!("{number};{index};{colour}"), bell);
            } else if let Some(rgb) = std::str::from_utf8(pair[1]).ok().and_then(parse_colour) {
                self.palette.set(slot, Some(rgb));
            }
        }
    }

    /// OSC 10 to 19: each further colour is for the next number.
    fn change_dynamic(&mut self, first: u8, rest: &[&[u8]], bell: bool) {
        for (number, value) in (first..10).zip(rest) {
            let slot = Slot::Dynamic(number);
            if *value == b"?" {
                let colour = spell(self.palette.get(slot));
                self.reply_osc(&format!("{};{colour}", number + 10), bell);
            } else if let Some(rgb) = std::str::from_utf8(value).ok().and_then(parse_colour) {
                self.palette.set(slot, Some(rgb));
            }
        }
    }

    /// OSC 104 and 105.
    fn reset_colours(&mut self, number: u32, rest: &[&[u8]]) {
        if rest.is_empty() {
            (0..5).for_each(|index| self.palette.set(Slot::Special(index), None));
        }
        for index in rest.iter().filter_map(|index| parse_number(index)) {
            if let Some(slot) = slot(number - 100, index) {
                self.palette.set(slot, None);
            }
        }
    }

    /// OSC 52. A query is answered with what the target itself put there, never with what the person copied.
    fn manipulate_selection(&mut self, rest: &[&[u8]], bell: bool) {
        let [targets, data] = rest else { return };
        if *data == b"?" {
            let targets = if targets.is_empty() { "s0".into() } else { String::from_utf8_lossy(targets).into_owned() };
            let targets: String = targets.chars().filter(char::is_ascii_alphanumeric).take(16).collect();
            let text = crate::text::to_base64(self.clipboard.as_bytes());
            self.reply_osc(&format!("52;{targets};{text}"), bell);
            return;
        }
        let text = crate::text::from_base64(data).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        self.clipboard = text.unwrap_or_default();
        self.notices.push(Notice::Clipboard(self.clipboard.clone()));
    }
}

fn slot(number: u32, index: u32) -> Option<Slot> {
    match (number, index) {
        (4, 0..=255) => Some(Slot::Indexed(index as u8)),
        (4, 256..=260) => Some(Slot::Special((index - 256) as u8)),
        (5, 0..=4) => Some(Slot::Special(index as u8)),
        _ => None,
    }
}

fn parse_number(text: &[u8]) -> Option<u32> {
    std::str::from_utf8(text).ok()?.parse().ok()
}

/// Parameters put together again, for text that has semicolons in it.
fn joined(params: &[&[u8]]) -> Option<String> {
    (!params.is_empty()).then(|| String::from_utf8_lossy(&params.join(&b';')).into_owned())
}
