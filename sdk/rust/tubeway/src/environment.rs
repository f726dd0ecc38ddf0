//! Parameters, secrets, clocks, randomness, and the session's end.

use crate::answer::{check, text};
use crate::error::{Error, Result};
use crate::sys::{self, ClockKind, CloseReason, Status};
use alloc::string::String;
use core::str::FromStr;
use core::time::Duration;

/// Whether something is offered here and granted: a function, a capability, or `enum.value` such as `codec.h264`.
pub fn feature(name: &str) -> bool {
    unsafe { sys::feature(name.as_ptr(), name.len()) == 1 }
}

/// A parameter of the session; none when it has neither value nor default.
///
/// ```
/// # use tubeway::mock::MockHost;
/// # MockHost::new().param("terminal-type", "xterm").run(|| -> tubeway::Result<()> {
/// let terminal = tubeway::param("terminal-type")?;
/// assert_eq!(terminal.as_deref(), Some("xterm"));
/// # Ok(()) });
/// ```
pub fn param(name: &str) -> Result<Option<String>> {
    found(text("param", |out, length| unsafe {
        sys::param(name.as_ptr(), name.len(), out, length)
    }))
}

/// A parameter of the session, or what stands for it.
pub fn param_or(name: &str, default: &str) -> Result<String> {
    Ok(param(name)?.unwrap_or_else(|| default.into()))
}

/// A parameter of the session as a number, a `bool`, or whatever else is read from text; none where it is missing or
/// cannot be read.
pub fn param_parsed<T: FromStr>(name: &str) -> Result<Option<T>> {
    Ok(param(name)?.and_then(|value| value.trim().parse().ok()))
}

/// A secret parameter of the session; needs the capability `secrets`, and each reading is audited.
pub fn secret(name: &str) -> Result<Option<String>> {
    found(text("secret", |out, length| unsafe {
        sys::secret(name.as_ptr(), name.len(), out, length)
    }))
}

fn found(answer: Result<String>) -> Result<Option<String>> {
    match answer {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.status() == Status::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Asks the person for parameters; the values come as [`Event::Param`](crate::Event::Param).
pub fn require_params(names: &[&str]) -> Result<()> {
    let lines = names.join("\n");
    check("param_require", unsafe { sys::param_require(lines.as_ptr(), lines.len()) }).map(drop)
}

/// Time since some moment; never goes back.
pub fn now() -> Duration {
    clock(ClockKind::Monotonic)
}

/// Time since 1970-01-01T00:00:00Z.
pub fn wall_clock() -> Duration {
    clock(ClockKind::Wall)
}

fn clock(kind: ClockKind) -> Duration {
    let mut out = [0; sys::Time::SIZE];
    unsafe { sys::clock(kind as i32, out.as_mut_ptr(), out.len()) };
    Duration::from_nanos(u64::from_le_bytes(out))
}

/// Fills memory with random bytes fit for keys.
pub fn random(out: &mut [u8]) {
    unsafe { sys::random(out.as_mut_ptr(), out.len()) };
}

/// Says how the session ends; then return from the entry. The first call counts.
pub fn end(reason: CloseReason, text: &str) {
    unsafe { sys::end(reason as i32, text.as_ptr(), text.len()) };
}

/// What the session is to reach.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Target {
    /// Name or address.
    pub host: String,
    /// Port; 0 where the session has none.
    pub port: u16,
    /// What the client selected.
    pub protocol: String,
}

/// The session's target.
pub fn target_info() -> Result<Target> {
    let lines = text("target_info", |out, length| unsafe { sys::target_info(out, length) })?;
    let mut target = Target::default();
    for (name, value) in lines.lines().filter_map(|line| line.split_once('=')) {
        match name {
            "host" => target.host = value.into(),
            "port" => target.port = value.parse().map_err(|_| Error::new("target_info", -13))?,
            "protocol" => target.protocol = value.into(),
            _ => {}
        }
    }
    Ok(target)
}
