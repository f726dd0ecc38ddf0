//! VNC for Tubeway: RFB 3.3, 3.7 and 3.8 with its encodings, TLS, the desktop's clipboard and size.
//!
//! [`rfb`] is the protocol without any input or output of its own; the rest joins it with the host.

mod keys;
mod login;
mod outgoing;
mod over;
mod painter;
pub mod rfb;
mod session;
mod settings;
mod text;

pub use painter::Painter;
pub use session::main;
