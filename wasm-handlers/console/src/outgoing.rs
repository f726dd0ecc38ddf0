//! Bytes on their way to the target.

use tubeway::{Stream, Timeout};

/// How much may wait before no more input is taken.
const FULL: usize = 256 * 1024;

/// What the target has not taken yet. A target that writes and does not read must not stop its own output.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    bytes: Vec<u8>,
    start: usize,
}

impl Outgoing {
    pub(crate) fn bytes(&mut self) -> &mut Vec<u8> {
        &mut self.bytes
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.bytes.len()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() - self.start >= FULL
    }

    /// Gives the target what it takes now.
    pub(crate) fn push(&mut self, stream: &Stream) -> tubeway::Result<()> {
        while !self.is_empty() {
            match stream.send(&self.bytes[self.start..], Timeout::NOW) {
                Ok(count) => self.start += count,
                Err(error) if error.is_again() => return Ok(()),
                Err(error) => return Err(error),
            }
        }
        self.bytes.clear();
        self.start = 0;
        self.bytes.shrink_to(4096);
        Ok(())
    }
}
