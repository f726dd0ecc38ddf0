//! How a server that has no extended clipboard writes text.

/// How a server writes text: `clipboard-encoding`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Charset {
    /// As the protocol has it.
    #[default]
    Latin1,
    Utf8,
    /// Big-endian.
    Utf16,
    Cp1252,
}

/// What CP1252 has at 0x80 to 0x9f; blank where it has nothing.
const CP1252: [char; 32] = [
    '€', ' ', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', ' ', 'Ž', ' ', ' ', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', ' ', 'ž', 'Ÿ',
];

impl Charset {
    /// By the names that the reference daemon knows.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "" | "ISO8859-1" => Self::Latin1,
            "UTF-8" => Self::Utf8,
            "UTF-16" => Self::Utf16,
            "CP1252" => Self::Cp1252,
            _ => return None,
        })
    }

    pub(crate) fn decode(self, bytes: &[u8]) -> String {
        let text: String = match self {
            Self::Latin1 => bytes.iter().map(|byte| char::from(*byte)).collect(),
            Self::Utf8 => String::from_utf8_lossy(bytes).into_owned(),
            Self::Utf16 => {
                let units = bytes.chunks_exact(2).map(|two| u16::from_be_bytes([two[0], two[1]]));
                char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
            }
            Self::Cp1252 => bytes
                .iter()
                .map(|byte| match byte {
                    0x80..=0x9f => CP1252[usize::from(byte - 0x80)],
                    _ => char::from(*byte),
                })
                .collect(),
        };
        text.replace("\r\n", "\n")
    }

    /// What the encoding has not becomes a question mark.
    pub(crate) fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Utf16 => text.encode_utf16().flat_map(u16::to_be_bytes).collect(),
            Self::Latin1 => text.chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect(),
            Self::Cp1252 => text.chars().map(cp1252).collect(),
        }
    }
}

fn cp1252(character: char) -> u8 {
    match u8::try_from(character) {
        Ok(byte) if !(0x80..=0x9f).contains(&byte) => byte,
        _ => CP1252.iter().position(|known| *known == character).map_or(b'?', |place| place as u8 + 0x80),
    }
}
