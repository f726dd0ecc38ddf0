//! Pasted text.

use crate::modes::Mode;
use crate::terminal::Terminal;

impl Terminal {
    /// Text of the clipboard as the target gets it: ends of lines as returns, no control characters, and between brackets
    /// where the target asked for them.
    #[must_use]
    pub fn paste(&self, text: &str) -> Vec<u8> {
        let bracketed = self.core.modes.get(Mode::BracketedPaste);
        let mut bytes = Vec::with_capacity(text.len() + 12);
        if bracketed {
            bytes.extend_from_slice(b"\x1b[200~");
        }
        let mut after_return = false;
        for c in text.chars() {
            match c {
                '\n' if after_return => {}
                '\n' | '\r' => bytes.push(b'\r'),
                '\t' => bytes.push(b'\t'),
                c if c.is_control() => {}
                c => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            }
            after_return = c == '\r';
        }
        if bracketed {
            bytes.extend_from_slice(b"\x1b[201~");
        }
        bytes
    }

    /// What the target hears when its window gets or loses the focus, if it asked.
    #[must_use]
    pub fn focus(&self, focused: bool) -> &'static [u8] {
        match (self.core.modes.get(Mode::Focus), focused) {
            (false, _) => b"",
            (true, true) => b"\x1b[I",
            (true, false) => b"\x1b[O",
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::sink::tests::Nothing;
    use crate::terminal::{Settings, Terminal};

    #[test]
    fn lines_end_with_returns_and_control_characters_are_left_out() {
        let terminal = Terminal::new(80, 24, Settings::default());
        assert_eq!(terminal.paste("a\nb\r\nc\rd\te\x1b[201~\x03\u{9b}"), b"a\rb\rc\rd\te[201~");
    }

    #[test]
    fn brackets_stand_around_where_they_are_wanted() {
        let mut terminal = Terminal::new(80, 24, Settings::default());
        terminal.feed(b"\x1b[?2004h", &mut Nothing);
        assert_eq!(terminal.paste("x"), b"\x1b[200~x\x1b[201~");
    }

    #[test]
    fn focus_is_told_where_it_is_wanted() {
        let mut terminal = Terminal::new(80, 24, Settings::default());
        assert_eq!(terminal.focus(true), b"");
        terminal.feed(b"\x1b[?1004h", &mut Nothing);
        assert_eq!((terminal.focus(true), terminal.focus(false)), (b"\x1b[I".as_slice(), b"\x1b[O".as_slice()));
    }
}
