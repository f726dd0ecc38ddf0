//! The mouse: what the target hears of it, in the five ways there are to say it.

use crate::modes::Mode;
use crate::terminal::Terminal;

/// Where the mouse is and what is pressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MouseState {
    /// Column of the cell, from 0; below 0 outside the grid.
    pub column: i32,
    /// Row of the cell, from 0; below 0 outside the grid.
    pub row: i32,
    /// Pixels from the left edge of the grid.
    pub x: i32,
    /// Pixels from the upper edge of the grid.
    pub y: i32,
    /// Bits: 1 left, 2 middle, 4 right, 8 wheel up, 16 wheel down.
    pub buttons: u32,
}

/// The mouse as the target knows it.
#[derive(Clone, Debug, Default)]
pub struct Mouse {
    last: MouseState,
}

const LEFT_MIDDLE_RIGHT: u32 = 7;
const RELEASED: u8 = 3;
const MOTION: u8 = 32;
const WHEEL: u8 = 64;

impl Mouse {
    /// Tells whether a button was down at the last event.
    #[must_use]
    pub fn holds(&self, button: u32) -> bool {
        self.last.buttons & button != 0
    }

    /// Reports a change to the target, if it asked for it. `modifiers` are those of
    /// [`crate::Keyboard::mouse_modifiers`].
    pub fn event(&mut self, now: MouseState, modifiers: u8, terminal: &Terminal) -> Vec<u8> {
        let mut bytes = Vec::new();
        let before = std::mem::replace(&mut self.last, now);
        let modes = &terminal.core.modes;
        let (x10, drag, any) = (modes.get(Mode::MouseX10), modes.get(Mode::MouseDrag), modes.get(Mode::MouseAny));
        if !(x10 || drag || any || modes.get(Mode::MouseNormal)) {
            self.wheel_as_keys(before, now, terminal, &mut bytes);
            return bytes;
        }
        if now.column < 0 || now.row < 0 {
            return bytes;
        }
        let modifiers = if x10 { 0 } else { modifiers };
        for button in 0..5u8 {
            let bit = 1 << button;
            let code = if button < 3 { button } else { WHEEL + button - 3 };
            if now.buttons & bit != 0 && before.buttons & bit == 0 {
                report(now, code | modifiers, true, terminal, &mut bytes);
            } else if button < 3 && now.buttons & bit == 0 && before.buttons & bit != 0 && !x10 {
                report(now, code | modifiers, false, terminal, &mut bytes);
            }
        }
        let pixels = modes.get(Mode::MousePixels);
        let moved = if pixels {
            (now.x, now.y) != (before.x, before.y)
        } else {
            (now.column, now.row) != (before.column, before.row)
        };
        let held = now.buttons & LEFT_MIDDLE_RIGHT;
        if moved && bytes.is_empty() && (any || drag && held != 0) {
            let button = if held == 0 { RELEASED } else { held.trailing_zeros() as u8 };
            report(now, MOTION | button | modifiers, true, terminal, &mut bytes);
        }
        bytes
    }

    /// On the alternate screen a wheel that the target does not want moves its cursor.
    fn wheel_as_keys(&self, before: MouseState, now: MouseState, terminal: &Terminal, bytes: &mut Vec<u8>) {
        let modes = &terminal.core.modes;
        if !modes.get(Mode::Alternate) || !modes.get(Mode::AlternateScroll) {
            return;
        }
        for (bit, letter) in [(8, b'A'), (16, b'B')] {
            if now.buttons & bit != 0 && before.buttons & bit == 0 {
                let introducer = if modes.get(Mode::CursorKeys) { b'O' } else { b'[' };
                bytes.extend_from_slice(&[0x1b, introducer, letter].repeat(3));
            }
        }
    }
}

fn report(at: MouseState, code: u8, down: bool, terminal: &Terminal, bytes: &mut Vec<u8>) {
    let modes = &terminal.core.modes;
    let (column, row) = (at.column as u32 + 1, at.row as u32 + 1);
    if modes.get(Mode::MouseSgr) || modes.get(Mode::MousePixels) {
        let (x, y) =
            if modes.get(Mode::MousePixels) { (at.x.max(0) as u32 + 1, at.y.max(0) as u32 + 1) } else { (column, row) };
        bytes.extend_from_slice(format!("\x1b[<{code};{x};{y}{}", if down { 'M' } else { 'm' }).as_bytes());
        return;
    }
    let code = u32::from(if down { code } else { code & !3 | RELEASED }) + 32;
    if modes.get(Mode::MouseUrxvt) {
        bytes.extend_from_slice(format!("\x1b[{code};{column};{row}M").as_bytes());
        return;
    }
    let utf8 = modes.get(Mode::MouseUtf8);
    let limit = if utf8 { 2015 } else { 223 };
    if column > limit || row > limit {
        return;
    }
    bytes.extend_from_slice(b"\x1b[M");
    for value in [code, column + 32, row + 32] {
        match char::from_u32(value).filter(|_| utf8) {
            Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => bytes.push(value as u8),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sink::tests::Nothing;
    use crate::terminal::Settings;

    fn reports(output: &str, events: &[(i32, i32, u32)]) -> String {
        let mut terminal = Terminal::new(300, 24, Settings::default());
        terminal.feed(output.as_bytes(), &mut Nothing);
        let mut mouse = Mouse::default();
        let mut bytes = Vec::new();
        for &(column, row, buttons) in events {
            let state = MouseState { column, row, x: column * 10 + 3, y: row * 19 + 4, buttons };
            bytes.extend(mouse.event(state, 0, &terminal));
        }
        String::from_utf8_lossy(&bytes).into_owned()
    }

    #[test]
    fn nothing_is_told_that_nobody_asked_for() {
        assert_eq!(reports("", &[(1, 1, 1), (2, 2, 0)]), "");
        assert_eq!(reports("\x1b[?1000h", &[(1, 1, 0), (2, 2, 0)]), "");
        assert_eq!(reports("\x1b[?1000h", &[(-1, 1, 1)]), "");
    }

    #[test]
    fn presses_and_releases_are_told_in_every_encoding() {
        let click = [(4, 2, 0), (4, 2, 1), (4, 2, 0)];
        assert_eq!(reports("\x1b[?9h", &click), "\x1b[M %#");
        assert_eq!(reports("\x1b[?1000h", &click), "\x1b[M %#\x1b[M#%#");
        assert_eq!(reports("\x1b[?1000h\x1b[?1006h", &click), "\x1b[<0;5;3M\x1b[<0;5;3m");
        assert_eq!(reports("\x1b[?1000h\x1b[?1015h", &click), "\x1b[32;5;3M\x1b[35;5;3M");
        assert_eq!(reports("\x1b[?1000h\x1b[?1016h", &click), "\x1b[<0;44;43M\x1b[<0;44;43m");
        assert_eq!(reports("\x1b[?1000h\x1b[?1005h", &[(250, 2, 1)]), "\x1b[M \u{11b}#");
        assert_eq!(reports("\x1b[?1000h", &[(250, 2, 1)]), "");
    }

    #[test]
    fn wheel_and_motion_have_their_codes() {
        assert_eq!(
            reports("\x1b[?1000h\x1b[?1006h", &[(0, 0, 8), (0, 0, 0), (0, 0, 16)]),
            "\x1b[<64;1;1M\x1b[<65;1;1M"
        );
        assert_eq!(
            reports("\x1b[?1002h\x1b[?1006h", &[(0, 0, 4), (1, 0, 4), (2, 0, 0), (3, 0, 0)]),
            "\x1b[<2;1;1M\x1b[<34;2;1M\x1b[<2;3;1m"
        );
        assert_eq!(reports("\x1b[?1003h\x1b[?1006h", &[(1, 0, 0), (1, 0, 0), (2, 0, 0)]), "\x1b[<35;2;1M\x1b[<35;3;1M");
    }

    #[test]
    fn the_wheel_moves_the_cursor_on_the_alternate_screen() {
        assert_eq!(reports("\x1b[?1049h", &[(0, 0, 8)]), "\x1b[A\x1b[A\x1b[A");
        assert_eq!(reports("\x1b[?1049h\x1b[?1h", &[(0, 0, 16)]), "\x1bOB\x1bOB\x1bOB");
        assert_eq!(reports("\x1b[?1049h\x1b[?1007l", &[(0, 0, 8)]), "");
        assert_eq!(reports("", &[(0, 0, 8)]), "");
    }
}
