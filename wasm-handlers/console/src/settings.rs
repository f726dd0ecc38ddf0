//! What the session's parameters say about a terminal.

use terminal::{Codec, Keyboard};
use tubeway::{CloseReason, param, param_or, param_parsed};

/// The parameters of every terminal handler, as the reference daemon names them.
#[derive(Debug)]
pub struct Settings {
    /// What the target is told the terminal is: `terminal-type`.
    pub terminal_type: String,
    /// How the target writes text: `encoding`.
    pub encoding: String,
    pub(crate) codec: Codec,
    pub(crate) keyboard: Keyboard,
    pub(crate) scrollback: usize,
    pub(crate) scheme: String,
    pub(crate) read_only: bool,
    pub(crate) copies: bool,
    pub(crate) pastes: bool,
}

impl Settings {
    /// Reads the parameters. An encoding that nobody knows ends the session and says so; what is set and has no effect is
    /// told in the log.
    pub fn read() -> tubeway::Result<Option<Self>> {
        warn_of_what_has_no_effect()?;
        let terminal_type = param_or("terminal-type", "xterm-256color")?;
        let encoding = param_or("encoding", "UTF-8")?;
        let Some(codec) = Codec::named(&encoding) else {
            tubeway::end(CloseReason::ConfigurationError, &format!("no encoding is named encoding={encoding}"));
            return Ok(None);
        };
        let backspace = param_parsed::<u8>("backspace")?.unwrap_or(127);
        let keyboard = Keyboard::new(backspace).linux(terminal_type.starts_with("linux"));
        Ok(Some(Self {
            codec,
            keyboard,
            scrollback: param_parsed("scrollback")?.unwrap_or(1000),
            scheme: param_or("color-scheme", "")?,
            read_only: flag("read-only")?,
            copies: !flag("disable-copy")?,
            pastes: !flag("disable-paste")?,
            terminal_type,
            encoding,
        }))
    }
}

/// What the reference daemon does and this host does not: the parameter that asks for it, and the words for the log.
const NO_EFFECT: [(&str, &str); 3] = [
    ("typescript-path", "no typescript is written"),
    ("recording-path", "nothing is recorded into a folder that a connection names"),
    ("wol-send-packet", "no packet that wakes the target is sent"),
];

fn warn_of_what_has_no_effect() -> tubeway::Result<()> {
    for (name, words) in NO_EFFECT {
        if param(name)?.is_some_and(|value| !value.is_empty() && value != "false") {
            tubeway::warning!("{name} is set and has no effect: {words}");
        }
    }
    Ok(())
}

fn flag(name: &str) -> tubeway::Result<bool> {
    Ok(param(name)?.is_some_and(|value| value == "true"))
}
