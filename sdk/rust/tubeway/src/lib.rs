//! Write modules for the Tubeway gateway host.
//!
//! A module is a straight-line program: its entry runs one session from start to end, calls that wait simply wait, and
//! when it returns the session is over. Whatever it reaches it reaches through this crate: the session's target
//! ([`Stream`]), whoever looks at the session ([`Client`]), the screen ([`Surface`], [`Grid`]), parameters and the log.
//!
//! ```no_run
//! use tubeway::{Client, Event, Grid, Stream, Timeout, wait};
//! use std::io::{Read, Write};
//!
//! // With #[tubeway::main] in a module.
//! fn main() -> Result<(), Box<dyn std::error::Error>> {
//!     let grid = Grid::open()?;
//!     let mut target = Stream::connect(Timeout::secs(10))?;
//!     let mut buffer = [0; 4096];
//!     loop {
//!         wait! {
//!             Client => match Client.event(Timeout::NOW)? {
//!                 Event::Key(key) if key.down == 1 => target.write_all(&[key.keysym as u8])?,
//!                 Event::End { .. } => return Ok(()),
//!                 _ => {}
//!             },
//!             target => {
//!                 let count = target.read(&mut buffer)?;
//!                 if count == 0 {
//!                     return Ok(());
//!                 }
//!                 grid.raw(&buffer[..count])?;
//!             },
//!         }?;
//!     }
//! }
//! ```
//!
//! # Tests without Wasm
//!
//! Built for anything but Wasm, the calls are answered by a [`mock`] host of the thread, so that a module is tested by
//! plain `cargo test`.
//!
//! # Without `std`
//!
//! Without the default feature `std` the crate needs only `alloc`; streams then have [`Stream::receive`] and
//! [`Stream::send`] in place of `Read` and `Write`.

#![cfg_attr(not(feature = "std"), no_std)]
#![deny(missing_docs)]

extern crate alloc;

#[cfg(target_endian = "big")]
compile_error!("records lie in memory as the host reads them, little-endian");

mod answer;
mod client;
mod entry;
mod environment;
mod error;
mod grid;
#[cfg(not(target_arch = "wasm32"))]
pub mod host;
pub mod kernels;
mod log;
#[cfg(all(not(target_arch = "wasm32"), feature = "std"))]
pub mod mock;
#[cfg(feature = "software")]
mod software;
mod ssh;
mod stream;
mod surface;
#[rustfmt::skip]
#[allow(missing_docs)]
pub mod sys;
mod timeout;
mod waiting;

#[doc(hidden)]
pub use alloc::format as __format;
pub use client::{Client, Event, IncomingStream, User};
pub use entry::{Outcome, run};
pub use environment::{
    Target, end, feature, now, param, param_or, param_parsed, random, require_params, secret,
    target_info, wall_clock,
};
pub use error::{Error, Result};
pub use grid::{Color, Grid, GridOptions};
pub use log::log;
pub use ssh::{HostKey, Login, Question, Ssh, SshOptions, SshTerminal, ssh_failure};
pub use stream::{Stream, Tls};
pub use surface::{Picture, Rect, Surface, frame, move_cursor, set_cursor, set_named_cursor};
pub use sys::{
    Cell, ClockKind, CloseReason, Codec, ColoredRect, CursorKind, CursorShape, CursorVisibility,
    GridInfo, KeyEvent, LagEvent, LogLevel, MouseEvent, PixelFormat, Run, SizeEvent, Status,
    StreamInfo, StreamPurpose, TouchEvent, cell_attr, grid_mode, interest, mouse_button, rights,
};
pub use timeout::Timeout;
pub use tubeway_macros::main;
pub use waiting::{Poll, Source, turns, wait};
