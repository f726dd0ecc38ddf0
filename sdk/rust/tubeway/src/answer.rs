//! Results of calls, and answers whose length only the host knows.

use crate::error::{Error, Result};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

/// A result of at least 0, or the status.
pub(crate) fn check(call: &'static str, result: i32) -> Result<usize> {
    usize::try_from(result).map_err(|_| Error::new(call, result))
}

/// Asks with a small buffer, and once more with one that is large enough.
pub(crate) fn bytes(
    call: &'static str,
    mut ask: impl FnMut(*mut u8, usize) -> i32,
) -> Result<Vec<u8>> {
    let mut out = vec![0; 256];
    loop {
        let length = check(call, ask(out.as_mut_ptr(), out.len()))?;
        if length <= out.len() {
            out.truncate(length);
            return Ok(out);
        }
        out.resize(length, 0);
    }
}

/// The same for text; what is not UTF-8 is replaced.
pub(crate) fn text(call: &'static str, ask: impl FnMut(*mut u8, usize) -> i32) -> Result<String> {
    bytes(call, ask).map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// The bytes of records, as the host reads them.
pub(crate) fn record_bytes<T: Copy>(records: &[T]) -> &[u8] {
    // SAFETY: the records are `repr(C)` numbers without gaps, which the table's sizes prove.
    unsafe { core::slice::from_raw_parts(records.as_ptr().cast(), core::mem::size_of_val(records)) }
}
