//! Waiting for several things at once.

use core::ops::ControlFlow;

use crate::answer::check;
use crate::error::Result;
use crate::sys::{self, interest};
use crate::timeout::Timeout;

/// What can be waited for.
pub trait Source {
    /// Its handle.
    fn handle(&self) -> i32;
}

impl<T: Source + ?Sized> Source for &T {
    fn handle(&self) -> i32 {
        (**self).handle()
    }
}

impl<T: Source + ?Sized> Source for &mut T {
    fn handle(&self) -> i32 {
        (**self).handle()
    }
}

/// One thing to wait for.
#[derive(Clone, Copy, Debug)]
#[repr(transparent)]
pub struct Poll(sys::Poll);

impl Poll {
    /// Waits until a read, or taking an event, does not wait.
    pub fn read(source: &(impl Source + ?Sized)) -> Self {
        Self::want(source, interest::READ)
    }

    /// Waits until a write does not wait.
    pub fn write(source: &(impl Source + ?Sized)) -> Self {
        Self::want(source, interest::WRITE)
    }

    /// Waits for some of [`interest`]; for 0, so that what comes gathers, until the time has passed.
    pub fn want(source: &(impl Source + ?Sized), interest: u32) -> Self {
        Self(sys::Poll { handle: source.handle(), want: interest as i32, ready: 0 })
    }

    /// Whether anything was found, the other end's close included.
    pub fn is_ready(&self) -> bool {
        self.0.ready != 0
    }

    /// What was found, of [`interest`].
    pub fn ready(&self) -> u32 {
        self.0.ready as u32
    }
}

/// Waits until one of the polls is ready, and tells how many are. The macro [`wait!`](crate::wait!) is easier to read.
pub fn wait(polls: &mut [Poll], timeout: impl Into<Timeout>) -> Result<usize> {
    check("wait", unsafe {
        sys::wait(polls.as_mut_ptr().cast(), size_of_val(polls), timeout.into().raw())
    })
}

/// Turns that are taken before the function that takes them is called anew.
const TURNS: usize = 16;

/// Takes turn after turn until one breaks or fails.
///
/// Does what `loop` does, and costs a session that mostly waits about a tenth less: a host compiles
/// a function that is called again and again, while one that is called once and loops for as long as
/// the session lasts goes on as it began, interpreted.
///
/// ```
/// # use tubeway::mock::{MockHost, MockTarget};
/// use std::ops::ControlFlow;
/// use tubeway::{Client, Event, Stream, Timeout, turns, wait};
///
/// # MockHost::new().target(MockTarget::sends(b"hello")).run(|| -> tubeway::Result<()> {
/// let target = Stream::connect(Timeout::secs(10))?;
/// let mut buffer = [0; 64];
/// let mut all = 0;
/// let all = turns(|| {
///     wait! {
///         Client => if let Event::End { .. } = Client.event(Timeout::NOW)? {
///             return Ok(ControlFlow::Break(all));
///         },
///         target => match target.receive(&mut buffer, Timeout::NOW) {
///             Ok(count) => all += count,
///             Err(error) if error.is_closed() => return Ok(ControlFlow::Break(all)),
///             Err(error) => return Err(error),
///         },
///     }?;
///     Ok(ControlFlow::Continue(()))
/// })?;
/// # assert_eq!(all, 5);
/// # Ok(()) });
/// ```
pub fn turns<T, E>(
    mut turn: impl FnMut() -> core::result::Result<ControlFlow<T>, E>,
) -> core::result::Result<T, E> {
    loop {
        if let ControlFlow::Break(end) = some(&mut turn)? {
            return Ok(end);
        }
    }
}

#[inline(never)]
fn some<T, E>(
    turn: &mut impl FnMut() -> core::result::Result<ControlFlow<T>, E>,
) -> core::result::Result<ControlFlow<T>, E> {
    for _ in 0..TURNS {
        if let ControlFlow::Break(end) = turn()? {
            return Ok(ControlFlow::Break(end));
        }
    }
    Ok(ControlFlow::Continue(()))
}

/// Waits until something can be read, and runs the arm of each source that is ready.
///
/// The arms run in their order. Before them there may be `after TIME => …`, which runs when the time has passed and
/// nothing was ready. The macro gives a `Result`: an arm may use `?`, `return`, `break` and `continue`.
///
/// ```
/// # use tubeway::mock::{MockHost, MockTarget};
/// use tubeway::{Client, Event, Stream, Timeout, wait};
///
/// # MockHost::new().target(MockTarget::sends(b"hello")).run(|| -> tubeway::Result<()> {
/// let target = Stream::connect(Timeout::secs(10))?;
/// let mut buffer = [0; 64];
/// loop {
///     wait! {
///         after Timeout::secs(30) => tubeway::warning!("half a minute of silence"),
///         Client => if let Event::End { .. } = Client.event(Timeout::NOW)? {
///             break;
///         },
///         target => match target.receive(&mut buffer, Timeout::NOW) {
///             Ok(count) => tubeway::info!("{count} bytes"),
///             Err(error) if error.is_closed() => break,
///             Err(error) => return Err(error),
///         },
///     }?;
/// }
/// # Ok(()) });
/// ```
#[macro_export]
macro_rules! wait {
    (after $time:expr => $late:expr, $($source:expr => $arm:expr),+ $(,)?) => {
        $crate::wait!(@ [$($source => $arm),+] $time, $late)
    };
    ($($source:expr => $arm:expr),+ $(,)?) => {
        $crate::wait!(@ [$($source => $arm),+] $crate::Timeout::FOREVER, ())
    };
    (@ [$($source:expr => $arm:expr),+] $time:expr, $late:expr) => {{
        let mut polls = [$($crate::Poll::read(&$source)),+];
        match $crate::wait(&mut polls, $time) {
            Ok(_) => {
                let mut polls = polls.iter();
                $(if polls.next().is_some_and($crate::Poll::is_ready) { $arm; })+
                let _ = polls;
                Ok(())
            }
            Err(error) if error.is_again() => { $late; Ok(()) }
            Err(error) => Err(error),
        }
    }};
}
