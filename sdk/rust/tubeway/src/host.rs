//! Who answers calls in native tests: whatever implements [`Imports`](crate::sys::Imports) for the thread.

#[cfg(feature = "std")]
pub use with_std::{install, with_host};

#[cfg(feature = "std")]
mod with_std {
    use crate::sys::Imports;
    use std::cell::RefCell;

    std::thread_local! {
        static HOST: RefCell<Option<Box<dyn Imports>>> = const { RefCell::new(None) };
    }

    /// Makes this the thread's host, and gives back the one before.
    pub fn install(host: Option<Box<dyn Imports>>) -> Option<Box<dyn Imports>> {
        HOST.replace(host)
    }

    /// Calls the thread's host; panics where there is none.
    pub fn with_host(call: impl FnOnce(&mut dyn Imports) -> i32) -> i32 {
        // While a host answers, its own code must not call.
        let mut host = HOST.take().expect("no mock host: wrap the test in MockHost::run");
        let result = call(&mut *host);
        HOST.set(Some(host));
        result
    }
}

/// Without `std` there is no host outside Wasm: every call answers UNSUPPORTED.
#[cfg(not(feature = "std"))]
pub fn with_host(_call: impl FnOnce(&mut dyn crate::sys::Imports) -> i32) -> i32 {
    crate::sys::Status::Unsupported as i32
}
