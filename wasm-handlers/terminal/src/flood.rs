//! Output that nobody can see any more when it is next looked at.

use crate::core::{Core, Margins};
use crate::modes::Mode;

/// Shorter output is not worth a look.
const WORTH: usize = 4096;

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
/// What may be skipped is ASCII without escapes and shifts, so that it changes nothing but lines that scroll away, and it
/// ends with a return and a line feed, so that the cursor is in the first column.
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

/// How many bytes are ASCII without ESC, SO and SI.
fn plain_length(bytes: &[u8]) -> usize {
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
        for special in [0x0e, 0x0f, 0x1b, 0x80, 0xc3, 0xff] {
            for at in 0..40 {
                let mut bytes = b"text\r\n\t\x08\x07\0\x0d\x10\x1a\x1c ~".repeat(4);
                assert_eq!(plain_length(&bytes), bytes.len());
                bytes[at] = special;
                assert_eq!(plain_length(&bytes), at, "special={special:x}");
            }
        }
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
