//! Character sets: ASCII, DEC's line drawing and technical sets, Latin-1 and the national replacements.

/// A set that G0 to G3 can hold.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Charset {
    #[default]
    Ascii,
    DecGraphics,
    DecTechnical,
    Latin1,
    National(&'static National),
}

/// A national replacement set: what stands in the places of `#@[\]^_` and `` `{|}~ ``.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct National {
    /// Its designator, after the byte that names the G set.
    pub(crate) designator: &'static [u8],
    replaced: &'static [(u8, char)],
}

impl Charset {
    /// The set that a designator names; `large` are the sets of 96 characters.
    pub(crate) fn designated(designator: &[u8], large: bool, national: bool) -> Option<Self> {
        if large {
            return matches!(designator, b"A" | b"<").then_some(Self::Latin1);
        }
        match designator {
            b"B" | b"1" => Some(Self::Ascii),
            b"0" | b"2" => Some(Self::DecGraphics),
            b">" => Some(Self::DecTechnical),
            b"<" | b"%5" => Some(Self::Latin1),
            _ => {
                let set = NATIONAL.iter().find(|set| set.designator == alias(designator))?;
                // The British set is older than the national mode and needs no leave.
                (national || designator == b"A").then_some(Self::National(set))
            }
        }
    }

    /// What a byte of the left half means in this set.
    pub(crate) fn map(self, byte: u8) -> char {
        let ascii = char::from(byte);
        match self {
            Self::Ascii => ascii,
            Self::Latin1 => char::from(byte | 0x80),
            Self::DecGraphics if byte >= 0x5f => GRAPHICS[usize::from(byte - 0x5f)],
            Self::DecTechnical if byte >= 0x21 => TECHNICAL[usize::from(byte - 0x21)],
            Self::DecGraphics | Self::DecTechnical => ascii,
            Self::National(set) => set.replaced.iter().find(|(from, _)| *from == byte).map_or(ascii, |(_, to)| *to),
        }
    }
}

fn alias(designator: &[u8]) -> &[u8] {
    match designator {
        b"5" => b"C",
        b"6" | b"E" => b"`",
        b"7" => b"H",
        b"f" => b"R",
        b"9" => b"Q",
        other => other,
    }
}

const GRAPHICS: [char; 32] = [
    ' ', '◆', '▒', '␉', '␌', '␍', '␊', '°', '±', '␤', '␋', '┘', '┐', '┌', '└', '┼', '⎺', '⎻', '─', '⎼', '⎽', '├', '┤',
    '┴', '┬', '│', '≤', '≥', 'π', '≠', '£', '·',
];

const TECHNICAL: [char; 94] = [
    '⎷', '┌', '─', '⌠', '⌡', '│', '⎡', '⎣', '⎤', '⎦', '⎛', '⎝', '⎞', '⎠', '⎨', '⎬', '�', '�', '╲', '╱', '�', '�', '�',
    '�', '�', '�', '�', '≤', '≠', '≥', '∫', '∴', '∝', '∞', '÷', 'Δ', '∇', 'Φ', 'Γ', '∼', '≃', 'Θ', '×', 'Λ', '⇔', '⇒',
    '≡', 'Π', 'Ψ', '�', 'Σ', '�', '�', '√', 'Ω', 'Ξ', 'Υ', '⊂', '⊃', '∩', '∪', '∧', '∨', '¬', 'α', 'β', 'χ', 'δ', 'ε',
    'φ', 'γ', 'η', 'ι', 'θ', 'κ', 'λ', '�', 'ν', '∂', 'π', 'ψ', 'ρ', 'σ', 'τ', '�', 'ƒ', 'ω', 'ξ', 'υ', 'ζ', '←', '↑',
    '→', '↓',
];

const NATIONAL: [National; 12] = [
    National { designator: b"A", replaced: &[(b'#', '£')] },
    National {
        designator: b"4",
        replaced: &[
            (b'#', '£'),
            (b'@', '¾'),
            (b'[', 'ĳ'),
            (b'\\', '½'),
            (b']', '|'),
            (b'{', '¨'),
            (b'|', 'ƒ'),
            (b'}', '¼'),
            (b'~', '´'),
        ],
    },
    National {
        designator: b"C",
        replaced: &[
            (b'[', 'Ä'),
            (b'\\', 'Ö'),
            (b']', 'Å'),
            (b'^', 'Ü'),
            (b'`', 'é'),
            (b'{', 'ä'),
            (b'|', 'ö'),
            (b'}', 'å'),
            (b'~', 'ü'),
        ],
    },
    National {
        designator: b"R",
        replaced: &[
            (b'#', '£'),
            (b'@', 'à'),
            (b'[', '°'),
            (b'\\', 'ç'),
            (b']', '§'),
            (b'{', 'é'),
            (b'|', 'ù'),
            (b'}', 'è'),
            (b'~', '¨'),
        ],
    },
    National {
        designator: b"Q",
        replaced: &[
            (b'@', 'à'),
            (b'[', 'â'),
            (b'\\', 'ç'),
            (b']', 'ê'),
            (b'^', 'î'),
            (b'`', 'ô'),
            (b'{', 'é'),
            (b'|', 'ù'),
            (b'}', 'è'),
            (b'~', 'û'),
        ],
    },
    National {
        designator: b"K",
        replaced: &[
            (b'@', '§'),
            (b'[', 'Ä'),
            (b'\\', 'Ö'),
            (b']', 'Ü'),
            (b'{', 'ä'),
            (b'|', 'ö'),
            (b'}', 'ü'),
            (b'~', 'ß'),
        ],
    },
    National {
        designator: b"Y",
        replaced: &[
            (b'#', '£'),
            (b'@', '§'),
            (b'[', '°'),
            (b'\\', 'ç'),
            (b']', 'é'),
            (b'`', 'ù'),
            (b'{', 'à'),
            (b'|', 'ò'),
            (b'}', 'è'),
            (b'~', 'ì'),
        ],
    },
    National {
        designator: b"`",
        replaced: &[
            (b'@', 'Ä'),
            (b'[', 'Æ'),
            (b'\\', 'Ø'),
            (b']', 'Å'),
            (b'^', 'Ü'),
            (b'`', 'ä'),
            (b'{', 'æ'),
            (b'|', 'ø'),
            (b'}', 'å'),
            (b'~', 'ü'),
        ],
    },
    National {
        designator: b"%6",
        replaced: &[(b'[', 'Ã'), (b'\\', 'Ç'), (b']', 'Õ'), (b'{', 'ã'), (b'|', 'ç'), (b'}', 'õ')],
    },
    National {
        designator: b"Z",
        replaced: &[
            (b'#', '£'),
            (b'@', '§'),
            (b'[', '¡'),
            (b'\\', 'Ñ'),
            (b']', '¿'),
            (b'{', '°'),
            (b'|', 'ñ'),
            (b'}', 'ç'),
        ],
    },
    National {
        designator: b"H",
        replaced: &[
            (b'@', 'É'),
            (b'[', 'Ä'),
            (b'\\', 'Ö'),
            (b']', 'Å'),
            (b'^', 'Ü'),
            (b'`', 'é'),
            (b'{', 'ä'),
            (b'|', 'ö'),
            (b'}', 'å'),
            (b'~', 'ü'),
        ],
    },
    National {
        designator: b"=",
        replaced: &[
            (b'#', 'ù'),
            (b'@', 'à'),
            (b'[', 'é'),
            (b'\\', 'ç'),
            (b']', 'ê'),
            (b'^', 'î'),
            (b'_', 'è'),
            (b'`', 'ô'),
            (b'{', 'ä'),
            (b'|', 'ö'),
            (b'}', 'ü'),
            (b'~', 'û'),
        ],
    },
];
