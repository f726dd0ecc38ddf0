//! The terminal kit: what every handler of a terminal protocol needs, and no protocol.
//!
//! - [`Terminal`] is the emulator: bytes of the target in, grid changes, answers and notices out.
//! - [`Keyboard`] makes bytes of keys, [`Mouse`] of the mouse, [`Terminal::paste`] of pasted text.
//! - [`Codec`] stands between UTF-8 and what an older target speaks.
//!
//! Everything is sans-io and runs natively; nothing here knows the host.

mod cell;
mod charset;
mod cluster;
mod core;
mod csi;
mod damage;
mod dcs;
mod edit;
mod encoding;
mod flood;
mod keyboard;
mod modes;
mod mouse;
mod notice;
mod osc;
mod palette;
mod paste;
mod perform;
mod print;
mod quick;
mod rect;
mod report;
mod resize;
mod row;
mod screen;
mod setmode;
mod sgr;
mod sink;
mod tabs;
mod terminal;
mod text;
mod title;

pub use cell::{Cell, attr, colour};
pub use encoding::Codec;
pub use keyboard::{Key, Keyboard};
pub use mouse::{Mouse, MouseState};
pub use notice::Notice;
pub use palette::Scheme;
pub use sink::{CursorStyle, GridSink, grid_mode};
pub use terminal::{Settings, Terminal};
