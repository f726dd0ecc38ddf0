//! SSH, spoken by the host. Passwords and keys stay there: a module names the parameter that holds one.

use crate::answer::{check, text};
use crate::error::Result;
use crate::stream::Stream;
use crate::sys;
use crate::timeout::Timeout;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// An SSH connection; dropping it closes it and its streams. Needs the capability `ssh`.
///
/// ```
/// use tubeway::mock::{MockHost, MockSsh, MockTarget};
/// use tubeway::{Login, Ssh, SshOptions, SshTerminal, Timeout};
///
/// fn module() -> tubeway::Result<()> {
///     let ssh = Ssh::connect(&SshOptions::new(), Timeout::secs(10))?;
///     let login = Login::new().username("alice").password_from("password");
///     assert!(ssh.authenticate(&login, Timeout::secs(30))?.is_none());
///     let shell = ssh.shell(&SshTerminal::new("xterm-256color", 80, 24), Timeout::secs(10))?;
///     shell.send_all(b"exit\n", Timeout::FOREVER)
/// }
///
/// let server = MockSsh::new("alice", "s3cret").stream(MockTarget::silent());
/// let host = MockHost::new().grant("ssh").declares("password", Some("s3cret"), true).ssh(server);
/// let session = host.run(module);
/// assert_eq!(session.result, 0);
/// assert_eq!(session.sent(0), b"exit\n");
/// assert!(session.secrets_read.is_empty());
/// ```
#[derive(Debug)]
pub struct Ssh {
    handle: i32,
}

/// How [`Ssh::connect`] connects.
#[derive(Clone, Debug, Default)]
pub struct SshOptions {
    lines: String,
}

/// What [`Ssh::authenticate`] logs in with.
#[derive(Clone, Debug, Default)]
pub struct Login {
    lines: String,
}

/// The terminal of [`Ssh::shell`] and [`Ssh::exec`].
#[derive(Clone, Debug, Default)]
pub struct SshTerminal {
    lines: String,
}

/// What is asked while somebody logs in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// `password`, `passphrase`, `new-password` or `prompt`.
    pub kind: String,
    /// Which time this is asked, from 1.
    pub attempt: u32,
    /// May be empty.
    pub title: String,
    /// May be empty; several lines.
    pub instruction: String,
    /// The question.
    pub text: String,
    /// Whether the answer may be seen.
    pub echo: bool,
}

/// A server's key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HostKey {
    /// Such as `ssh-ed25519`.
    pub algorithm: String,
    /// `SHA256:…`.
    pub sha256: String,
    /// As `known_hosts` holds it.
    pub key: String,
    /// Why it holds: `pinned`, `known`, `first` or `accepted`.
    pub trust: String,
}

fn line(lines: &mut String, name: &str, value: &str) {
    // A line is a line, whatever somebody typed.
    let value = value.replace(['\r', '\n'], " ");
    *lines += &format!("{name}={value}\n");
}

impl SshOptions {
    /// The session's target, and what the host's policy says about its key.
    pub fn new() -> Self {
        Self::default()
    }

    /// Another address, `host:port`; needs the capability `network`.
    pub fn to(self, address: &str) -> Self {
        self.with("to", address)
    }

    /// By a connection that the server of another, logged in, makes.
    pub fn through(self, ssh: &Ssh) -> Self {
        let handle = ssh.handle;
        self.with("through", &format!("{handle}"))
    }

    /// A key that the server may have: a line of known_hosts, `type key` or `SHA256:…`.
    pub fn host_key(self, key: &str) -> Self {
        self.with("host-key", key)
    }

    /// Offers compression.
    pub fn compression(self) -> Self {
        self.with("compression", "true")
    }

    /// Asks a quiet server every so many seconds whether it is there.
    pub fn keep_alive(self, seconds: u32) -> Self {
        self.with("keep-alive", &format!("{seconds}"))
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        line(&mut self.lines, name, value);
        self
    }
}

impl Login {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// The user's name.
    pub fn username(self, name: &str) -> Self {
        self.with("username", name)
    }

    /// The user's name is a parameter's value.
    pub fn username_from(self, param: &str) -> Self {
        self.with("username-from", param)
    }

    /// A password that the module knows, such as one typed into its terminal.
    pub fn password(self, password: &str) -> Self {
        self.with("password", password)
    }

    /// The password is a parameter's value.
    pub fn password_from(self, param: &str) -> Self {
        self.with("password-from", param)
    }

    /// The private key is a parameter's value.
    pub fn private_key_from(self, param: &str) -> Self {
        self.with("private-key-from", param)
    }

    /// The passphrase of the private key is a parameter's value.
    pub fn passphrase_from(self, param: &str) -> Self {
        self.with("passphrase-from", param)
    }

    /// The answer to the question.
    pub fn answer(self, answer: &str) -> Self {
        self.with("answer", answer)
    }

    /// The answer to the question is a parameter's value.
    pub fn answer_from(self, param: &str) -> Self {
        self.with("answer-from", param)
    }

    /// Nobody will answer questions: what would be asked fails.
    pub fn without_questions(self) -> Self {
        self.with("end", "true")
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        line(&mut self.lines, name, value);
        self
    }
}

impl SshTerminal {
    /// A terminal of a type and a size in cells.
    pub fn new(kind: &str, columns: u32, rows: u32) -> Self {
        let size = format!("columns={columns}\nrows={rows}\n");
        let mut terminal = Self::default();
        line(&mut terminal.lines, "terminal", kind);
        terminal.lines += &size;
        terminal
    }

    /// No terminal: a command's errors come with its output.
    pub fn none() -> Self {
        Self::default()
    }

    /// The size in pixels.
    pub fn pixels(mut self, width: u32, height: u32) -> Self {
        self.lines += &format!("width={width}\nheight={height}\n");
        self
    }

    /// An environment variable; servers take few.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        line(&mut self.lines, "env", &format!("{name}={value}"));
        self
    }
}

impl Ssh {
    /// Connects and checks the server's key. [`ssh_failure`] tells why it failed.
    pub fn connect(options: &SshOptions, timeout: impl Into<Timeout>) -> Result<Self> {
        let lines = &options.lines;
        check("ssh_connect", unsafe {
            sys::ssh_connect(lines.as_ptr(), lines.len(), timeout.into().raw())
        })
        .map(|handle| Self { handle: handle as i32 })
    }

    /// Logs in, or goes on with it. A question is to be answered by the next call.
    pub fn authenticate(
        &self,
        login: &Login,
        timeout: impl Into<Timeout>,
    ) -> Result<Option<Question>> {
        let lines = &login.lines;
        let asks = check("ssh_authenticate", unsafe {
            sys::ssh_authenticate(self.handle, lines.as_ptr(), lines.len(), timeout.into().raw())
        })?;
        if asks == 0 { Ok(None) } else { self.question().map(Some) }
    }

    fn said(&self) -> Result<String> {
        text("ssh_question", |out, length| unsafe { sys::ssh_question(self.handle, out, length) })
    }

    fn question(&self) -> Result<Question> {
        let said = self.said()?;
        let all = |name| values(&said, name).collect::<Vec<_>>().join("\n");
        Ok(Question {
            kind: all("kind"),
            attempt: all("attempt").parse().unwrap_or(1),
            title: all("title"),
            instruction: all("instruction"),
            text: all("text"),
            echo: all("echo") == "true",
        })
    }

    /// What the server said to everybody; lines.
    pub fn banner(&self) -> Result<String> {
        let said = self.said()?;
        Ok(values(&said, "banner").collect::<Vec<_>>().join("\n"))
    }

    /// The server's key.
    pub fn host_key(&self) -> Result<HostKey> {
        let told = text("ssh_hostkey", |out, length| unsafe {
            sys::ssh_hostkey(self.handle, out, length)
        })?;
        let one = |name| values(&told, name).next().unwrap_or_default().into();
        Ok(HostKey {
            algorithm: one("algorithm"),
            sha256: one("sha256"),
            key: one("key"),
            trust: one("trust"),
        })
    }

    /// Lends the server the key that logged in: shells and commands that are started from now on may use it. Needs the
    /// capability `sshagent`.
    pub fn lend_key(&self) -> Result<()> {
        check("ssh_agent", unsafe { sys::ssh_agent(self.handle) }).map(drop)
    }

    /// Starts a shell.
    pub fn shell(&self, terminal: &SshTerminal, timeout: impl Into<Timeout>) -> Result<Stream> {
        let lines = &terminal.lines;
        stream("ssh_shell", unsafe {
            sys::ssh_shell(self.handle, lines.as_ptr(), lines.len(), timeout.into().raw())
        })
    }

    /// Runs a command.
    pub fn exec(
        &self,
        command: &str,
        terminal: &SshTerminal,
        timeout: impl Into<Timeout>,
    ) -> Result<Stream> {
        let lines = &terminal.lines;
        stream("ssh_exec", unsafe {
            sys::ssh_exec(
                self.handle,
                command.as_ptr(),
                command.len(),
                lines.as_ptr(),
                lines.len(),
                timeout.into().raw(),
            )
        })
    }

    /// Starts a subsystem, such as `sftp`.
    pub fn subsystem(&self, name: &str, timeout: impl Into<Timeout>) -> Result<Stream> {
        stream("ssh_subsystem", unsafe {
            sys::ssh_subsystem(self.handle, name.as_ptr(), name.len(), timeout.into().raw())
        })
    }

    /// Has the server connect on to `host:port`; needs the capability `sshforward`.
    pub fn forward(&self, target: &str, timeout: impl Into<Timeout>) -> Result<Stream> {
        stream("ssh_forward", unsafe {
            sys::ssh_forward(self.handle, target.as_ptr(), target.len(), timeout.into().raw())
        })
    }
}

impl Drop for Ssh {
    fn drop(&mut self) {
        unsafe { sys::close(self.handle) };
    }
}

fn stream(call: &'static str, result: i32) -> Result<Stream> {
    check(call, result).map(|handle| Stream::from_handle(handle as i32))
}

fn values<'a>(lines: &'a str, name: &'a str) -> impl Iterator<Item = &'a str> {
    lines.lines().filter_map(move |line| line.strip_prefix(name)?.strip_prefix('='))
}

/// Why the last call of [`Ssh`] failed, for people.
pub fn ssh_failure() -> Result<String> {
    text("ssh_failure", |out, length| unsafe { sys::ssh_failure(out, length) })
}

impl Stream {
    /// Tells a shell or a command on a terminal its size, in cells and in pixels (0: unknown).
    pub fn resize(&self, columns: u32, rows: u32, width: u32, height: u32) -> Result<()> {
        let [columns, rows, width, height] = [columns, rows, width, height].map(|side| side as i32);
        check("ssh_resize", unsafe {
            sys::ssh_resize(crate::waiting::Source::handle(self), columns, rows, width, height)
        })
        .map(drop)
    }
}
