//! The session's log.

use crate::sys::{self, LogLevel};

/// Writes to the session's log; the macros [`error!`](crate::error!) to [`trace!`](crate::trace!) format first.
pub fn log(level: LogLevel, text: &str) {
    unsafe { sys::log(level as i32, text.as_ptr(), text.len()) };
}

/// Logs why the session cannot go on.
///
/// ```
/// # tubeway::mock::MockHost::new().run(|| {
/// tubeway::error!("no answer from {}", "host");
/// # });
/// ```
#[macro_export]
macro_rules! error {
    ($($text:tt)*) => { $crate::log($crate::LogLevel::Error, &$crate::__format!($($text)*)) };
}

/// Logs that something is wrong.
#[macro_export]
macro_rules! warning {
    ($($text:tt)*) => { $crate::log($crate::LogLevel::Warning, &$crate::__format!($($text)*)) };
}

/// Logs a fact worth keeping.
#[macro_export]
macro_rules! info {
    ($($text:tt)*) => { $crate::log($crate::LogLevel::Info, &$crate::__format!($($text)*)) };
}

/// Logs something for the module's author.
#[macro_export]
macro_rules! debug {
    ($($text:tt)*) => { $crate::log($crate::LogLevel::Debug, &$crate::__format!($($text)*)) };
}

/// Logs something for the module's author, in quantity.
#[macro_export]
macro_rules! trace {
    ($($text:tt)*) => { $crate::log($crate::LogLevel::Trace, &$crate::__format!($($text)*)) };
}
