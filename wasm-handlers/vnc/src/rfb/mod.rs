//! RFB as a client speaks it, sans-io: bytes in; drawing on a [`Screen`], [`Notice`]s and bytes for the server out.
//!
//! Source: RFC 6143, and the community's rfbproto.rst for what came later.

mod clipboard;
mod connection;
mod encoding;
mod handshake;
mod input;
mod lossy;
mod messages;
mod pixel;
mod running;
mod screen;

pub use clipboard::Formats;
pub use connection::{Connection, Notice, Wishes};
pub use handshake::{Login, Question};
pub use input::Fault;
pub use messages::Encoding;
pub use pixel::{Depth, Order, PixelLayout};
pub use screen::{STREAMS, Screen};
