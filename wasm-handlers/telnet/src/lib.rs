//! Telnet for Tubeway: RFC 854 with its options, TLS, and the log-in by regular expressions.

mod login;
mod option;
mod protocol;
mod session;

pub use login::{Login, Step};
pub use protocol::{Identity, Telnet};
pub use session::main;
