//! What `#[tubeway::main]` calls.

use crate::environment::end;
use crate::log::log;
use crate::sys::{CloseReason, LogLevel};
use alloc::format;
use core::fmt::Display;

/// What a module's entry may return.
pub trait Outcome {
    /// Tells the host; the number that the entry gives it.
    fn finish(self) -> i32;
}

impl Outcome for () {
    fn finish(self) -> i32 {
        0
    }
}

impl<E: Display> Outcome for Result<(), E> {
    fn finish(self) -> i32 {
        match self {
            Ok(()) => 0,
            Err(error) => {
                let text = format!("{error}");
                log(LogLevel::Error, &text);
                end(CloseReason::HandlerError, &text);
                1
            }
        }
    }
}

/// Runs a module's entry: a panic is logged before it traps, an error ends the session as the module's fault.
pub fn run<T: Outcome>(main: impl FnOnce() -> T) -> i32 {
    #[cfg(all(feature = "std", target_arch = "wasm32"))]
    std::panic::set_hook(std::boxed::Box::new(|info| {
        log(LogLevel::Error, &format!("{info}"));
    }));
    main().finish()
}
