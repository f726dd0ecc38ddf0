//! Bytes of the server, taken with every length checked.

/// Why a session cannot go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The server broke its protocol.
    Protocol(String),
    /// Server and client have no way of logging in, or none at all, in common.
    Unserved(String),
    /// The server refused who logs in.
    Refused(String),
    /// A call of the host failed.
    Host(tubeway::Error),
}

/// Why a step went no further.
#[derive(Debug)]
pub(super) enum Stop {
    /// At least so many more bytes are needed; the step is made again from its beginning.
    More(usize),
    /// Somebody has to answer a question first.
    Asked,
    /// The session cannot go on.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<tubeway::Error> for Fault {
    fn from(error: tubeway::Error) -> Self {
        Self::Host(error)
    }
}

/// What a step comes to.
pub(super) type Step<T = ()> = Result<T, Stop>;

/// A step that ends because the server broke its protocol.
pub(super) fn broken<T>(words: impl Into<String>) -> Step<T> {
    Err(Stop::Fault(Fault::Protocol(words.into())))
}

/// Bytes that came, and how many of them were taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Input<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// How many were taken.
    pub(super) fn taken(&self) -> usize {
        self.at
    }

    /// How many are left.
    pub(super) fn left(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// Takes so many, or none.
    pub(super) fn take(&mut self, count: usize) -> Step<&'a [u8]> {
        match self.bytes[self.at..].get(..count) {
            Some(taken) => {
                self.at += count;
                Ok(taken)
            }
            None => Err(Stop::More(count - self.left())),
        }
    }

    /// Takes as many as there are, at most `count`, and at least one unless none is wanted.
    pub(super) fn take_some(&mut self, count: usize) -> Step<&'a [u8]> {
        self.take(count.min(self.left().max(1)))
    }

    /// Takes as many whole units as there are, at most `count` and at least one, and tells how many.
    pub(super) fn take_units(&mut self, count: usize, size: usize) -> Step<(usize, &'a [u8])> {
        let units = count.min((self.left() / size).max(1));
        Ok((units, self.take(units * size)?))
    }

    pub(super) fn array<const N: usize>(&mut self) -> Step<[u8; N]> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N)?);
        Ok(array)
    }

    pub(super) fn u8(&mut self) -> Step<u8> {
        Ok(self.array::<1>()?[0])
    }

    pub(super) fn u16(&mut self) -> Step<u16> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub(super) fn u32(&mut self) -> Step<u32> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    pub(super) fn i32(&mut self) -> Step<i32> {
        Ok(i32::from_be_bytes(self.array()?))
    }
}
