//! A VNC session of the host.

use std::convert::Infallible;
use std::ops::ControlFlow;
use std::time::Duration;

use tubeway::{
    Client, CloseReason, Event, IncomingStream, Poll, SizeEvent, Status, Stream, StreamPurpose, Timeout, interest,
    move_cursor, now, require_params, turns,
};

use crate::keys::{Keys, scancode};
use crate::login;
use crate::outgoing::Outgoing;
use crate::over::{Done, Over};
use crate::painter::Painter;
use crate::rfb::{Connection, Fault, Notice, Question};
use crate::settings::Settings;

/// How much of the server's is read at once, bytes.
const READ: usize = 256 * 1024;

/// How long a person may take to give a password.
const PATIENCE: Duration = Duration::from_secs(110);

/// How often what is not exact is looked at; what rests for two looks is asked for once more.
const LOOKS: Duration = Duration::from_millis(150);

/// Longest clipboard that is read, bytes.
const LONGEST_CLIPBOARD: usize = 256 * 1024;

/// A session with a server.
struct Session {
    settings: Settings,
    stream: Stream,
    connection: Connection,
    painter: Painter,
    out: Outgoing,
    /// What came and was not taken yet is at the front.
    input: Vec<u8>,
    filled: usize,
    /// When the server, or the person who is asked, must have answered.
    deadline: Option<Duration>,
    /// When to look at a picture that is not exact.
    look: Option<Duration>,
    /// The person is being asked for the password.
    asked: bool,
    keys: Keys,
    /// Where the pointer is, as far as the server or a person said.
    pointer: Option<(i32, i32)>,
    pasted: Option<(IncomingStream, Vec<u8>)>,
    /// What the person copied before there was a desktop.
    held: Option<String>,
}

/// Runs one session from start to end.
#[tubeway::main]
pub fn main() -> tubeway::Result<()> {
    let Some(settings) = Settings::read()? else { return Ok(()) };
    let Some(stream) = login::connect(&settings)? else { return Ok(()) };
    let session = Session {
        connection: Connection::new(settings.wishes.clone()),
        painter: Painter::new(settings.remote_cursor)?,
        out: Outgoing::default(),
        input: vec![0; READ],
        filled: 0,
        deadline: Some(now() + settings.timeout),
        look: None,
        asked: false,
        keys: Keys::default(),
        pointer: None,
        pasted: None,
        held: None,
        settings,
        stream,
    };
    session.run()
}

impl Session {
    fn run(mut self) -> tubeway::Result<()> {
        let Err(over) = turns(|| self.turn().map(ControlFlow::<Infallible>::Continue));
        over.tell()
    }

    /// Waits for something, and does what follows from it.
    fn turn(&mut self) -> Done {
        self.push()?;
        let (client, server) = self.wait()?;
        // A key goes before pictures; before there is a desktop, nobody can be told of it.
        let first = self.connection.is_running();
        if client && first {
            self.events()?;
        }
        self.read_pasted()?;
        if server {
            self.receive()?;
        }
        if client && !first {
            self.events()?;
        }
        self.look();
        Ok(())
    }

    /// Asks for what is not exact and rests.
    fn look(&mut self) {
        if self.look.is_some_and(|time| time <= now()) {
            self.look = None;
            self.connection.repair();
        }
        if self.look.is_none() && self.connection.is_lossy() {
            self.look = Some(now() + LOOKS);
        }
    }

    fn push(&mut self) -> Done {
        match self.out.push(&mut self.connection.out, &self.stream) {
            // That the server is gone is told by the next read, after what it still sent.
            Err(error) if error.is_closed() || error.status() == Status::HostError => Ok(()),
            done => Ok(done?),
        }
    }

    /// Waits for the client and the server; tells about both.
    fn wait(&mut self) -> Done<(bool, bool)> {
        let mut polls = Vec::with_capacity(3);
        let writes = if self.out.is_empty() { 0 } else { interest::WRITE };
        polls.push(Poll::want(&self.stream, interest::READ | writes));
        if !self.out.is_full() {
            polls.push(Poll::read(&Client));
            polls.extend(self.pasted.iter().map(|(incoming, _)| Poll::read(&incoming.stream)));
        }
        let next = [self.deadline, self.look].into_iter().flatten().min();
        match tubeway::wait(&mut polls, next.map(|next| next.saturating_sub(now()))) {
            Ok(_) => {}
            Err(error) if error.is_again() => {
                return if self.deadline.is_some_and(|time| time <= now()) { self.late() } else { Ok((false, false)) };
            }
            Err(error) => return Err(error.into()),
        }
        let server = polls[0].ready() & !interest::WRITE != 0;
        Ok((polls.get(1).is_some_and(Poll::is_ready), server))
    }

    fn late<T>(&self) -> Done<T> {
        Err(if self.asked {
            Over::Because(CloseReason::ServerRefuse, "nobody gave a password".into())
        } else {
            let seconds = self.settings.timeout.as_secs();
            Over::Because(CloseReason::Timeout, format!("the server said nothing for {seconds} s"))
        })
    }

    /// Reads what the server sent, and draws it.
    fn receive(&mut self) -> Done {
        // There is room for whatever the next step needs, unless it waits for a person.
        if self.filled == self.input.len() {
            return Err(Fault::Protocol("it does not wait for the answer to its question".into()).into());
        }
        let count = match self.stream.receive(&mut self.input[self.filled..], Timeout::NOW) {
            Ok(count) => count,
            Err(error) if error.is_again() => return Ok(()),
            Err(error) => return Err(self.lost(error)),
        };
        self.filled += count;
        if !self.connection.is_running() && !self.asked {
            self.deadline = Some(now() + self.settings.timeout);
        }
        self.draw()
    }

    /// Takes what came as far as it goes.
    fn draw(&mut self) -> Done {
        let mut taken = 0;
        loop {
            taken += self.connection.feed(&self.input[taken..self.filled], &mut self.painter)?;
            self.push()?;
            self.notices()?;
            if self.connection.missing() > 0 {
                break;
            }
            if let Some(question) = self.connection.question()
                && !self.answered(question, taken)?
            {
                break;
            }
        }
        self.input.copy_within(taken..self.filled, 0);
        self.filled -= taken;
        let needed = self.filled + self.connection.missing();
        if needed > self.input.len() {
            self.input.reserve_exact(needed - self.input.len());
            self.input.resize(needed, 0);
        } else if self.input.len() > READ && self.filled <= READ {
            self.input.truncate(READ);
            self.input.shrink_to_fit();
        }
        Ok(())
    }

    fn lost(&self, error: tubeway::Error) -> Over {
        let words = match (error.status(), self.connection.is_running()) {
            (Status::PeerError, _) => "the server broke off TLS",
            (Status::Closed | Status::HostError, true) => "the connection to the server was lost",
            (Status::Closed | Status::HostError, false) => {
                "the server closed the connection before there was a desktop"
            }
            _ => return error.into(),
        };
        Over::Because(CloseReason::ConnectionLost, words.into())
    }

    /// Answers a question of the server; false where a person has to do so first.
    fn answered(&mut self, question: Question, taken: usize) -> Done<bool> {
        if let Question::Tls { anonymous } = question {
            if taken < self.filled {
                let words = "bytes that are not encrypted where TLS begins";
                return Err(Fault::Protocol(words.into()).into());
            }
            if !login::start_tls(&self.stream, &self.settings, anonymous)? {
                return Err(Over::Known);
            }
            self.connection.tls_begun();
            return Ok(true);
        }
        let needs_name = question == Question::NameAndPassword && self.settings.username.is_empty();
        let password = login::password()?;
        let Some(password) = password.filter(|_| !needs_name) else {
            if !self.asked {
                self.ask(needs_name)?;
            }
            return Ok(false);
        };
        match question {
            Question::Challenge(challenge) => self.connection.answer_challenge(&login::answer(&password, &challenge)?),
            _ => {
                if !self.connection.is_enciphered() {
                    tubeway::warning!("the password goes to the server in the clear: it asks for it without TLS");
                }
                self.connection.answer_name(&self.settings.username, &password);
            }
        }
        self.asked = false;
        self.deadline = Some(now() + self.settings.timeout);
        Ok(true)
    }

    fn ask(&mut self, needs_name: bool) -> Done {
        let names: &[&str] = if needs_name { &["username", "password"] } else { &["password"] };
        match require_params(names) {
            Ok(()) => {}
            Err(error) if error.status() == Status::Unsupported => {
                let words = "the server wants a password, and nobody can be asked for it";
                return Err(Over::Because(CloseReason::ServerRefuse, words.into()));
            }
            Err(error) => return Err(error.into()),
        }
        self.asked = true;
        self.deadline = Some(now() + PATIENCE);
        Ok(())
    }

    fn notices(&mut self) -> Done {
        for notice in std::mem::take(&mut self.connection.notices) {
            match notice {
                Notice::Ready { name, width, height } => {
                    tubeway::debug!("the desktop '{name}' of {width}x{height}");
                    self.deadline = None;
                    if let Some(text) = self.held.take() {
                        self.paste(text)?;
                    }
                }
                Notice::CutText(bytes) => {
                    let text = self.settings.charset.decode(&bytes);
                    self.copied(&text);
                }
                Notice::Text(text) => self.copied(&text),
                Notice::SizeRefused(why) => tubeway::debug!("the server does not take the size: {why}"),
                Notice::Pointer(x, y) => self.moved(x.into(), y.into())?,
                Notice::Leds(lights) => self.keys.lights(lights),
                Notice::Bell | Notice::Name(_) => {}
            }
        }
        Ok(())
    }

    /// The server put the pointer somewhere.
    fn moved(&mut self, x: i32, y: i32) -> Done {
        if self.pointer == Some((x, y)) {
            return Ok(());
        }
        self.pointer = Some((x, y));
        match move_cursor(x, y) {
            Err(error) if error.status() == Status::Unsupported => Ok(()),
            done => Ok(done?),
        }
    }

    /// The server copied a text.
    fn copied(&self, text: &str) {
        if self.settings.copies
            && let Ok(stream) = Client.open(StreamPurpose::Clipboard, "text/plain", "")
        {
            // A client that does not take it loses it.
            let _ = stream.send_all(text.as_bytes(), Timeout::secs(5));
        }
    }

    /// Takes all events that are there.
    fn events(&mut self) -> Done {
        while !self.out.is_full() {
            let event = match Client.event(Timeout::NOW) {
                Ok(event) => event,
                Err(error) if error.is_again() => break,
                Err(error) => return Err(error.into()),
            };
            match event {
                Event::Key(key) if !self.settings.read_only => self.key(key.keysym, key.down != 0),
                Event::Mouse(mouse) if !self.settings.read_only => {
                    self.pointer = Some((mouse.x, mouse.y));
                    self.connection.pointer(mouse.buttons as u8, mouse.x, mouse.y);
                }
                Event::Size(size) => self.sized(size),
                Event::Stream(stream) => {
                    self.opened(stream)?;
                    // What is pasted comes before the keys that follow.
                    self.read_pasted()?;
                }
                Event::Param { name, value } => self.given(&name, value)?,
                Event::End { .. } => return Err(Over::Known),
                _ => {}
            }
            self.push()?;
        }
        Ok(())
    }

    fn key(&mut self, keysym: u32, down: bool) {
        let lock = self.keys.press(keysym, down);
        if let Some(lock) = lock.filter(|_| !self.connection.is_continuous()) {
            self.connection.key(lock, scancode(lock), true);
            self.connection.key(lock, scancode(lock), false);
        }
        self.connection.key(keysym, scancode(keysym), down);
    }

    fn sized(&mut self, size: SizeEvent) {
        let side = |value: u32| u16::try_from(value).ok().filter(|value| *value > 0);
        if self.settings.resizes
            && let (Some(width), Some(height)) = (side(size.width), side(size.height))
        {
            self.connection.wish_size(width, height);
        }
    }

    /// A parameter got a value: what the person was asked for.
    fn given(&mut self, name: &str, value: Option<String>) -> Done {
        if let ("username", Some(value)) = (name, value) {
            self.settings.username = value;
        }
        if self.asked { self.draw() } else { Ok(()) }
    }

    fn opened(&mut self, incoming: IncomingStream) -> Done {
        let refused = match incoming.purpose {
            Some(StreamPurpose::Clipboard) if self.settings.pastes => {
                self.pasted = Some((incoming, Vec::new()));
                return Ok(());
            }
            Some(StreamPurpose::Clipboard) => incoming.refuse(Status::Denied, "pasting is not allowed"),
            _ => incoming.refuse(Status::Unsupported, "this session does not take it"),
        };
        Ok(refused?)
    }

    /// Reads what the person copied, and tells the server once it is whole.
    fn read_pasted(&mut self) -> Done {
        let Some((incoming, data)) = &mut self.pasted else { return Ok(()) };
        let mut buffer = [0; 8192];
        loop {
            match incoming.stream.receive(&mut buffer, Timeout::NOW) {
                Ok(count) => {
                    let room = LONGEST_CLIPBOARD - data.len();
                    data.extend_from_slice(&buffer[..count.min(room)]);
                }
                Err(error) if error.is_again() => return Ok(()),
                Err(error) if error.is_closed() => break,
                Err(error) => return Err(error.into()),
            }
        }
        let text = String::from_utf8_lossy(data).into_owned();
        self.pasted = None;
        self.paste(text)
    }

    fn paste(&mut self, text: String) -> Done {
        if !self.connection.is_running() {
            self.held = Some(text);
            return Ok(());
        }
        let narrow = self.settings.charset.encode(&text);
        Ok(self.connection.copied(&text, &narrow, &mut self.painter)?)
    }
}
