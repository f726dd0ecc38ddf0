//! A connection with a server, from its first byte on.

use super::clipboard::Formats;
use super::handshake::{Handshake, Login, Question};
use super::input::{Fault, Input, Stop};
use super::messages::{self, Encoding};
use super::pixel::PixelLayout;
use super::running::Running;
use super::screen::Screen;

/// What a session wishes of the server.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// How to log in.
    pub login: Login,
    /// Which pixels.
    pub layout: PixelLayout,
    /// Which encodings, those without pixels included, the best first.
    pub encodings: Vec<i32>,
}

/// What the server did beside drawing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Notice {
    /// The desktop is there.
    Ready {
        /// As the server names it.
        name: String,
        /// Pixels.
        width: u16,
        /// Pixels.
        height: u16,
    },
    /// It rang.
    Bell,
    /// Its clipboard has a text in whatever 8-bit encoding the server uses.
    CutText(Vec<u8>),
    /// Its clipboard has a text.
    Text(String),
    /// Another name of the desktop.
    Name(String),
    /// It put the pointer here.
    Pointer(u16, u16),
    /// Its locks: 1 scroll, 2 numbers, 4 capitals.
    Leds(u8),
    /// It does not take the size that was wished; the number says why.
    SizeRefused(u16),
}

enum Phase {
    Handshake(Handshake),
    Running(Box<Running>),
}

/// A connection with a server. Feed it what comes, and send what is [`out`](Self::out).
pub struct Connection {
    phase: Phase,
    wishes: Wishes,
    missing: usize,
    /// A size that was wished before the server could be told.
    size: Option<(u16, u16)>,
    /// Bytes for the server.
    pub out: Vec<u8>,
    /// What the server did; to be taken.
    pub notices: Vec<Notice>,
}

impl Connection {
    /// Before the first byte.
    pub fn new(wishes: Wishes) -> Self {
        let phase = Phase::Handshake(Handshake::new(wishes.login.clone()));
        Self { phase, wishes, missing: 0, size: None, out: Vec::new(), notices: Vec::new() }
    }

    /// Takes as much of the bytes as makes whole steps, and tells how many that are. It returns sooner, and then nothing
    /// is [`missing`](Self::missing), when there is something for the server: sent at once, its answer comes while the
    /// rest is drawn.
    pub fn feed(&mut self, bytes: &[u8], screen: &mut dyn Screen) -> Result<usize, Fault> {
        let mut input = Input::new(bytes);
        let silent = self.out.is_empty();
        self.missing = 0;
        loop {
            let before = input;
            match self.step(&mut input, screen) {
                Ok(()) if silent && !self.out.is_empty() => return Ok(input.taken()),
                Ok(()) => {}
                Err(Stop::Fault(fault)) => return Err(fault),
                Err(Stop::More(missing)) => {
                    self.missing = missing;
                    return Ok(before.taken());
                }
                Err(Stop::Asked) => return Ok(before.taken()),
            }
        }
    }

    /// How many bytes, beside those that were not taken, the next step needs at least; 0 where it can be made at once, or
    /// waits for an answer.
    pub fn missing(&self) -> usize {
        self.missing
    }

    fn step(&mut self, input: &mut Input<'_>, screen: &mut dyn Screen) -> Result<(), Stop> {
        match &mut self.phase {
            Phase::Handshake(handshake) => {
                let Some(desktop) = handshake.step(input, &mut self.out)? else { return Ok(()) };
                screen.resize(desktop.width, desktop.height)?;
                self.out.extend_from_slice(&self.wishes.layout.message());
                messages::set_encodings(&self.wishes.encodings, &mut self.out);
                messages::update_request(false, desktop.width, desktop.height, &mut self.out);
                let (width, height, name) = (desktop.width, desktop.height, desktop.name);
                let Wishes { layout, encodings, .. } = self.wishes.clone();
                let running = Running::new(width, height, layout, encodings, self.size);
                self.phase = Phase::Running(Box::new(running));
                self.notices.push(Notice::Ready { name, width, height });
                Ok(())
            }
            Phase::Running(running) => running.step(input, screen, &mut self.out, &mut self.notices),
        }
    }

    /// What the server wants to know, if it waits for that.
    pub fn question(&self) -> Option<Question> {
        match &self.phase {
            Phase::Handshake(handshake) => handshake.question(),
            Phase::Running(_) => None,
        }
    }

    /// The answer to [`Question::Challenge`].
    pub fn answer_challenge(&mut self, answer: &[u8; 16]) {
        if let Phase::Handshake(handshake) = &mut self.phase {
            handshake.answer_challenge(answer, &mut self.out);
        }
    }

    /// The answer to [`Question::NameAndPassword`].
    pub fn answer_name(&mut self, name: &str, password: &str) {
        if let Phase::Handshake(handshake) = &mut self.phase {
            handshake.answer_name(name, password, &mut self.out);
        }
    }

    /// Whether what the server asks for goes to it by TLS.
    pub fn is_enciphered(&self) -> bool {
        matches!(&self.phase, Phase::Handshake(handshake) if handshake.is_enciphered())
    }

    /// The answer to [`Question::Tls`]: it has begun.
    pub fn tls_begun(&mut self) {
        if let Phase::Handshake(handshake) = &mut self.phase {
            handshake.tls_begun();
        }
    }

    /// Whether there is a desktop.
    pub fn is_running(&self) -> bool {
        matches!(self.phase, Phase::Running(_))
    }

    fn running(&mut self) -> Option<&mut Running> {
        match &mut self.phase {
            Phase::Running(running) => Some(running),
            Phase::Handshake(_) => None,
        }
    }

    /// Whether the server sends updates without being asked. The servers that can find the key for a name whatever their
    /// locks are; a lock that is pressed for one letter would change the next one there.
    pub fn is_continuous(&self) -> bool {
        matches!(&self.phase, Phase::Running(running) if running.is_continuous())
    }

    /// A key went down or up; `scancode` where its place on the keyboard is known.
    pub fn key(&mut self, keysym: u32, scancode: Option<u32>, down: bool) {
        let Phase::Running(running) = &mut self.phase else { return };
        match scancode {
            Some(code) if running.takes_scancodes() => messages::extended_key(keysym, code, down, &mut self.out),
            _ => messages::key(keysym, down, &mut self.out),
        }
    }

    /// The pointer is here, with these buttons down.
    pub fn pointer(&mut self, buttons: u8, x: i32, y: i32) {
        let Phase::Running(running) = &mut self.phase else { return };
        let (width, height) = running.size();
        let within = |value: i32, size: u16| value.clamp(0, i32::from(size) - 1) as u16;
        messages::pointer(buttons, within(x, width), within(y, height), &mut self.out);
    }

    /// The person has room for a desktop of this size.
    pub fn wish_size(&mut self, width: u16, height: u16) {
        self.size = Some((width, height));
        if let Phase::Running(running) = &mut self.phase {
            running.wish_size(width, height, &mut self.out);
        }
    }

    /// The person copied a text; `narrow` is the same as the server's 8-bit encoding has it.
    pub fn copied(&mut self, text: &str, narrow: &[u8], screen: &mut dyn Screen) -> Result<(), Fault> {
        let Phase::Running(running) = &mut self.phase else { return Ok(()) };
        if !running.clipboard().offer(text, &mut self.out, screen)? {
            messages::cut_text(narrow, &mut self.out);
        }
        Ok(())
    }

    /// Whether something on the screen is not exact, and [`repair`](Self::repair) is to be called every so often.
    pub fn is_lossy(&self) -> bool {
        matches!(&self.phase, Phase::Running(running) if running.is_lossy())
    }

    /// Asks for what is not exact and did not change for two of these calls once more, without loss.
    pub fn repair(&mut self) {
        if let Phase::Running(running) = &mut self.phase {
            running.repair(&mut self.out);
        }
    }

    /// What the server's extended clipboard takes; none where it has only the plain one.
    pub fn clipboard_formats(&mut self) -> Option<Formats> {
        self.running().and_then(|running| running.clipboard().formats())
    }

    /// Whether an encoding was offered to the server.
    pub fn offers(&self, encoding: Encoding) -> bool {
        self.wishes.encodings.contains(&(encoding as i32))
    }
}
