//! SSH for Tubeway: a shell or a command on a terminal. The host speaks the protocol and keeps passwords and keys; what is
//! here asks, shows and explains.

mod connection;
mod session;

pub use session::main;
