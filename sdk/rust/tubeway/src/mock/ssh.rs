//! SSH servers, as a mock session finds them.

use super::imports::{Answer, Shared, give, known};
use super::streams::MockTarget;
use super::{Handle, MockStream, State};
use crate::sys::Status;
use std::collections::VecDeque;

/// An SSH server.
pub struct MockSsh {
    fails: Option<(Status, String)>,
    username: String,
    password: Option<String>,
    asks: VecDeque<(String, bool, String)>,
    banner: String,
    streams: VecDeque<Result<(MockTarget, Option<i32>), Status>>,
}

impl MockSsh {
    /// Takes a user with a password.
    pub fn new(username: &str, password: &str) -> Self {
        Self { username: username.into(), password: Some(password.into()), ..Self::open() }
    }

    /// Takes everybody.
    pub fn open() -> Self {
        Self {
            fails: None,
            username: String::new(),
            password: None,
            asks: VecDeque::new(),
            banner: String::new(),
            streams: VecDeque::new(),
        }
    }

    /// No connection comes about, and why.
    pub fn fails(status: Status, why: &str) -> Self {
        Self { fails: Some((status, why.into())), ..Self::open() }
    }

    /// Says something to everybody.
    pub fn banner(mut self, text: &str) -> Self {
        self.banner = text.into();
        self
    }

    /// Asks a question, after the password, and takes one answer.
    pub fn asks(mut self, text: &str, echo: bool, answer: &str) -> Self {
        self.asks.push_back((text.into(), echo, answer.into()));
        self
    }

    /// What the next shell, command, subsystem or forward is; without one they are refused.
    pub fn stream(mut self, target: MockTarget) -> Self {
        self.streams.push_back(Ok((target, None)));
        self
    }

    /// The same, with an exit status.
    pub fn exits(mut self, target: MockTarget, status: i32) -> Self {
        self.streams.push_back(Ok((target, Some(status))));
        self
    }

    /// The next shell, command, subsystem or forward fails.
    pub fn stream_fails(mut self, status: Status) -> Self {
        self.streams.push_back(Err(status));
        self
    }
}

/// Where a log-in stands.
#[derive(PartialEq, Eq)]
enum Stage {
    New,
    /// The server asks for the password again.
    Password(u32),
    Asking,
    LoggedIn,
    Over,
}

/// A connection as the mock holds it.
pub(crate) struct Line {
    server: MockSsh,
    stage: Stage,
    nobody_answers: bool,
}

const KEY: &str = "algorithm=ssh-ed25519\nsha256=SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU\nkey=AAAA\ntrust=first\n";
const MOST_PASSWORDS: u32 = 3;

const CONNECTING: &str = "to through host-key compression keep-alive";
const LOGGING_IN: &str = "username username-from password password-from private-key private-key-from passphrase \
     passphrase-from answer answer-from end";
const RUNNING: &str = "terminal columns rows width height env";

fn options(bytes: &[u8], known: &str) -> Result<Vec<(String, String)>, Status> {
    String::from_utf8_lossy(bytes)
        .lines()
        .map(|line| {
            let (name, value) = line.split_once('=').ok_or(Status::Invalid)?;
            if !known.split_ascii_whitespace().any(|each| each == name) {
                return Err(Status::Invalid);
            }
            Ok((name.to_owned(), value.to_owned()))
        })
        .collect()
}

fn find<'a>(options: &'a [(String, String)], name: &str) -> Option<&'a str> {
    options.iter().find(|(each, _)| each == name).map(|(_, value)| value.as_str())
}

impl State {
    fn line(&mut self, handle: i32) -> Result<&mut Line, Status> {
        match self.handles.get_mut(&handle) {
            Some(Handle::Ssh(line)) => Ok(line),
            _ => Err(Status::Invalid),
        }
    }

    fn ssh_failed(&mut self, status: Status, why: &str) -> Answer {
        self.ssh_failure = why.into();
        Err(status)
    }

    fn ssh_connect(&mut self, lines: &[u8]) -> Answer {
        self.needs("ssh")?;
        self.running()?;
        let options = options(lines, CONNECTING)?;
        let to = find(&options, "to");
        if to.is_some() && self.needs("network").is_err() {
            return self
                .ssh_failed(Status::Denied, "the module may reach no address but its target");
        }
        if to.is_some_and(|to| {
            to.rsplit_once(':').is_none_or(|(_, port)| port.parse::<u16>().is_err())
        }) {
            return Err(Status::Invalid);
        }
        if let Some(through) = find(&options, "through") {
            let handle = through.parse().map_err(|_| Status::Invalid)?;
            let line = self.line(handle)?;
            if line.stage != Stage::LoggedIn {
                return Err(Status::Invalid);
            }
        }
        if self.handles.len() >= self.max_handles {
            return Err(Status::Limit);
        }
        let mut server = self
            .servers
            .pop_front()
            .unwrap_or_else(|| MockSsh::fails(Status::Refused, "no server is left"));
        if let Some((status, why)) = server.fails.take() {
            return self.ssh_failed(status, &why);
        }
        self.session.ssh.push(match to {
            Some(to) => format!("connect {to}"),
            None => "connect".into(),
        });
        let line = Line { server, stage: Stage::New, nobody_answers: false };
        self.open(Handle::Ssh(line))
    }

    /// What was given, or what the parameter has that was named.
    fn credential(&self, options: &[(String, String)], name: &str) -> Option<String> {
        if let Some(value) = find(options, name) {
            return Some(value.into());
        }
        let param = self.params.get(find(options, &format!("{name}-from"))?)?;
        param.value.clone().filter(|value| !value.is_empty())
    }

    fn ssh_authenticate(&mut self, handle: i32, lines: &[u8]) -> Answer {
        self.needs("ssh")?;
        self.running()?;
        let options = options(lines, LOGGING_IN)?;
        let username = self.credential(&options, "username");
        let password = self.credential(&options, "password");
        let answers = ["answer", "answer-from"].iter().any(|name| find(&options, name).is_some());
        let answer = self.credential(&options, "answer").unwrap_or_default();
        let line = self.line(handle)?;
        line.nobody_answers |= find(&options, "end") == Some("true");
        let wanted = line.server.password.clone();
        let mut note = None;
        let good = match line.stage {
            Stage::New => {
                let username = username.ok_or(Status::Invalid)?;
                note = Some(format!("user {username}"));
                let user = line.server.username.is_empty() || line.server.username == username;
                user && (wanted.is_none() || wanted == password)
            }
            Stage::Password(_) if answers => wanted.as_ref() == Some(&answer),
            Stage::Asking if answers => match line.server.asks.pop_front() {
                Some((_, _, right)) if right == answer => true,
                _ => {
                    line.stage = Stage::Over;
                    false
                }
            },
            Stage::Password(_) | Stage::Asking if line.nobody_answers => false,
            Stage::Password(_) | Stage::Asking => return Ok(1),
            Stage::LoggedIn => return Err(Status::Invalid),
            Stage::Over => return Err(Status::AuthFailed),
        };
        line.stage = match (good, &line.stage) {
            (true, _) if line.server.asks.is_empty() => Stage::LoggedIn,
            (true, _) => Stage::Asking,
            (false, Stage::New) if password.is_none() => Stage::Password(1),
            (false, Stage::New) => Stage::Password(2),
            (false, Stage::Password(attempt)) if *attempt < MOST_PASSWORDS => {
                Stage::Password(attempt + 1)
            }
            (false, _) => Stage::Over,
        };
        if line.nobody_answers && line.stage != Stage::LoggedIn {
            line.stage = Stage::Over;
        }
        let stage = match line.stage {
            Stage::LoggedIn => 0,
            Stage::Over => -1,
            _ => 1,
        };
        self.session.ssh.extend(note);
        match stage {
            -1 => self.ssh_failed(Status::AuthFailed, "the server takes none of the credentials"),
            stage => Ok(stage),
        }
    }

    fn ssh_question(&mut self, handle: i32, out: &mut [u8]) -> Answer {
        self.needs("ssh")?;
        let line = self.line(handle)?;
        let mut text = String::new();
        // What a server says to everybody is heard when somebody begins to log in.
        if line.stage != Stage::New {
            line.server.banner.lines().for_each(|line| text += &format!("banner={line}\n"));
        }
        match line.stage {
            Stage::Password(attempt) => {
                text += &format!("kind=password\nattempt={attempt}\ntext=Password: \necho=false\n");
            }
            Stage::Asking => {
                if let Some((question, echo, _)) = line.server.asks.front() {
                    text += &format!("kind=prompt\nattempt=1\ntext={question}\necho={echo}\n");
                }
            }
            _ => {}
        }
        give(text.as_bytes(), out)
    }

    fn ssh_open(&mut self, handle: i32, what: String) -> Answer {
        let line = self.line(handle)?;
        if line.stage != Stage::LoggedIn {
            return Err(Status::Invalid);
        }
        if self.handles.len() >= self.max_handles {
            return Err(Status::Limit);
        }
        let next = self.line(handle)?.server.streams.pop_front().unwrap_or(Err(Status::Refused));
        self.session.ssh.push(what.clone());
        match next {
            Err(status) => self.ssh_failed(status, "the server refused"),
            Ok((end, exit)) => {
                let stream =
                    MockStream { address: what, exit_status: exit, ..MockStream::default() };
                self.open_stream(end, stream)
            }
        }
    }

    fn ssh_run(&mut self, handle: i32, what: &str, lines: &[u8]) -> Answer {
        self.needs("ssh")?;
        self.running()?;
        let options = options(lines, RUNNING)?;
        let mut words = what.to_owned();
        let usual = if what == "shell" { Some("xterm-256color") } else { None };
        if let Some(terminal) = find(&options, "terminal").or(usual) {
            let side = |name, otherwise| find(&options, name).unwrap_or(otherwise).to_owned();
            words += &format!(" on {terminal} {}x{}", side("columns", "80"), side("rows", "24"));
        }
        options
            .iter()
            .filter(|(name, _)| name == "env")
            .for_each(|(_, value)| words += &format!(" {value}"));
        self.ssh_open(handle, words)
    }
}

impl Shared {
    pub(super) fn connect_ssh(&self, lines: &[u8]) -> i32 {
        self.with(|state| state.ssh_connect(lines))
    }

    pub(super) fn authenticate_ssh(&self, handle: i32, lines: &[u8]) -> i32 {
        self.with(|state| state.ssh_authenticate(handle, lines))
    }

    pub(super) fn question_of_ssh(&self, handle: i32, out: &mut [u8]) -> i32 {
        self.with(|state| state.ssh_question(handle, out))
    }

    pub(super) fn failure_of_ssh(&self, out: &mut [u8]) -> i32 {
        self.with(|state| {
            state.needs("ssh")?;
            give(state.ssh_failure.as_bytes(), out)
        })
    }

    pub(super) fn shell_of_ssh(&self, handle: i32, lines: &[u8]) -> i32 {
        self.with(|state| state.ssh_run(handle, "shell", lines))
    }

    pub(super) fn exec_by_ssh(&self, handle: i32, command: &[u8], lines: &[u8]) -> i32 {
        let what = format!("exec {}", String::from_utf8_lossy(command));
        self.with(|state| state.ssh_run(handle, &what, lines))
    }

    pub(super) fn subsystem_of_ssh(&self, handle: i32, name: &[u8]) -> i32 {
        self.with(|state| {
            state.needs("ssh")?;
            state.running()?;
            let name = String::from_utf8_lossy(name);
            if name.is_empty() {
                return Err(Status::Invalid);
            }
            state.ssh_open(handle, format!("subsystem {name}"))
        })
    }

    pub(super) fn forward_by_ssh(&self, handle: i32, target: &[u8]) -> i32 {
        self.with(|state| {
            state.needs("sshforward")?;
            state.running()?;
            let target = String::from_utf8_lossy(target);
            let port = target.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
            known(port)?;
            state.ssh_open(handle, format!("forward {target}"))
        })
    }

    pub(super) fn lend_by_ssh(&self, handle: i32) -> i32 {
        self.with(|state| {
            state.needs("sshagent")?;
            state.running()?;
            if state.line(handle)?.stage != Stage::LoggedIn {
                return Err(Status::Invalid);
            }
            state.session.ssh.push("agent".into());
            Ok(0)
        })
    }

    pub(super) fn resize_ssh(&self, handle: i32, size: [i32; 4]) -> i32 {
        self.with(|state| {
            state.needs("ssh")?;
            state.running()?;
            let [columns, rows, width, height] = size;
            let sides = (1..=65_535).contains(&columns) && (1..=65_535).contains(&rows);
            let closed = match state.handles.get(&handle) {
                Some(Handle::Stream(flow))
                    if sides && width >= 0 && height >= 0 && state.is_ssh(flow.index) =>
                {
                    flow.is_closed()
                }
                _ => return Err(Status::Invalid),
            };
            if closed {
                return Err(Status::Closed);
            }
            state.session.ssh.push(format!("resize {columns}x{rows} {width}x{height}"));
            Ok(0)
        })
    }

    pub(super) fn key_of_ssh(&self, handle: i32, out: &mut [u8]) -> i32 {
        self.with(|state| {
            state.needs("ssh")?;
            state.line(handle)?;
            give(KEY.as_bytes(), out)
        })
    }
}

impl State {
    /// Whether a stream is a channel of SSH that has a terminal, or may have one.
    fn is_ssh(&self, index: usize) -> bool {
        let address = &self.session.streams[index].address;
        ["shell", "exec ", "subsystem ", "forward "].iter().any(|kind| address.starts_with(kind))
    }
}
