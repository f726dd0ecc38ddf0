//! A telnet session of the host.

use std::time::Duration;

use console::{Console, Line, Settings};
use tubeway::{CloseReason, Status, Stream, Timeout, Tls, param, param_or, param_parsed, secret};

use crate::login::{Login, Step};
use crate::protocol::{Identity, Telnet};

/// Telnet and the log-in, as the console sees them.
struct Session {
    telnet: Telnet,
    login: Login,
    verdict: Option<(CloseReason, String)>,
}

impl Line for Session {
    fn receive(&mut self, bytes: &[u8], text: &mut Vec<u8>, out: &mut Vec<u8>) {
        self.telnet.receive(bytes, text, out);
        if self.login.is_over() {
            return;
        }
        for step in self.login.receive(text) {
            match step {
                Step::Type(answer) => self.telnet.send(format!("{answer}\r").as_bytes(), out),
                Step::Success => tubeway::debug!("the log-in succeeded"),
                Step::Failure => {
                    self.verdict = Some((CloseReason::ServerRefuse, "the server refused the log-in".into()))
                }
            }
        }
    }

    fn send(&mut self, typed: &[u8], out: &mut Vec<u8>) {
        self.telnet.send(typed, out);
    }

    fn resize(&mut self, columns: usize, rows: usize, out: &mut Vec<u8>) {
        self.telnet.resize(columns, rows, out);
    }

    fn local_echo(&self) -> bool {
        !self.telnet.echoes()
    }

    fn withholds(&self) -> bool {
        self.login.withholds()
    }

    fn verdict(&mut self) -> Option<(CloseReason, String)> {
        self.verdict.take()
    }
}

/// Runs one session from start to end.
#[tubeway::main]
pub fn main() -> tubeway::Result<()> {
    let Some(settings) = Settings::read()? else { return Ok(()) };
    let login = match login()? {
        Ok(login) => login,
        Err(text) => {
            tubeway::end(CloseReason::ConfigurationError, &text);
            return Ok(());
        }
    };
    let timeout = Duration::from_secs(param_parsed::<u64>("timeout")?.filter(|seconds| *seconds > 0).unwrap_or(10));
    let Some(stream) = connect(timeout)? else { return Ok(()) };
    let identity = Identity {
        terminal_type: settings.terminal_type.clone(),
        user: param_or("username", "")?,
        charset: settings.encoding.clone(),
    };
    let session = Session { telnet: Telnet::new(identity), login, verdict: None };
    Console::open(session, stream, settings)?.run(timeout)
}

/// The log-in that the parameters describe; the text says which of them is no expression.
fn login() -> tubeway::Result<Result<Login, String>> {
    let mut login = Login::default();
    let mut build = || -> tubeway::Result<Result<(), String>> {
        if let Some(username) = param("username")?.filter(|username| !username.is_empty())
            && let Err(text) = login.username(&param_or("username-regex", "[Ll]ogin:")?, username)
        {
            return Ok(Err(text));
        }
        if let Some(password) = password()?
            && let Err(text) = login.password(&param_or("password-regex", "[Pp]assword:")?, password)
        {
            return Ok(Err(text));
        }
        match (param("login-success-regex")?, param("login-failure-regex")?) {
            (Some(success), Some(failure)) => return Ok(login.verdict(&success, &failure)),
            (None, None) => {}
            _ => tubeway::warning!("login-success-regex and login-failure-regex go together; one alone is ignored"),
        }
        Ok(Ok(()))
    };
    let built = build()?;
    Ok(built.map(|()| login))
}

fn password() -> tubeway::Result<Option<String>> {
    match secret("password") {
        Err(error) if error.status() == Status::Denied => Ok(None),
        answer => Ok(answer?.filter(|password| !password.is_empty())),
    }
}

/// Connects, with TLS where that is wanted. A failure ends the session and says why.
fn connect(timeout: Duration) -> tubeway::Result<Option<Stream>> {
    let info = tubeway::target_info()?;
    let name = format!("{}:{}", info.host, info.port);
    let failed = |error: tubeway::Error, what: &str| {
        let (reason, words) = match error.status() {
            Status::Cancelled => return Ok(None),
            Status::Again => {
                (CloseReason::Timeout, format!("{what} {name} did not answer within {} s", timeout.as_secs()))
            }
            Status::Refused => (CloseReason::ConnectionFailed, format!("{what} {name} was refused")),
            Status::NotFound => {
                (CloseReason::AddressResolutionFailed, format!("there is no address for {}", info.host))
            }
            Status::AuthFailed => (CloseReason::ConnectionFailed, format!("the certificate of {name} does not hold")),
            Status::Denied => (CloseReason::ConfigurationError, format!("{what} {name} is not allowed here")),
            _ => (CloseReason::ConnectionFailed, format!("{what} {name} failed: {error}")),
        };
        tubeway::end(reason, &words);
        Ok(None)
    };
    let stream = match Stream::connect(timeout) {
        Ok(stream) => stream,
        Err(error) => return failed(error, "the connection to"),
    };
    if info.protocol == "telnets" || param_or("tls", "")? == "true" {
        let mut tls = Tls::new();
        if let Some(name) = param("tls-server-name")?.filter(|name| !name.is_empty()) {
            tls = tls.server_name(&name);
        }
        if param_or("tls-verify", "true")? == "false" {
            tls = tls.any_certificate();
        }
        if let Err(error) = stream.start_tls(&tls, Timeout::from(timeout)) {
            return failed(error, "TLS with");
        }
    }
    Ok(Some(stream))
}
