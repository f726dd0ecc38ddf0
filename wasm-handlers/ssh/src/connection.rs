//! From the first dial to somebody who is logged in.

use std::time::Duration;

use console::{Answer, Dialogue};
use tubeway::{
    CloseReason, Error, Login, Question, Ssh, SshOptions, Status, Timeout, param, param_or, param_parsed, ssh_failure,
};

/// How long a person may take to answer. Servers themselves give up after two minutes.
const PATIENCE: Duration = Duration::from_secs(110);

/// One server on the way: the target or a jump host, and the parameters that concern it.
pub struct Hop {
    /// For people.
    name: String,
    /// `host:port` of a jump host; empty for the session's target.
    address: String,
    prefix: &'static str,
}

/// What a step came to. A step that cannot go on has said why by `end`, or the session ends from outside.
pub type Step<T> = tubeway::Result<Option<T>>;

impl Hop {
    /// The session's target.
    pub fn target() -> tubeway::Result<Self> {
        let info = tubeway::target_info()?;
        Ok(Self { name: format!("{}:{}", info.host, info.port), address: String::new(), prefix: "" })
    }

    /// The jump host, where there is one.
    pub fn jump() -> tubeway::Result<Option<Self>> {
        let Some(host) = param("jump-hostname")?.filter(|host| !host.is_empty()) else { return Ok(None) };
        let port = param_parsed::<u16>("jump-port")?.unwrap_or(22);
        let host = if host.contains(':') { format!("[{host}]") } else { host };
        let address = format!("{host}:{port}");
        Ok(Some(Self { name: address.clone(), address, prefix: "jump-" }))
    }

    fn param(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Connects and logs in, through another server where there is one.
    pub fn open(&self, dialogue: &mut Dialogue, through: Option<&Ssh>, timeout: Duration) -> Step<Ssh> {
        let ssh = match Ssh::connect(&self.options(through)?, timeout) {
            Ok(ssh) => ssh,
            Err(error) => return self.failed(error, timeout),
        };
        let key = ssh.host_key()?;
        tubeway::debug!("{}: host key {} {} ({})", self.name, key.algorithm, key.sha256, key.trust);
        if key.trust == "first" {
            dialogue.say(&format!("The host key of {} is new: {} {}\n", self.name, key.algorithm, key.sha256))?;
        }
        let Some(login) = self.first(dialogue)? else { return Ok(None) };
        let opened = self.log_in(&ssh, login, dialogue, timeout)?;
        Ok(opened.map(|()| ssh))
    }

    fn options(&self, through: Option<&Ssh>) -> tubeway::Result<SshOptions> {
        let mut options = SshOptions::new();
        if !self.address.is_empty() {
            options = options.to(&self.address);
        }
        if let Some(through) = through {
            options = options.through(through);
        }
        for line in param_or(&self.param("host-key"), "")?.lines().filter(|line| !line.trim().is_empty()) {
            options = options.host_key(line);
        }
        if param_or("compression", "")? == "true" {
            options = options.compression();
        }
        let interval = param_parsed::<u32>("server-alive-interval")?.unwrap_or(0);
        Ok(options.keep_alive(interval.min(65_535)))
    }

    /// What there is to log in with; a user name that is missing is asked for.
    fn first(&self, dialogue: &mut Dialogue) -> Step<Login> {
        let name = self.param("username");
        let known = |name: &str| -> tubeway::Result<bool> { Ok(param(name)?.is_some_and(|value| !value.is_empty())) };
        let login = if known(&name)? {
            Login::new().username_from(&name)
        } else if known("username")? {
            Login::new().username_from("username")
        } else {
            match dialogue.ask("Login as: ", "username", true, PATIENCE)? {
                Answer::Given => Login::new().username_from("username"),
                Answer::Typed(name) => Login::new().username(&name),
                Answer::Nothing => {
                    tubeway::end(CloseReason::ServerRefuse, "nobody gave a user name");
                    return Ok(None);
                }
                Answer::Ended => return Ok(None),
            }
        };
        Ok(Some(
            login
                .password_from(&self.param("password"))
                .private_key_from(&self.param("private-key"))
                .passphrase_from(&self.param("passphrase")),
        ))
    }

    fn log_in(&self, ssh: &Ssh, login: Login, dialogue: &mut Dialogue, timeout: Duration) -> Step<()> {
        let mut login = login;
        let mut greeted = false;
        loop {
            let judged = ssh.authenticate(&login, timeout.max(Duration::from_secs(30)));
            if !greeted {
                let banner = ssh.banner()?;
                greeted = !banner.is_empty();
                if greeted {
                    dialogue.say(&format!("{banner}\n")).or_else(ignore_cancelled)?;
                }
            }
            let question = match judged {
                Ok(None) => return Ok(Some(())),
                Ok(Some(question)) => question,
                Err(error) => return self.failed(error, timeout),
            };
            login = match self.answer(&question, dialogue)? {
                Some(login) => login,
                None => return Ok(None),
            };
        }
    }

    /// Asks the person, and says how the answer goes to the server.
    fn answer(&self, question: &Question, dialogue: &mut Dialogue) -> Step<Login> {
        let name = match question.kind.as_str() {
            "password" => self.param("password"),
            "passphrase" => self.param("passphrase"),
            _ => "answer".into(),
        };
        let mut text = String::new();
        if question.attempt > 1 && question.kind != "prompt" {
            text += "That was not right; please try again.\n";
        }
        for part in [&question.title, &question.instruction] {
            if !part.is_empty() {
                text += &format!("{part}\n");
            }
        }
        text += &question.text;
        Ok(match dialogue.ask(&text, &name, question.echo, PATIENCE)? {
            Answer::Given => Some(Login::new().answer_from(&name)),
            Answer::Typed(answer) => Some(Login::new().answer(&answer)),
            Answer::Nothing => Some(Login::new().without_questions()),
            Answer::Ended => None,
        })
    }

    /// Ends the session, and says why.
    pub fn failed<T>(&self, error: Error, timeout: Duration) -> Step<T> {
        let name = &self.name;
        let why = ssh_failure()?;
        let because = |words: &str| if why.is_empty() { words.to_owned() } else { why.clone() };
        let (reason, words) = match error.status() {
            Status::Cancelled => return Ok(None),
            Status::Again => (CloseReason::Timeout, format!("{name} did not answer within {} s", timeout.as_secs())),
            Status::Refused if error.call() == "ssh_connect" => {
                (CloseReason::ConnectionFailed, format!("the connection to {name} was refused"))
            }
            Status::NotFound => (CloseReason::AddressResolutionFailed, format!("there is no address for {name}")),
            Status::Unreachable => (CloseReason::ConnectionFailed, format!("there is no way to {name}")),
            Status::AuthFailed if error.call() == "ssh_connect" => {
                (CloseReason::Error, because("the server's host key does not hold"))
            }
            Status::AuthFailed => (CloseReason::ServerRefuse, format!("{name} refused the log-in: {why}")),
            Status::Invalid => (CloseReason::ConfigurationError, because("a setting of the connection cannot be")),
            Status::Denied => (CloseReason::ConfigurationError, because("the gateway does not allow it")),
            Status::PeerError => (CloseReason::ProtocolError, format!("{name} speaks no SSH that fits: {why}")),
            Status::Closed => (CloseReason::ConnectionLost, format!("{name}: {}", because("it closed the connection"))),
            _ => (CloseReason::ConnectionFailed, format!("the connection to {name} failed: {error} {why}")),
        };
        tubeway::end(reason, &words);
        Ok(None)
    }
}

fn ignore_cancelled(error: Error) -> tubeway::Result<()> {
    if error.is_cancelled() { Ok(()) } else { Err(error) }
}

/// A wait that is bounded by the settings.
pub fn timeout() -> tubeway::Result<Duration> {
    let seconds = param_parsed::<u64>("timeout")?.filter(|seconds| *seconds > 0).unwrap_or(10);
    Ok(Duration::from_secs(seconds))
}

/// As the host takes it.
pub fn within(time: Duration) -> Timeout {
    Timeout::from(time)
}
