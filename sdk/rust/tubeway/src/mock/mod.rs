//! A host for native tests: it answers a module's calls from what the test lays out, and keeps what the module did.
//!
//! Nothing waits: where a call would, the mock's clock goes on. When a module waits for ever and nothing can happen any
//! more, or its waits have run out a hundred times in a row, the session ends: an END event, then CANCELLED.
//!
//! ```
//! use tubeway::mock::{MockHost, MockTarget};
//! use tubeway::{Grid, Stream, Timeout};
//!
//! fn module() -> Result<(), Box<dyn std::error::Error>> {
//!     let grid = Grid::open()?;
//!     let target = Stream::connect(Timeout::secs(10))?;
//!     target.send_all(b"who\n", Timeout::FOREVER)?;
//!     let mut line = [0; 5];
//!     let count = target.receive(&mut line, Timeout::secs(1))?;
//!     let cells: Vec<_> = line[..count].iter().map(|b| tubeway::Cell::new(*b as char)).collect();
//!     Ok(grid.cells(0, 0, &cells)?)
//! }
//!
//! let target = MockTarget::answers(|asked| if asked == b"who\n" { b"alice".to_vec() } else { vec![] });
//! let session = MockHost::new().target(target).run(module);
//! assert_eq!(session.result, 0);
//! assert_eq!(session.row(0), "alice");
//! assert_eq!(session.sent(0), b"who\n");
//! ```

mod events;
mod grid;
mod imports;
#[cfg(feature = "software")]
mod kernels;
mod pixels;
mod ssh;
mod streams;

pub use grid::MockGrid;
pub use pixels::MockSurface;
pub use ssh::MockSsh;
pub use streams::MockTarget;

use crate::entry::{Outcome, run};
use crate::host::install;
use crate::sys::{Imports, LogLevel, Status, StreamPurpose};
use events::Queued;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::rc::Rc;
use streams::Flow;

/// Lays out what a session finds.
pub struct MockHost {
    pub(crate) state: State,
}

/// What a parameter is and has.
struct Param {
    value: Option<String>,
    secret: bool,
}

/// What a handle stands for.
enum Handle {
    Stream(Flow),
    Surface(MockSurface),
    Ssh(ssh::Line),
    #[cfg(feature = "software")]
    Kernel(kernels::Kernel),
}

/// Everything the mock knows.
pub(crate) struct State {
    params: BTreeMap<String, Param>,
    grants: BTreeSet<String>,
    target: (String, u16, String),
    targets: VecDeque<Result<MockTarget, Status>>,
    servers: VecDeque<MockSsh>,
    ssh_failure: String,
    events: VecDeque<Queued>,
    handles: BTreeMap<i32, Handle>,
    next_handle: i32,
    max_handles: usize,
    screen: MockSurface,
    grid: Option<MockGrid>,
    measures: crate::sys::GridInfo,
    nanos: u64,
    wall_nanos: u64,
    random: u64,
    idle: u32,
    cancelled: bool,
    over: bool,
    session: MockSession,
}

/// What a module did.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MockSession {
    /// What the entry gave the host.
    pub result: i32,
    /// Level and text of every message.
    pub log: Vec<(i32, String)>,
    /// Reason and text of the first `end`.
    pub end: Option<(i32, String)>,
    /// What was shown to the person.
    pub messages: Vec<String>,
    /// Parameters that were asked for.
    pub required: Vec<String>,
    /// Secrets that were read.
    pub secrets_read: Vec<String>,
    /// Streams in the order they were opened by either side.
    pub streams: Vec<MockStream>,
    /// What was wanted of SSH servers, in a few words each, in order: `connect`, `user alice`, `shell on xterm 80x24`.
    pub ssh: Vec<String>,
    /// The mouse pointer's picture, if the module drew one.
    pub cursor: Option<MockSurface>,
    /// Where the pointer was moved to.
    pub pointer: Option<(i32, i32)>,
    /// How many frames were ended.
    pub frames: usize,
    /// The grid as it was left.
    pub grid: Option<MockGrid>,
    /// The screen as it was left.
    pub screen: MockSurface,
    /// Other surfaces that were still open, by their handles.
    pub surfaces: BTreeMap<i32, MockSurface>,
    /// How many handles were still open.
    pub open_handles: usize,
}

/// What went over a stream.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct MockStream {
    /// Its handle.
    pub handle: i32,
    /// `host:port` of a connection; empty for streams with the client.
    pub address: String,
    /// Whether the target connected by itself, as the module wished.
    pub awaited: bool,
    /// Number of the purpose, for streams with the client.
    pub purpose: i32,
    /// Media type, for streams with the client.
    pub media_type: String,
    /// Name, for streams with the client.
    pub name: String,
    /// What the module wrote.
    pub sent: Vec<u8>,
    /// Exit status of what runs on an SSH stream.
    pub exit_status: Option<i32>,
    /// Whether the module ended its direction.
    pub shut_down: bool,
    /// Options of TLS, once it was started.
    pub tls: Option<String>,
    /// Status and text, once it was refused.
    pub refused: Option<(i32, String)>,
}

impl Default for MockHost {
    fn default() -> Self {
        Self::new()
    }
}

impl MockHost {
    /// A session without parameters, grants and target; a screen of 1024×768 with 99×39 cells.
    pub fn new() -> Self {
        let info = crate::sys::GridInfo { columns: 99, rows: 39, cell_width: 10, cell_height: 19 };
        Self {
            state: State {
                params: BTreeMap::new(),
                grants: BTreeSet::new(),
                target: ("localhost".into(), 0, "mock".into()),
                targets: VecDeque::new(),
                servers: VecDeque::new(),
                ssh_failure: String::new(),
                events: VecDeque::new(),
                handles: BTreeMap::new(),
                next_handle: 2,
                max_handles: 64,
                screen: MockSurface::new(1024, 768),
                grid: None,
                measures: info,
                nanos: 1_000_000_000,
                wall_nanos: 1_700_000_000_000_000_000,
                random: 0x9e37_79b9_7f4a_7c15,
                idle: 0,
                cancelled: false,
                over: false,
                session: MockSession::default(),
            },
        }
    }

    /// Gives a parameter its value.
    pub fn param(mut self, name: &str, value: &str) -> Self {
        let param = Param { value: Some(value.into()), secret: false };
        self.state.params.insert(name.into(), param);
        self
    }

    /// Gives a secret parameter its value, and the capability to read it.
    pub fn secret(mut self, name: &str, value: &str) -> Self {
        let param = Param { value: Some(value.into()), secret: true };
        self.state.params.insert(name.into(), param);
        self.grant("secrets")
    }

    /// Declares a parameter, with a value or without; grants nothing.
    pub fn declares(mut self, name: &str, value: Option<&str>, secret: bool) -> Self {
        let value = value.map(str::to_owned);
        self.state.params.insert(name.into(), Param { value, secret });
        self
    }

    /// Grants a capability.
    pub fn grant(mut self, capability: &str) -> Self {
        self.state.grants.insert(capability.into());
        self
    }

    /// Names the session's target for `target_info`.
    pub fn address(mut self, host: &str, port: u16, protocol: &str) -> Self {
        self.state.target = (host.into(), port, protocol.into());
        self
    }

    /// What the next connection reaches; without one it is refused.
    pub fn target(mut self, target: MockTarget) -> Self {
        self.state.targets.push_back(Ok(target));
        self
    }

    /// The next connection fails.
    pub fn target_fails(mut self, status: Status) -> Self {
        self.state.targets.push_back(Err(status));
        self
    }

    /// What the next SSH connection finds; without one it is refused.
    pub fn ssh(mut self, server: MockSsh) -> Self {
        self.state.servers.push_back(server);
        self
    }

    /// Size of the screen and the grid on it.
    pub fn size(mut self, width: i32, height: i32, columns: u32, rows: u32) -> Self {
        self.state.screen = MockSurface::new(width, height);
        self.state.measures.columns = columns;
        self.state.measures.rows = rows;
        self
    }

    /// Most handles that may be open.
    pub fn max_handles(mut self, count: usize) -> Self {
        self.state.max_handles = count;
        self
    }

    /// The client goes down and up with each key of a text.
    pub fn types(mut self, text: &str) -> Self {
        for character in text.chars() {
            let keysym = match character {
                '\n' | '\r' => 0xff0d,
                '\t' => 0xff09,
                '\u{8}' => 0xff08,
                '\u{1b}' => 0xff1b,
                c if (c as u32) < 0x100 => c as u32,
                c => 0x0100_0000 | c as u32,
            };
            self = self.key(keysym, true).key(keysym, false);
        }
        self
    }

    /// The client opens a stream and sends bytes.
    pub fn client_stream(
        mut self,
        purpose: StreamPurpose,
        media_type: &str,
        name: &str,
        data: &[u8],
    ) -> Self {
        self.state.events.push_back(Queued::Stream {
            purpose: purpose as i32,
            media_type: media_type.into(),
            name: name.into(),
            data: data.into(),
        });
        self
    }

    /// The session ends from outside when the events before were taken.
    pub fn ends(mut self, reason: crate::CloseReason, text: &str) -> Self {
        self.state.events.push_back(Queued::end(reason as i32, text));
        self
    }

    /// The session has ended from outside already.
    pub fn cancelled(mut self) -> Self {
        self.state.cancelled = true;
        self
    }

    /// Runs a module's entry, or any code that calls the host, and tells what it did.
    pub fn run<T: Outcome>(self, main: impl FnOnce() -> T) -> MockSession {
        let state = Rc::new(RefCell::new(self.state));
        let before = install(Some(Box::new(imports::Shared(Rc::clone(&state)))));
        let result = run(main);
        install(before);
        let mut state = state.borrow_mut();
        state.session.result = result;
        state.finish()
    }

    /// The host itself, for calls one by one.
    pub fn start(self) -> MockCalls {
        MockCalls(imports::Shared(Rc::new(RefCell::new(self.state))))
    }
}

/// A session whose calls a test makes itself.
pub struct MockCalls(imports::Shared);

impl MockCalls {
    /// To call.
    pub fn host(&mut self) -> &mut dyn Imports {
        &mut self.0
    }

    /// What was done.
    pub fn finish(self) -> MockSession {
        self.0.0.borrow_mut().finish()
    }
}

impl MockSession {
    /// What the module wrote to the n-th stream.
    pub fn sent(&self, n: usize) -> &[u8] {
        &self.streams[n].sent
    }

    /// Text of a row of the grid, blanks at its end left out.
    pub fn row(&self, row: usize) -> String {
        self.grid.as_ref().map(|grid| grid.row(row)).unwrap_or_default()
    }

    /// Whether a message of this level and text was logged.
    pub fn has_logged(&self, level: LogLevel, text: &str) -> bool {
        self.log.iter().any(|(l, t)| *l == level as i32 && t == text)
    }
}
