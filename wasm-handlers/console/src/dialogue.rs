//! What is said and asked on the terminal before there is a target to talk to.

use std::time::Duration;

use terminal::{Key, Keyboard, Scheme, Terminal};
use tubeway::{Client, Event, Grid, Poll, SizeEvent, Status, Timeout, now, require_params};

use crate::screen::Screen;
use crate::settings::Settings;

/// The longest answer, bytes.
const LONGEST_ANSWER: usize = 1024;

/// An answer of the person.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// The client gave it as the parameter that was asked for.
    Given,
    /// It was typed into the terminal.
    Typed(String),
    /// The person gave up, or nobody answered in time.
    Nothing,
    /// The session ends from outside.
    Ended,
}

/// The terminal of a session that has no target yet. A [`Console`](crate::Console) goes on with it.
pub struct Dialogue {
    pub(crate) grid: Grid,
    pub(crate) terminal: Terminal,
    keyboard: Keyboard,
    cells: Vec<tubeway::Cell>,
}

/// Text of a server that nobody knows yet: nothing in it may steer the terminal.
fn harmless(text: &str) -> String {
    let kept = |character: char| character == '\n' || character == '\t' || !character.is_control();
    text.chars().filter(|&character| kept(character)).collect::<String>().replace('\n', "\r\n")
}

impl Dialogue {
    /// Opens the grid.
    pub fn open(settings: &Settings) -> tubeway::Result<Self> {
        let grid = Grid::open()?;
        let info = grid.info();
        let kit = terminal::Settings {
            scrollback: settings.scrollback,
            cell: (info.cell_width, info.cell_height),
            scheme: Scheme::named(&settings.scheme),
            ..terminal::Settings::default()
        };
        let terminal = Terminal::new(info.columns as usize, info.rows as usize, kit);
        Ok(Self { grid, terminal, keyboard: settings.keyboard.clone(), cells: Vec::new() })
    }

    /// The size of the terminal in cells.
    pub fn size(&self) -> (usize, usize) {
        self.terminal.size()
    }

    /// Shows a text; control characters of whoever wrote it are left out.
    pub fn say(&mut self, text: &str) -> tubeway::Result<()> {
        self.show(harmless(text).as_bytes())
    }

    fn show(&mut self, text: &[u8]) -> tubeway::Result<()> {
        self.grid.raw(text)?;
        let mut screen = Screen { grid: &self.grid, failed: None, cells: &mut self.cells };
        self.terminal.feed(text, &mut screen);
        self.terminal.flush(&mut screen);
        screen.failed.map_or(Ok(()), Err)?;
        tubeway::frame()
    }

    /// Shows a question and asks the client for a parameter; where it cannot be asked, the answer is typed.
    pub fn ask(&mut self, question: &str, param: &str, echo: bool, patience: Duration) -> tubeway::Result<Answer> {
        match self.asked(question, param, echo, patience) {
            Err(error) if error.is_cancelled() => Ok(Answer::Ended),
            answer => answer,
        }
    }

    fn asked(&mut self, question: &str, param: &str, echo: bool, patience: Duration) -> tubeway::Result<Answer> {
        self.say(question)?;
        let typed = match require_params(&[param]) {
            Ok(()) => None,
            Err(error) if error.status() == Status::Unsupported => Some(String::new()),
            Err(error) => return Err(error),
        };
        let answer = self.answer(param, typed, echo, patience)?;
        self.show(b"\r\n")?;
        Ok(answer)
    }

    fn answer(
        &mut self,
        param: &str,
        mut typed: Option<String>,
        echo: bool,
        patience: Duration,
    ) -> tubeway::Result<Answer> {
        let deadline = now() + patience;
        loop {
            let left = deadline.saturating_sub(now());
            match tubeway::wait(&mut [Poll::read(&Client)], Timeout::from(left)) {
                Ok(_) => {}
                Err(error) if error.is_again() => return Ok(Answer::Nothing),
                Err(error) => return Err(error),
            }
            match Client.event(Timeout::NOW)? {
                Event::Param { name, .. } if name == param => return Ok(Answer::Given),
                Event::Key(key) => {
                    let bytes = match self.keyboard.key(key.keysym, key.down != 0, &self.terminal) {
                        Key::Send(bytes) => bytes,
                        Key::Paste | Key::Nothing => continue,
                    };
                    if let Some(line) = &mut typed {
                        match edit(line, &bytes) {
                            Edit::More(shown) if echo => self.show(shown.as_bytes())?,
                            Edit::More(_) => {}
                            Edit::Done => return Ok(Answer::Typed(std::mem::take(line))),
                            Edit::GivenUp => return Ok(Answer::Nothing),
                        }
                    }
                }
                Event::Size(size) => self.resized(size)?,
                Event::End { .. } => return Ok(Answer::Ended),
                // A stream that is dropped is closed.
                _ => {}
            }
        }
    }

    fn resized(&mut self, size: SizeEvent) -> tubeway::Result<()> {
        if size.columns > 0 && size.rows > 0 {
            self.terminal.resize(size.columns as usize, size.rows as usize);
            self.show(b"")?;
        }
        Ok(())
    }
}

/// What a key did to a line.
enum Edit {
    /// This is to be shown where the line may be seen.
    More(String),
    Done,
    GivenUp,
}

fn edit(line: &mut String, bytes: &[u8]) -> Edit {
    match bytes {
        [b'\r' | b'\n', ..] => Edit::Done,
        [3 | 4] => Edit::GivenUp,
        [8 | 127] => {
            let shown = if line.pop().is_some() { "\x08 \x08" } else { "" };
            Edit::More(shown.into())
        }
        [21] => {
            let shown = "\x08 \x08".repeat(line.chars().count());
            line.clear();
            Edit::More(shown)
        }
        // Arrows and the like.
        [0..0x20, ..] => Edit::More(String::new()),
        _ => {
            let text = String::from_utf8_lossy(bytes).into_owned();
            if line.len() + text.len() <= LONGEST_ANSWER {
                line.push_str(&text);
                Edit::More(text)
            } else {
                Edit::More(String::new())
            }
        }
    }
}
