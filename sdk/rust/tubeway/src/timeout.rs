//! How long a call may wait.

use core::time::Duration;

/// How long a call may wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Timeout(i32);

impl Timeout {
    /// The call does not wait.
    pub const NOW: Self = Self(0);
    /// The call waits for ever.
    pub const FOREVER: Self = Self(-1);

    /// So many milliseconds.
    pub const fn millis(millis: u32) -> Self {
        Self(if millis > i32::MAX as u32 { i32::MAX } else { millis as i32 })
    }

    /// So many seconds.
    pub const fn secs(secs: u32) -> Self {
        Self::millis(secs.saturating_mul(1000))
    }

    /// As the host takes it.
    pub const fn raw(self) -> i32 {
        self.0
    }
}

impl From<Duration> for Timeout {
    /// Rounds up to a millisecond.
    fn from(duration: Duration) -> Self {
        Self(i32::try_from(duration.as_nanos().div_ceil(1_000_000)).unwrap_or(i32::MAX))
    }
}

impl From<Option<Duration>> for Timeout {
    /// None is for ever.
    fn from(duration: Option<Duration>) -> Self {
        duration.map_or(Self::FOREVER, Self::from)
    }
}
