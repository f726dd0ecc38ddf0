//! The modes of SM and DECSET, as one set of bits.

use std::collections::BTreeMap;

/// A mode of the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Mode {
    KeyboardLocked,
    Insert,
    NoEcho,
    NewLine,
    CursorKeys,
    Ansi,
    Columns132,
    SmoothScroll,
    Reverse,
    Origin,
    AutoWrap,
    AutoRepeat,
    BlinkingCursor,
    PrintFormFeed,
    PrintExtent,
    Cursor,
    Allow132,
    MoreFix,
    NationalSets,
    ReverseWrap,
    ReverseWrapAll,
    Alternate,
    Keypad,
    BackarrowBs,
    Margins,
    KeepScreen,
    MouseX10,
    MouseNormal,
    MouseDrag,
    MouseAny,
    Focus,
    MouseUtf8,
    MouseSgr,
    MouseUrxvt,
    MousePixels,
    AlternateScroll,
    MetaEscape,
    AltEscape,
    BracketedPaste,
    Synchronized,
    Graphemes,
}

/// Numbers of SM and RM.
const ANSI: [(u16, Mode); 4] = [(2, Mode::KeyboardLocked), (4, Mode::Insert), (12, Mode::NoEcho), (20, Mode::NewLine)];

/// Numbers of DECSET and DECRST; the three ways to the alternate screen share one bit.
const PRIVATE: [(u16, Mode); 39] = [
    (1, Mode::CursorKeys),
    (2, Mode::Ansi),
    (3, Mode::Columns132),
    (4, Mode::SmoothScroll),
    (5, Mode::Reverse),
    (6, Mode::Origin),
    (7, Mode::AutoWrap),
    (8, Mode::AutoRepeat),
    (9, Mode::MouseX10),
    (12, Mode::BlinkingCursor),
    (18, Mode::PrintFormFeed),
    (19, Mode::PrintExtent),
    (25, Mode::Cursor),
    (40, Mode::Allow132),
    (41, Mode::MoreFix),
    (42, Mode::NationalSets),
    (45, Mode::ReverseWrap),
    (47, Mode::Alternate),
    (66, Mode::Keypad),
    (67, Mode::BackarrowBs),
    (69, Mode::Margins),
    (95, Mode::KeepScreen),
    (1000, Mode::MouseNormal),
    (1002, Mode::MouseDrag),
    (1003, Mode::MouseAny),
    (1004, Mode::Focus),
    (1005, Mode::MouseUtf8),
    (1006, Mode::MouseSgr),
    (1007, Mode::AlternateScroll),
    (1015, Mode::MouseUrxvt),
    (1016, Mode::MousePixels),
    (1036, Mode::MetaEscape),
    (1039, Mode::AltEscape),
    (1045, Mode::ReverseWrapAll),
    (1047, Mode::Alternate),
    (1049, Mode::Alternate),
    (2004, Mode::BracketedPaste),
    (2026, Mode::Synchronized),
    (2027, Mode::Graphemes),
];

/// ANSI modes that are fixed in their reset state.
const FIXED: [u16; 12] = [1, 5, 7, 10, 11, 13, 14, 15, 16, 17, 18, 19];

/// The state of every mode, and the states that XTSAVE remembers.
#[derive(Clone, Debug)]
pub(crate) struct Modes {
    bits: u64,
    saved: BTreeMap<u16, bool>,
}

impl Modes {
    pub(crate) fn new() -> Self {
        let mut modes = Self { bits: 0, saved: BTreeMap::new() };
        for mode in [
            Mode::NoEcho,
            Mode::Ansi,
            Mode::AutoWrap,
            Mode::AutoRepeat,
            Mode::Cursor,
            Mode::AlternateScroll,
            Mode::MetaEscape,
            Mode::AltEscape,
            Mode::Graphemes,
        ] {
            modes.set(mode, true);
        }
        modes
    }

    #[inline]
    pub(crate) fn get(&self, mode: Mode) -> bool {
        self.bits >> (mode as u8) & 1 != 0
    }

    pub(crate) fn set(&mut self, mode: Mode, on: bool) {
        if on {
            self.bits |= 1 << (mode as u8);
        } else {
            self.bits &= !(1 << (mode as u8));
        }
    }

    pub(crate) fn ansi(number: u16) -> Option<Mode> {
        ANSI.iter().find(|(known, _)| *known == number).map(|(_, mode)| *mode)
    }

    pub(crate) fn private(number: u16) -> Option<Mode> {
        PRIVATE.iter().find(|(known, _)| *known == number).map(|(_, mode)| *mode)
    }

    /// What DECRQM reports: 0 unknown, 1 set, 2 reset, 3 always set, 4 always reset.
    pub(crate) fn report(&self, number: u16, private: bool) -> u8 {
        let mode = if private { Self::private(number) } else { Self::ansi(number) };
        match mode {
            Some(Mode::Graphemes) => 3,
            Some(mode) if self.get(mode) => 1,
            Some(_) => 2,
            None if private && number == 60 => 4,
            None if !private && FIXED.contains(&number) => 4,
            None => 0,
        }
    }

    pub(crate) fn save(&mut self, number: u16) {
        if let Some(mode) = Self::private(number) {
            let on = self.get(mode);
            self.saved.insert(number, on);
        }
    }

    pub(crate) fn saved(&self, number: u16) -> Option<bool> {
        self.saved.get(&number).copied()
    }
}
