//! The sequences that output is full of, without the parser.

use crate::cell::attr;
use crate::core::Core;

/// Sequences with more parameters go through the parser.
const MOST: usize = 16;

impl Core {
    /// Does SGR, EL and CUP where they are whole and have none but plain parameters; how long the sequence was.
    #[inline(never)]
    pub(crate) fn quick_sequence(&mut self, bytes: &[u8]) -> Option<usize> {
        let rest = bytes.strip_prefix(b"\x1b[")?;
        let mut values = [0u16; MOST];
        let mut count = 1;
        for (at, &byte) in rest.iter().enumerate() {
            match byte {
                b'0'..=b'9' => {
                    let value = &mut values[count - 1];
                    *value = value.saturating_mul(10).saturating_add(u16::from(byte - b'0'));
                }
                b';' if count < MOST => count += 1,
                b'm' => {
                    self.select_rendition(&values[..count], 0);
                    return Some(at + 3);
                }
                b'K' => {
                    self.erase_line(values[0], attr::ISO_PROTECTED);
                    return Some(at + 3);
                }
                b'H' => {
                    let place = |value: u16| usize::from(value.max(1)) - 1;
                    self.address(place(values[0]), place(values[1]));
                    return Some(at + 3);
                }
                _ => return None,
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::sink::tests::Nothing;
    use crate::{Settings, Terminal};

    #[test]
    fn the_quick_way_does_what_the_parser_does() {
        let sequences = [
            "\x1b[m",
            "\x1b[0m",
            "\x1b[;1m",
            "\x1b[1;31;4m",
            "\x1b[38;5;200m",
            "\x1b[48;2;1;2;3m",
            "\x1b[38m",
            "\x1b[38;5m",
            "\x1b[99999999m",
            "\x1b[7;27;53m",
            "\x1b[K",
            "\x1b[1K",
            "\x1b[2;3K",
            "\x1b[H",
            "\x1b[3;4H",
            "\x1b[;7H",
            "\x1b[0;0H",
            "\x1b[99;99999H",
            "\x1b[5;6;7H",
            "\x1b[38:5:9m",
            "\x1b[4:3m",
            "\x1b[1;2;3;4;5;6;7;8;9;21;22;23;24;25;27;28;29m",
        ];
        for sequence in sequences {
            let shown = |pieces: &[&str]| {
                let mut terminal = Terminal::new(10, 5, Settings::default());
                terminal.feed(b"\x1b[4;44mabcdefghij\r\nklmnop", &mut Nothing);
                pieces.iter().for_each(|piece| terminal.feed(piece.as_bytes(), &mut Nothing));
                terminal.feed(b"xyz", &mut Nothing);
                let cells: Vec<_> = (0..50).map(|at| terminal.cell(at / 10, at % 10)).collect();
                (cells, terminal.cursor())
            };
            let whole = shown(&[sequence]);
            for cut in 1..sequence.len() {
                assert_eq!(shown(&[&sequence[..cut], &sequence[cut..]]), whole, "sequence={sequence:?} cut={cut}");
            }
        }
    }
}
