//! Bytes on their way to the server.

use tubeway::{Stream, Timeout};

/// How much may wait before no more input is taken.
const FULL: usize = 256 * 1024;

/// What the server has not taken yet. One that writes and does not read must not stop its own output.
#[derive(Debug, Default)]
pub(crate) struct Outgoing {
    bytes: Vec<u8>,
    start: usize,
}

impl Outgoing {
    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.bytes.len()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.bytes.len() - self.start >= FULL
    }

    /// Gives the server what it takes now, these bytes last.
    pub(crate) fn push(&mut self, more: &mut Vec<u8>, stream: &Stream) -> tubeway::Result<()> {
        if self.is_empty() {
            self.bytes.clear();
            self.start = 0;
        }
        self.bytes.append(more);
        while !self.is_empty() {
            match stream.send(&self.bytes[self.start..], Timeout::NOW) {
                Ok(count) => self.start += count,
                Err(error) if error.is_again() => break,
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }
}
