//! An SSH session of the host.

use std::time::Duration;

use console::{Console, Dialogue, Line, Settings};
use tubeway::{CloseReason, Ssh, SshTerminal, Stream, StreamInfo, param, param_or};

use crate::connection::{Hop, Step, timeout, within};

/// How long a shell may be silent: for ever.
const ANY: Duration = Duration::from_secs(u64::MAX / 4_000_000_000);

/// A channel, as the console sees it: its bytes are text as they are.
struct Session {
    /// The connections under the channel; dropping them closes it.
    _way: Vec<Ssh>,
    command: bool,
}

impl Line for Session {
    fn receive(&mut self, bytes: &[u8], text: &mut Vec<u8>, _out: &mut Vec<u8>) {
        text.extend_from_slice(bytes);
    }

    fn send(&mut self, typed: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(typed);
    }

    fn resize(&mut self, _columns: usize, _rows: usize, _out: &mut Vec<u8>) {
        // The size goes beside the bytes.
    }

    fn resized(&mut self, stream: &Stream, columns: usize, rows: usize) {
        // A stream that has closed is told by the next read.
        let _ = stream.resize(columns as u32, rows as u32, 0, 0);
    }

    fn closed(&mut self, stream: &Stream) -> Option<(String, CloseReason, String)> {
        let what = if self.command { "the command" } else { "the shell" };
        let fact = |kind| stream.info(kind).ok().flatten().map(|value| String::from_utf8_lossy(&value).into_owned());
        if let Some(signal) = fact(StreamInfo::ExitSignal) {
            let text = format!("{what} was ended by the signal {signal}");
            return Some((format!("\r\n[{text}]\r\n"), CloseReason::Normal, text));
        }
        let status = fact(StreamInfo::ExitStatus)?;
        let text = format!("{what} ended with exit status {status}");
        let last = if status == "0" { String::new() } else { format!("\r\n[{text}]\r\n") };
        Some((last, CloseReason::Normal, text))
    }
}

/// Runs one session from start to end.
#[tubeway::main]
pub fn main() -> tubeway::Result<()> {
    let Some(settings) = Settings::read()? else { return Ok(()) };
    if param_or("enable-sftp", "")? == "true" {
        tubeway::warning!("enable-sftp is set and has no effect: no files are transferred");
    }
    let mut dialogue = Dialogue::open(&settings)?;
    let timeout = timeout()?;
    let Some(way) = way(&mut dialogue, timeout)? else { return Ok(()) };
    let command = param("command")?.filter(|command| !command.is_empty());
    let Some(stream) = channel(&way, &dialogue, &settings, command.as_deref(), timeout)? else { return Ok(()) };
    let session = Session { _way: way, command: command.is_some() };
    Console::resume(dialogue, session, stream, settings)?.run(ANY)
}

/// The connections to the target, the nearest first.
fn way(dialogue: &mut Dialogue, timeout: Duration) -> Step<Vec<Ssh>> {
    let mut way = Vec::new();
    if let Some(jump) = Hop::jump()? {
        match jump.open(dialogue, None, timeout)? {
            Some(ssh) => way.push(ssh),
            None => return Ok(None),
        }
    }
    let Some(ssh) = Hop::target()?.open(dialogue, way.last(), timeout)? else { return Ok(None) };
    way.push(ssh);
    Ok(Some(way))
}

/// The shell, or the command in its place.
fn channel(
    way: &[Ssh],
    dialogue: &Dialogue,
    settings: &Settings,
    command: Option<&str>,
    timeout: Duration,
) -> Step<Stream> {
    let (columns, rows) = dialogue.size();
    let mut terminal = SshTerminal::new(&settings.terminal_type, columns as u32, rows as u32);
    for (name, parameter) in [("LANG", "locale"), ("TZ", "timezone")] {
        if let Some(value) = param(parameter)?.filter(|value| !value.is_empty()) {
            terminal = terminal.env(name, &value);
        }
    }
    let Some(ssh) = way.last() else { return Ok(None) };
    if param_or("enable-agent", "")? == "true"
        && let Err(error) = ssh.lend_key()
    {
        tubeway::warning!("enable-agent is set and has no effect: {error}");
    }
    let opened = match command {
        Some(command) => ssh.exec(command, &terminal, within(timeout)),
        None => ssh.shell(&terminal, within(timeout)),
    };
    match opened {
        Ok(stream) => Ok(Some(stream)),
        Err(error) => Hop::target()?.failed(error, timeout),
    }
}
