//! Colours: the scheme, what the target changed, and how X11 spells them.

/// The colours a terminal starts with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scheme {
    colours: Vec<u32>,
    foreground: u32,
    background: u32,
}

/// The sixteen colours of the reference daemon.
const SYSTEM: [u32; 16] = [
    0x00_0000, 0x99_3e3e, 0x3e_993e, 0x99_993e, 0x3e_3e99, 0x99_3e99, 0x3e_9999, 0x99_9999, 0x3e_3e3e, 0xff_6767,
    0x67_ff67, 0xff_ff67, 0x67_67ff, 0xff_67ff, 0x67_ffff, 0xff_ffff,
];

impl Default for Scheme {
    fn default() -> Self {
        let mut colours = SYSTEM.to_vec();
        let level = |step: u32| if step == 0 { 0 } else { 55 + 40 * step };
        colours.extend((0..216).map(|cube| level(cube / 36) << 16 | level(cube / 6 % 6) << 8 | level(cube % 6)));
        colours.extend((0..24).map(|grey| (8 + 10 * grey) * 0x01_0101));
        Self { colours, foreground: SYSTEM[7], background: SYSTEM[0] }
    }
}

impl Scheme {
    /// The scheme that a `color-scheme` parameter names: one of the reference's four, or `name: colour` pairs.
    #[must_use]
    pub fn named(text: &str) -> Self {
        let mut scheme = Self::default();
        for entry in text.split([';', '\n']) {
            let (name, value) =
                entry.split_once(':').map_or((entry.trim(), ""), |(name, value)| (name.trim(), value.trim()));
            match (name, scheme.colour(value)) {
                ("gray-black", _) => (scheme.foreground, scheme.background) = (SYSTEM[7], SYSTEM[0]),
                ("black-white", _) => (scheme.foreground, scheme.background) = (SYSTEM[0], SYSTEM[15]),
                ("white-black", _) => (scheme.foreground, scheme.background) = (SYSTEM[15], SYSTEM[0]),
                ("green-black", _) => (scheme.foreground, scheme.background) = (0x00_ff00, SYSTEM[0]),
                ("foreground", Some(colour)) => scheme.foreground = colour,
                ("background", Some(colour)) => scheme.background = colour,
                (name, Some(colour)) => {
                    let index = name.strip_prefix("color").and_then(|index| index.parse::<usize>().ok());
                    if let Some(entry) = index.and_then(|index| scheme.colours.get_mut(index)) {
                        *entry = colour;
                    }
                }
                _ => {}
            }
        }
        scheme
    }

    fn colour(&self, text: &str) -> Option<u32> {
        match text.strip_prefix("color") {
            Some(index) => self.colours.get(index.parse::<usize>().ok()?).copied(),
            None => parse_colour(text),
        }
    }
}

/// A colour that the host is to be told; `None` gives it back to the scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PaletteChange {
    pub(crate) index: u16,
    pub(crate) rgb: Option<u32>,
}

/// A colour by the number that OSC has for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Slot {
    /// 0 to 255.
    Indexed(u8),
    /// OSC 5: bold, underline, blink, reverse, italic.
    Special(u8),
    /// OSC 10 to 19, counted from 0.
    Dynamic(u8),
}

const SPECIALS: usize = 5;
const DYNAMICS: usize = 10;

/// The colours as they are now.
#[derive(Debug)]
pub(crate) struct Palette {
    scheme: Scheme,
    changed: [Option<u32>; 256 + SPECIALS + DYNAMICS],
    changes: Vec<PaletteChange>,
}

impl Slot {
    fn place(self) -> usize {
        match self {
            Self::Indexed(index) => usize::from(index),
            Self::Special(index) => 256 + usize::from(index) % SPECIALS,
            Self::Dynamic(index) => 256 + SPECIALS + usize::from(index) % DYNAMICS,
        }
    }

    /// The index of the host's palette.
    fn host(self) -> Option<u16> {
        match self {
            Self::Indexed(index) => Some(u16::from(index)),
            Self::Dynamic(index @ 0..=2) => Some(256 + u16::from(index)),
            Self::Special(_) | Self::Dynamic(_) => None,
        }
    }
}

impl Palette {
    pub(crate) fn new(scheme: &Scheme) -> Self {
        Self { scheme: scheme.clone(), changed: [None; 256 + SPECIALS + DYNAMICS], changes: Vec::new() }
    }

    pub(crate) fn set_scheme(&mut self, scheme: &Scheme) {
        self.scheme = scheme.clone();
    }

    pub(crate) fn get(&self, slot: Slot) -> u32 {
        self.changed[slot.place()].unwrap_or(match slot {
            Slot::Indexed(index) => self.scheme.colours[usize::from(index)],
            Slot::Dynamic(1 | 4 | 6) => self.scheme.background,
            Slot::Special(_) | Slot::Dynamic(_) => self.scheme.foreground,
        })
    }

    pub(crate) fn set(&mut self, slot: Slot, rgb: Option<u32>) {
        if self.changed[slot.place()] == rgb {
            return;
        }
        self.changed[slot.place()] = rgb;
        if let Some(index) = slot.host() {
            self.changes.retain(|change| change.index != index);
            self.changes.push(PaletteChange { index, rgb });
        }
    }

    pub(crate) fn reset_indexed(&mut self) {
        (0..=255).for_each(|index| self.set(Slot::Indexed(index), None));
    }

    pub(crate) fn reset_all(&mut self) {
        self.reset_indexed();
        (0..SPECIALS as u8).for_each(|index| self.set(Slot::Special(index), None));
        (0..DYNAMICS as u8).for_each(|index| self.set(Slot::Dynamic(index), None));
    }

    /// The host has forgotten what the target changed.
    pub(crate) fn tell_all(&mut self) {
        let slots = (0..=255).map(Slot::Indexed).chain((0..DYNAMICS as u8).map(Slot::Dynamic));
        let told = slots.filter_map(|slot| Some((slot.host()?, self.changed[slot.place()]?)));
        self.changes = told.map(|(index, rgb)| PaletteChange { index, rgb: Some(rgb) }).collect();
    }

    pub(crate) fn take_changes(&mut self) -> Vec<PaletteChange> {
        std::mem::take(&mut self.changes)
    }
}

/// A colour as a query answers it.
pub(crate) fn spell(rgb: u32) -> String {
    let [_, red, green, blue] = rgb.to_be_bytes();
    format!("rgb:{red:02x}{red:02x}/{green:02x}{green:02x}/{blue:02x}{blue:02x}")
}

/// A colour as X11 reads it: `rgb:r/g/b`, `rgbi:r/g/b`, `#rgb` and longer, or one of the common names.
pub(crate) fn parse_colour(text: &str) -> Option<u32> {
    let pack = |parts: [u32; 3]| parts[0] << 16 | parts[1] << 8 | parts[2];
    if let Some(parts) = text.strip_prefix("rgb:") {
        return three(parts, |part| {
            let value = u32::from_str_radix(part, 16).ok()?;
            Some(match part.len() {
                1 => value * 0x11,
                2 => value,
                3 => value >> 4,
                4 => value >> 8,
                _ => return None,
            })
        })
        .map(pack);
    }
    if let Some(parts) = text.strip_prefix("rgbi:") {
        return three(parts, |part| {
            let intensity: f64 = part.parse().ok()?;
            (0.0..=1.0).contains(&intensity).then(|| (gamma(intensity) * 255.0 + 0.5) as u32)
        })
        .map(pack);
    }
    if let Some(digits) = text.strip_prefix('#') {
        if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) || !matches!(digits.len(), 3 | 6 | 9 | 12) {
            return None;
        }
        let each = digits.len() / 3;
        let part = |at: usize| u32::from_str_radix(&digits[at * each..at * each + each.min(2)], 16).unwrap_or(0);
        let scale = |value: u32| if each == 1 { value << 4 } else { value };
        return Some(pack([scale(part(0)), scale(part(1)), scale(part(2))]));
    }
    let name: String = text.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_lowercase()).collect();
    NAMES.iter().find(|(known, _)| *known == name).map(|(_, rgb)| *rgb)
}

fn three(text: &str, value: impl Fn(&str) -> Option<u32>) -> Option<[u32; 3]> {
    let mut parts = text.split('/').map(value);
    let found = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(found)
}

/// Linear light to sRGB.
fn gamma(intensity: f64) -> f64 {
    if intensity <= 0.003_130_8 { 12.92 * intensity } else { 1.055 * intensity.powf(1.0 / 2.4) - 0.055 }
}

const NAMES: [(&str, u32); 30] = [
    ("black", 0x00_0000),
    ("white", 0xff_ffff),
    ("red", 0xff_0000),
    ("green", 0x00_ff00),
    ("blue", 0x00_00ff),
    ("cyan", 0x00_ffff),
    ("magenta", 0xff_00ff),
    ("yellow", 0xff_ff00),
    ("gray", 0xbe_bebe),
    ("grey", 0xbe_bebe),
    ("lightgray", 0xd3_d3d3),
    ("lightgrey", 0xd3_d3d3),
    ("darkgray", 0xa9_a9a9),
    ("darkgrey", 0xa9_a9a9),
    ("darkred", 0x8b_0000),
    ("darkgreen", 0x00_6400),
    ("darkblue", 0x00_008b),
    ("navy", 0x00_0080),
    ("maroon", 0xb0_3060),
    ("orange", 0xff_a500),
    ("pink", 0xff_c0cb),
    ("purple", 0xa0_20f0),
    ("brown", 0xa5_2a2a),
    ("beige", 0xf5_f5dc),
    ("gold", 0xff_d700),
    ("lightblue", 0xad_d8e6),
    ("lightgreen", 0x90_ee90),
    ("steelblue", 0x46_82b4),
    ("turquoise", 0x40_e0d0),
    ("violet", 0xee_82ee),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read_as_x11_spells_them() {
        assert_eq!(parse_colour("rgb:8080/0000/ffff"), Some(0x80_00ff));
        assert_eq!(parse_colour("rgb:f/0/8"), Some(0xff_0088));
        assert_eq!(parse_colour("#fff"), Some(0xf0_f0f0));
        assert_eq!(parse_colour("#aaaabbbbcccc"), Some(0xaa_bbcc));
        assert_eq!(parse_colour("Light Blue"), Some(0xad_d8e6));
        assert_eq!(parse_colour("rgbi:1/1/0"), Some(0xff_ff00));
        for wrong in ["", "rgb:", "rgb:1/2", "rgb:1/2/3/4", "#12", "#ééé", "rgb:12345/0/0", "nocolour", "rgbi:2/0/0"]
        {
            assert_eq!(parse_colour(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn schemes_are_read_as_the_reference_names_them() {
        assert_eq!(Scheme::named(""), Scheme::default());
        assert_eq!(Scheme::named("gray-black"), Scheme::default());
        assert_eq!(Scheme::named("black-white").background, 0xff_ffff);
        let own = Scheme::named("foreground: rgb:12/34/56; background: color4; color1: rgb:ff/00/00");
        assert_eq!((own.foreground, own.background, own.colours[1]), (0x12_3456, 0x3e_3e99, 0xff_0000));
        assert_eq!(Scheme::default().colours.len(), 256);
        assert_eq!(Scheme::default().colours[231], 0xff_ffff);
    }
}
