//! Output that nobody can see any more when it is next looked at.

use crate::core::{Core, Margins};
use crate::modes::Mode;

/// Shorter output is not worth a look.
const WORTH: usize = 4096;
/// An SGR sequence with more parameters than this many bytes is not skipped.
const LONGEST: usize = 64;

/// How much of the output need not be interpreted, and up to where there is no sense in asking again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Flood {
    /// Bytes at the beginning whose lines have all left the scrollback when the output ends.
    pub(crate) skip: usize,
    /// Where the plain text ends that was looked at.
    pub(crate) plain: usize,
}

/// Looks for a line of plain text after which come `lines` more.
///
/// What may be skipped is text without shifts and without sequences but SGR and EL, so that it changes nothing but the looks
/// and lines that scroll away, and it ends with a return and a line feed, so that the cursor is in the first column.
pub(crate) fn look(bytes: &[u8], lines: usize) -> Flood {
    let plain = plain_length(bytes);
    let mut skip = 0;
    if plain >= WORTH.max(lines) {
        let mut left = lines;
        let mut end = plain;
        while let Some(at) = bytes[..end].iter().rposition(|byte| *byte == b'\n') {
            if left == 0 {
                if at > 0 && bytes[at - 1] == b'\r' {
                    skip = at + 1;
                }
                break;
            }
            left -= 1;
            end = at;
        }
    }
    Flood { skip, plain }
}

/// How many bytes are text, SGR and EL sequences.
fn plain_length(bytes: &[u8]) -> usize {
    let mut at = 0;
    loop {
        at += ascii_length(&bytes[at..]);
        let rest = &bytes[at..];
        match rest.first() {
            Some(0x1b) => match sequence_length(rest) {
                Some(length) => at += length,
                None => return at,
            },
            Some(0xc3..) => match character_length(rest) {
                Some(length) => at += length,
                None => return at,
            },
            _ => return at,
        }
    }
}

/// How many bytes are ASCII without ESC, SO and SI.
fn ascii_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    let special = |word: u64| {
        let zero = |word: u64| word.wrapping_sub(ONES) & !word;
        (word | zero(word ^ (ONES * 0x1b)) | zero((word | ONES) ^ (ONES * 0x0f))) & HIGHS
    };
    let (words, _) = bytes.as_chunks::<8>();
    let whole = words.iter().position(|word| special(u64::from_le_bytes(*word)) != 0).unwrap_or(words.len()) * 8;
    let tail = &bytes[whole..];
    whole + tail.iter().position(|byte| matches!(byte, 0x0e | 0x0f | 0x1b | 0x80..)).unwrap_or(tail.len())
}

/// The length of the SGR or EL sequence that these bytes begin with.
fn sequence_length(bytes: &[u8]) -> Option<usize> {
    let parameters = bytes.strip_prefix(b"\x1b[")?;
    let length = parameters.iter().take(LONGEST).position(|byte| !matches!(byte, b'0'..=b';'))?;
    matches!(parameters[length], b'm' | b'K').then_some(length + 3)
}

/// The length of the character that these bytes begin with. Those from U+00C0 on are meant, none of which is a control.
fn character_length(bytes: &[u8]) -> Option<usize> {
    let length = match bytes[0] {
        0xc3..=0xdf => 2,
        0xe0..=0xef => 3,
        _ => 4,
    };
    std::str::from_utf8(bytes.get(..length)?).ok().map(str::len)
}

/// The SGR sequences of plain text that have a say in what its end looks like.
pub(crate) fn looks(plain: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = &plain[last_reset(plain)..];
    std::iter::from_fn(move || {
        loop {
            let from = rest.iter().position(|byte| *byte == 0x1b)?;
            let length = sequence_length(&rest[from..])?;
            let sequence = &rest[from..from + length];
            rest = &rest[from + length..];
            if sequence.ends_with(b"m") {
                return Some(sequence);
            }
        }
    })
}

/// Where the last sequence begins that resets all looks.
fn last_reset(plain: &[u8]) -> usize {
    let mut end = plain.len();
    while let Some(at) = plain[..end].iter().rposition(|byte| *byte == 0x1b) {
        if plain[at..].starts_with(b"\x1b[m") || plain[at..].starts_with(b"\x1b[0m") {
            return at;
        }
        end = at;
    }
    0
}

impl Core {
    /// How many lines must follow for a line to be out of sight; `None` where lines do not simply scroll away.
    pub(crate) fn lines_kept(&self) -> Option<usize> {
        let whole = Margins { top: 0, bottom: self.rows() - 1, left: 0, right: self.columns() - 1 };
        let simple = self.ground
            && self.active == 0
            && !self.piped
            && self.plain()
            && self.margins == whole
            && self.modes.get(Mode::Ansi)
            && ![Mode::NewLine, Mode::ReverseWrap, Mode::ReverseWrapAll].into_iter().any(|mode| self.modes.get(mode));
        simple.then_some(self.settings.scrollback + self.rows())
    }

    /// Everything that is shown has scrolled away, and more than the scrollback keeps.
    pub(crate) fn scroll_all_away(&mut self) {
        let blank = self.blank();
        self.screen().scroll_all_away(blank);
        self.cursor.row = self.rows() - 1;
        self.cursor.column = 0;
        self.cursor.wraps = false;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_ends_at_the_first_byte_that_is_more() {
        let more =
            [b"\x0e".as_slice(), b"\x0f", b"\x1b", b"\x1b[2J", b"\x1b[?1m", b"\x80", b"\xc2\x85", b"\xff", b"\xe6\xbc"];
        for special in more {
            for at in 0..40 {
                let mut bytes = b"text\r\n\t\x08\x07\0\x0d\x10\x1a\x1c ~".repeat(4);
                assert_eq!(plain_length(&bytes), bytes.len());
                bytes.splice(at..at, special.iter().copied());
                assert_eq!(plain_length(&bytes), at, "special={special:x?}");
            }
        }
        let text = "\x1b[m\x1b[K\x1b[1;38:2::1:2:3mgrün 漢 \u{1f600}\x1b[0m\r\n";
        assert_eq!(plain_length(text.as_bytes()), text.len());
    }

    #[test]
    fn only_the_looks_after_the_last_reset_count() {
        let told = |text: &'static str| looks(text.as_bytes()).map(<[u8]>::len).collect::<Vec<_>>();
        assert_eq!(told("a\x1b[31mb\x1b[0mc\x1b[1md\x1b[4;5me"), [4, 4, 6]);
        assert_eq!(told("a\x1b[31m\x1b[Kb\x1b[1mc\x1b[1K"), [5, 4]);
        assert_eq!(told("a\x1b[31mb\x1b[m"), [3]);
        assert_eq!(told("abc").len(), 0);
    }

    #[test]
    fn as_many_lines_are_left_as_were_wanted() {
        let bytes = b"0123456\r\n".repeat(1000);
        let flood = look(&bytes, 10);
        assert_eq!(flood, Flood { skip: 9 * 990, plain: 9000 });
        assert_eq!(look(&bytes, 999).skip, 9);
        assert_eq!(look(&bytes, 1000).skip, 0);
        assert_eq!(look(&b"0123456\n".repeat(1000), 10).skip, 0);
        assert_eq!(look(b"a\r\nb\r\n", 1).skip, 0);
    }
}
