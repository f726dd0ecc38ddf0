//! What calls answer when they fail.

use crate::sys::Status;
use core::fmt;

/// The result of a call.
pub type Result<T> = core::result::Result<T, Error>;

/// A call of the host that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    call: &'static str,
    raw: i32,
}

impl Error {
    /// The error of a function and what it answered.
    pub const fn new(call: &'static str, raw: i32) -> Self {
        Self { call, raw }
    }

    /// What the host answered; a number that this version does not know reads as [`Status::HostError`].
    pub fn status(&self) -> Status {
        Status::from_raw(self.raw).unwrap_or(Status::HostError)
    }

    /// The function of the ABI that answered it.
    pub fn call(&self) -> &'static str {
        self.call
    }

    /// Nothing yet, or the time has passed.
    pub fn is_again(&self) -> bool {
        self.status() == Status::Again
    }

    /// The other end has closed.
    pub fn is_closed(&self) -> bool {
        self.status() == Status::Closed
    }

    /// The session ends from outside.
    pub fn is_cancelled(&self) -> bool {
        self.status() == Status::Cancelled
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words = match Status::from_raw(self.raw) {
            Some(Status::Again) => "the time has passed",
            Some(Status::Closed) => "the other end closed",
            Some(Status::Cancelled) => "the session ends",
            Some(Status::Denied) => "not granted",
            Some(Status::Unsupported) => "this host does not offer it",
            Some(Status::Invalid) => "an argument is wrong",
            Some(Status::NotFound) => "not found",
            Some(Status::Limit) => "a limit of the session is reached",
            Some(Status::Refused) => "the other end refused",
            Some(Status::Unreachable) => "there is no way to the other end",
            Some(Status::AuthFailed) => "authentication failed",
            Some(Status::PeerError) => "the other end broke its protocol",
            Some(Status::HostError) => "the host failed",
            None => return write!(f, "{}: status {}", self.call, self.raw),
        };
        write!(f, "{}: {words}", self.call)
    }
}

impl core::error::Error for Error {}

#[cfg(feature = "std")]
impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        use std::io::ErrorKind;
        let kind = match error.status() {
            Status::Again => ErrorKind::TimedOut,
            Status::Closed => ErrorKind::BrokenPipe,
            Status::Cancelled => ErrorKind::ConnectionAborted,
            Status::Denied | Status::AuthFailed => ErrorKind::PermissionDenied,
            Status::Unsupported => ErrorKind::Unsupported,
            Status::Invalid => ErrorKind::InvalidInput,
            Status::NotFound => ErrorKind::NotFound,
            Status::Limit => ErrorKind::QuotaExceeded,
            Status::Refused => ErrorKind::ConnectionRefused,
            Status::Unreachable => ErrorKind::HostUnreachable,
            Status::PeerError => ErrorKind::InvalidData,
            Status::HostError => ErrorKind::Other,
        };
        std::io::Error::new(kind, error)
    }
}
