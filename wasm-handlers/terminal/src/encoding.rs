//! Targets that do not speak UTF-8.

use encoding_rs::{CoderResult, Decoder as Inner, EncoderResult, Encoding, UTF_8};

/// Turns what a target sends into UTF-8, and what is typed into what the target reads.
pub struct Codec {
    encoding: &'static Encoding,
    decoder: Option<Inner>,
    text: String,
}

impl Codec {
    /// The codec of an encoding by any name of the WHATWG's list (`ISO-8859-15`, `KOI8-R`, `GB18030`, `Shift_JIS` …);
    /// `None` if there is no such name, or if ASCII is something else in it (UTF-16, ISO-2022-JP): then controls are, too.
    /// Empty is UTF-8.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let encoding = match name.trim() {
            "" => UTF_8,
            name => Encoding::for_label_no_replacement(name.as_bytes()).filter(|found| found.is_ascii_compatible())?,
        };
        let decoder = (encoding != UTF_8).then(|| encoding.new_decoder_without_bom_handling());
        Some(Self { encoding, decoder, text: String::new() })
    }

    /// What the target sent, as UTF-8. UTF-8 itself passes through, cut as it is.
    pub fn decode<'a>(&'a mut self, bytes: &'a [u8]) -> &'a [u8] {
        let Some(decoder) = &mut self.decoder else { return bytes };
        self.text.clear();
        let mut rest = bytes;
        loop {
            self.text.reserve(decoder.max_utf8_buffer_length(rest.len()).unwrap_or(rest.len() * 3 + 16));
            let (result, read, _) = decoder.decode_to_string(rest, &mut self.text, false);
            rest = &rest[read..];
            if result == CoderResult::InputEmpty {
                return self.text.as_bytes();
            }
        }
    }

    /// Text for the target; `?` stands for what its encoding lacks.
    #[must_use]
    pub fn encode(&self, text: &[u8]) -> Vec<u8> {
        let Some(utf8) = std::str::from_utf8(text).ok().filter(|_| self.decoder.is_some()) else {
            return text.to_vec();
        };
        let mut encoder = self.encoding.new_encoder();
        let mut out = vec![0; 64];
        let (mut rest, mut end) = (utf8, 0);
        loop {
            let (result, read, written) = encoder.encode_from_utf8_without_replacement(rest, &mut out[end..], true);
            (rest, end) = (&rest[read..], end + written);
            match result {
                EncoderResult::InputEmpty => break,
                EncoderResult::OutputFull => out.resize(out.len() * 2, 0),
                EncoderResult::Unmappable(_) => {
                    if end == out.len() {
                        out.push(0);
                    }
                    out[end] = b'?';
                    end += 1;
                }
            }
        }
        out.truncate(end);
        out
    }
}

impl std::fmt::Debug for Codec {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Codec").field("encoding", &self.encoding.name()).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_passes_through() {
        let mut codec = Codec::named("").expect("utf-8");
        assert_eq!(codec.decode(b"\xc3"), b"\xc3");
        assert_eq!(codec.encode("é".as_bytes()), "é".as_bytes());
    }

    #[test]
    fn other_encodings_come_back_at_every_cut() {
        for (name, text) in [
            ("ISO-8859-15", "naïve €"),
            ("koi8-r", "привет"),
            ("windows-1252", "“quoted”"),
            ("shift_jis", "漢字カナ"),
            ("gb18030", "汉字"),
            ("euc-kr", "한글"),
        ] {
            let mut codec = Codec::named(name).expect(name);
            let bytes = codec.encode(text.as_bytes());
            for cut in 0..=bytes.len() {
                let mut decoded = codec.decode(&bytes[..cut]).to_vec();
                decoded.extend_from_slice(codec.decode(&bytes[cut..]));
                assert_eq!(String::from_utf8_lossy(&decoded), text, "{name} cut={cut}");
            }
        }
    }

    #[test]
    fn what_an_encoding_lacks_becomes_a_question_mark() {
        let codec = Codec::named("latin1").expect("latin1");
        assert_eq!(codec.encode("aé漢🙂b".as_bytes()), b"a\xe9??b");
        assert_eq!(codec.encode("漢".repeat(100).as_bytes()), b"?".repeat(100));
        for name in ["no such", "utf-16", "iso-2022-jp"] {
            assert!(Codec::named(name).is_none(), "{name}");
        }
    }
}
