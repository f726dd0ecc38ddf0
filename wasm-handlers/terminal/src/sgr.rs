//! SGR: the looks of what is printed, set and told back.

use vte::Params;

use crate::cell::{attr, colour};
use crate::core::Core;

/// Underline styles of `4:n`, and the attribute bit each other parameter sets.
const BITS: [(u16, u32); 7] = [
    (1, attr::BOLD),
    (2, attr::FAINT),
    (3, attr::ITALIC),
    (5, attr::BLINK),
    (7, attr::REVERSE),
    (8, attr::HIDDEN),
    (9, attr::STRIKE),
];

impl Core {
    #[inline(never)]
    /// SGR by the parser's parameters.
    pub(crate) fn select_rendition_of(&mut self, params: &Params) {
        let (mut values, mut count, mut parts) = ([0; 32], 0, 0);
        for param in params.iter() {
            for (part, &value) in param.iter().enumerate().take(values.len() - count) {
                values[count] = value;
                parts |= u32::from(part > 0) << count;
                count += 1;
            }
        }
        self.select_rendition(&values[..count], parts);
    }

    /// SGR; a bit of `parts` is set where a value belongs to the one before it, after a colon.
    #[inline(never)]
    pub(crate) fn select_rendition(&mut self, values: &[u16], parts: u32) {
        let mut pattern = self.cursor.pattern;
        let mut at = 0;
        let mut next = || {
            let from = at;
            at += 1;
            while at < values.len() && parts >> at & 1 != 0 {
                at += 1;
            }
            values.get(from..at)
        };
        while let Some(param) = next() {
            let number = param[0];
            match number {
                0 => {
                    pattern.attr &= !attr::RENDITION;
                    pattern.fg = colour::DEFAULT;
                    pattern.bg = colour::DEFAULT;
                }
                4 => {
                    let style = u32::from(param.get(1).copied().unwrap_or(1)).min(5);
                    pattern.attr = pattern.attr & !attr::UNDERLINE | style << attr::UNDERLINE_SHIFT;
                }
                6 => pattern.attr |= attr::BLINK,
                21 => pattern.attr = pattern.attr & !attr::UNDERLINE | 2 << attr::UNDERLINE_SHIFT,
                22 => pattern.attr &= !(attr::BOLD | attr::FAINT),
                23 => pattern.attr &= !attr::ITALIC,
                24 => pattern.attr &= !attr::UNDERLINE,
                25 => pattern.attr &= !attr::BLINK,
                27 => pattern.attr &= !attr::REVERSE,
                28 => pattern.attr &= !attr::HIDDEN,
                29 => pattern.attr &= !attr::STRIKE,
                53 => pattern.attr |= attr::OVERLINE,
                55 => pattern.attr &= !attr::OVERLINE,
                30..=37 => pattern.fg = colour::palette((number - 30) as u8),
                40..=47 => pattern.bg = colour::palette((number - 40) as u8),
                90..=97 => pattern.fg = colour::palette((number - 90 + 8) as u8),
                100..=107 => pattern.bg = colour::palette((number - 100 + 8) as u8),
                39 => pattern.fg = colour::DEFAULT,
                49 => pattern.bg = colour::DEFAULT,
                38 | 48 | 58 => {
                    let chosen = if param.len() > 1 {
                        colon_colour(&param[1..])
                    } else {
                        let kind = next().map(|param| param[0]);
                        let mut value = || next().map_or(0, |param| param[0]);
                        match kind {
                            Some(5) => palette(value()),
                            Some(2) => {
                                let (red, green, blue) = (value(), value(), value());
                                rgb(red, green, blue)
                            }
                            _ => None,
                        }
                    };
                    match (number, chosen) {
                        (38, Some(colour)) => pattern.fg = colour,
                        (48, Some(colour)) => pattern.bg = colour,
                        _ => {}
                    }
                }
                _ => {
                    if let Some((_, bit)) = BITS.iter().find(|(known, _)| *known == number) {
                        pattern.attr |= bit;
                    }
                }
            }
        }
        self.cursor.pattern = pattern;
    }

    /// The parameters that select the looks of now, for DECRQSS.
    pub(crate) fn rendition(&self) -> String {
        let pattern = self.cursor.pattern;
        let mut text = String::from("0");
        for (number, bit) in BITS {
            if pattern.attr & bit != 0 {
                text.push_str(&format!(";{number}"));
            }
        }
        match (pattern.attr & attr::UNDERLINE) >> attr::UNDERLINE_SHIFT {
            0 => {}
            1 => text.push_str(";4"),
            2 => text.push_str(";21"),
            style => text.push_str(&format!(";4:{style}")),
        }
        if pattern.attr & attr::OVERLINE != 0 {
            text.push_str(";53");
        }
        for (colour, base) in [(pattern.fg, 30), (pattern.bg, 40)] {
            if let Some(index) = colour::palette_index(colour) {
                text.push_str(&match index {
                    0..=7 => format!(";{}", base + u16::from(index)),
                    8..=15 => format!(";{}", base + 60 + u16::from(index) - 8),
                    _ => format!(";{}:5:{index}", base + 8),
                });
            } else if let Some((red, green, blue)) = colour::rgb_parts(colour) {
                text.push_str(&format!(";{}:2::{red}:{green}:{blue}", base + 8));
            }
        }
        text
    }
}

/// `5:n`, `2:r:g:b` and `2:space:r:g:b`.
fn colon_colour(parts: &[u16]) -> Option<u32> {
    match parts {
        [5, index, ..] => palette(*index),
        [2, red, green, blue] => rgb(*red, *green, *blue),
        [2, _, red, green, blue, ..] => rgb(*red, *green, *blue),
        _ => None,
    }
}

fn palette(index: u16) -> Option<u32> {
    u8::try_from(index).ok().map(colour::palette)
}

fn rgb(red: u16, green: u16, blue: u16) -> Option<u32> {
    Some(colour::rgb(u8::try_from(red).ok()?, u8::try_from(green).ok()?, u8::try_from(blue).ok()?))
}
