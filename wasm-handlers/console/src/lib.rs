//! A terminal session of the host: what every terminal handler does alike, whatever protocol its target speaks.
//!
//! A handler implements [`Line`], its protocol as bytes in and bytes out, connects, and calls [`Console::run`]. Keys, mouse,
//! clipboard, pipes, sizes, colours, encodings and the pace of drawing are done here.

mod console;
mod dialogue;
mod outgoing;
mod screen;
mod settings;

pub use console::{Console, Line};
pub use dialogue::{Answer, Dialogue};
pub use settings::Settings;
pub use terminal::Key;
