//! Hexadecimal and base64, as far as control strings use them.

const DIGITS: &[u8; 16] = b"0123456789ABCDEF";

/// Bytes as hexadecimal digits.
pub(crate) fn to_hex(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]])
        .map(char::from)
        .collect()
}

/// Bytes from hexadecimal digits; `None` if they are none.
pub(crate) fn from_hex(digits: &[u8]) -> Option<Vec<u8>> {
    if !digits.len().is_multiple_of(2) {
        return None;
    }
    let value = |digit: u8| char::from(digit).to_digit(16).map(|value| value as u8);
    digits.chunks_exact(2).map(|pair| Some(value(pair[0])? << 4 | value(pair[1])?)).collect()
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Bytes as base64.
pub(crate) fn to_base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for group in bytes.chunks(3) {
        let word = group.iter().enumerate().fold(0u32, |word, (at, byte)| word | u32::from(*byte) << (16 - 8 * at));
        for digit in 0..4 {
            if digit <= group.len() {
                out.push(char::from(ALPHABET[(word >> (18 - 6 * digit)) as usize & 63]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

/// Bytes from base64, up to its padding; `None` on a character that is none.
pub(crate) fn from_base64(text: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(text.len() / 4 * 3);
    let (mut word, mut bits) = (0u32, 0);
    for &digit in text.iter().take_while(|digit| **digit != b'=').filter(|digit| !digit.is_ascii_whitespace()) {
        word = word << 6 | ALPHABET.iter().position(|known| *known == digit)? as u32;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits) as u8);
            word &= (1 << bits) - 1;
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_comes_back_at_every_length() {
        for length in 0..20 {
            let bytes: Vec<u8> = (0..length).map(|byte: u8| byte.wrapping_mul(37)).collect();
            assert_eq!(from_base64(to_base64(&bytes).as_bytes()), Some(bytes));
        }
        assert_eq!(to_base64(b"testing 123"), "dGVzdGluZyAxMjM=");
        assert_eq!(from_base64(b"a*b"), None);
    }

    #[test]
    fn hexadecimal_comes_back() {
        assert_eq!(from_hex(to_hex(b"\x00\xffab").as_bytes()), Some(b"\x00\xffab".to_vec()));
        assert_eq!(from_hex(b"6"), None);
        assert_eq!(from_hex(b"6g"), None);
    }
}
