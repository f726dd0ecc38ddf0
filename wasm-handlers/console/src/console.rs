//! The loop of a terminal session.

use std::ops::ControlFlow;
use std::time::Duration;

use terminal::{Key, Keyboard, Mouse, MouseState, Notice, Scheme, Terminal};
use tubeway::{
    Client, CloseReason, Event, Grid, GridOptions, IncomingStream, MouseEvent, Poll, SizeEvent, Status, Stream,
    StreamPurpose, Timeout, interest, now, turns,
};

use crate::dialogue::Dialogue;
use crate::outgoing::Outgoing;
use crate::screen::Screen;
use crate::settings::Settings;

/// The protocol of a target: bytes in and bytes out.
pub trait Line {
    /// Takes what the target sent: its text goes to `text`, what the protocol answers to `out`.
    fn receive(&mut self, bytes: &[u8], text: &mut Vec<u8>, out: &mut Vec<u8>);

    /// Wraps what is typed for the target.
    fn send(&mut self, typed: &[u8], out: &mut Vec<u8>);

    /// Tells the target the size of the screen.
    fn resize(&mut self, columns: usize, rows: usize, out: &mut Vec<u8>);

    /// Tells the target the size of the screen where that is no part of its bytes.
    fn resized(&mut self, _stream: &Stream, _columns: usize, _rows: usize) {}

    /// Why the session ends, where the target has closed the stream and the protocol knows more: a last line for the
    /// person, and the reason.
    fn closed(&mut self, _stream: &Stream) -> Option<(String, CloseReason, String)> {
        None
    }

    /// Whether the console shows what is typed, because the target does not.
    fn local_echo(&self) -> bool {
        false
    }

    /// Whether the screen is kept from the person for now.
    fn withholds(&self) -> bool {
        false
    }

    /// Why the session ends, once the protocol knows that it does.
    fn verdict(&mut self) -> Option<(CloseReason, String)> {
        None
    }
}

/// The longest clipboard, bytes.
const LONGEST_CLIPBOARD: usize = 256 * 1024;
/// Bytes that are read at once, at least and at most: the more comes at once, the more of a flood need not be interpreted.
const READ: usize = 16 * 1024;
/// The buffer at first: a session that waits at its prompt should be small.
const FIRST_READ: usize = MUCH;
const MOST_READ: usize = 512 * 1024;
/// What is read at once should not take longer to interpret, so that keys come through and the host sees us alive.
const LONG: Duration = Duration::from_millis(100);
/// A read of so many bytes is followed by another.
const MUCH: usize = 4096;
/// How long output may come before it is shown although more is there.
const FRAME: Duration = Duration::from_millis(16);
/// How long more output is let gather where the last went by unseen: of what comes at once, most need not be interpreted.
const GATHERING: Duration = Duration::from_millis(4);
/// How long a target may hold its drawing back.
const SYNCHRONIZED: Duration = Duration::from_millis(150);

/// A stream of the client that is being read.
#[derive(Debug)]
struct Incoming {
    stream: Stream,
    /// It is pasted as a whole; else it is typed as it comes.
    clipboard: bool,
    data: Vec<u8>,
}

/// Until when the target is to have said something.
#[derive(Debug)]
struct Deadline {
    patience: Duration,
    time: Duration,
}

/// One terminal session.
pub struct Console<L> {
    line: L,
    stream: Stream,
    settings: Settings,
    grid: Grid,
    /// How the grid looks other than the session's parameters say.
    looks: GridOptions,
    terminal: Terminal,
    keyboard: Keyboard,
    mouse: Mouse,
    incoming: Vec<Incoming>,
    pipe: Option<Stream>,
    out: Outgoing,
    text: Vec<u8>,
    /// How much is read at once.
    most: usize,
    cells: Vec<tubeway::Cell>,
    /// The terminal took output that is not shown yet.
    unseen: bool,
    shown: Duration,
    held: Option<Duration>,
    /// Until when output gathers.
    gathers: Option<Duration>,
}

const GOES_ON: ControlFlow<()> = ControlFlow::Continue(());
const ENDS: ControlFlow<()> = ControlFlow::Break(());

impl<L: Line> Console<L> {
    /// Opens the grid for a line to the target.
    pub fn open(line: L, stream: Stream, settings: Settings) -> tubeway::Result<Self> {
        let dialogue = Dialogue::open(&settings)?;
        Self::resume(dialogue, line, stream, settings)
    }

    /// Goes on with a terminal on which something has been said already.
    pub fn resume(dialogue: Dialogue, line: L, stream: Stream, settings: Settings) -> tubeway::Result<Self> {
        let Dialogue { grid, terminal, .. } = dialogue;
        let keyboard = settings.keyboard.clone();
        let mut console = Self {
            line,
            stream,
            settings,
            grid,
            looks: GridOptions::new(),
            terminal,
            keyboard,
            mouse: Mouse::default(),
            incoming: Vec::new(),
            pipe: None,
            out: Outgoing::default(),
            text: Vec::new(),
            most: MOST_READ / 4,
            cells: Vec::new(),
            unseen: true,
            shown: Duration::ZERO,
            held: None,
            gathers: None,
        };
        let (columns, rows) = console.terminal.size();
        console.line.resize(columns, rows, console.out.bytes());
        console.line.resized(&console.stream, columns, rows);
        Ok(console)
    }

    /// Runs the session to its end. `patience` is how long the target may be silent at first.
    pub fn run(mut self, patience: Duration) -> tubeway::Result<()> {
        let mut buffer = vec![0; FIRST_READ];
        let mut first = Some(Deadline { patience, time: now() + patience });
        turns(|| self.turn(&mut buffer, &mut first))
    }

    /// Waits for something, and does what follows from it. `first` is until when the target may be silent, and is gone once it
    /// was not.
    fn turn(&mut self, buffer: &mut Vec<u8>, first: &mut Option<Deadline>) -> tubeway::Result<ControlFlow<()>> {
        self.out.push(&self.stream).or_else(ignore_closed)?;
        let (client, target) = match self.wait(self.timeout(first.as_ref())) {
            Ok(ready) => ready,
            Err(error) if error.is_again() && self.gathers.is_some() => (false, true),
            Err(error) if error.is_again() => {
                if let Some(late) = first.as_ref().filter(|first| now() >= first.time) {
                    let text = format!("the target said nothing for {} s", late.patience.as_secs());
                    tubeway::end(CloseReason::Timeout, &text);
                    return Ok(ENDS);
                }
                self.show()?;
                return Ok(GOES_ON);
            }
            Err(error) if error.is_cancelled() => return Ok(ENDS),
            Err(error) => return Err(error),
        };
        let mut came = false;
        if target {
            self.gathers = None;
            match self.read(buffer) {
                Ok(count) => {
                    came = true;
                    *first = None;
                    let began = now();
                    self.output(&buffer[..count])?;
                    self.pace(count, now() - began);
                }
                Err(error) if error.is_again() => {}
                Err(error) if error.is_cancelled() => return Ok(ENDS),
                Err(error) => return self.over(error).map(|()| ENDS),
            }
            if let Some((reason, text)) = self.line.verdict() {
                self.show()?;
                tubeway::end(reason, &text);
                return Ok(ENDS);
            }
        }
        if client && self.events()?.is_break() {
            return Ok(ENDS);
        }
        self.read_incoming()?;
        if self.unseen && self.held.is_none() {
            self.show_or_gather(came)?;
        }
        Ok(GOES_ON)
    }

    /// Shows what changed: at once, or once a frame while more is there. What raced by, unseen, is followed by more,
    /// which is let gather.
    fn show_or_gather(&mut self, came: bool) -> tubeway::Result<()> {
        let due = now() >= self.shown + FRAME;
        if !due && (self.gathers.is_some() || self.more()?) {
            return Ok(());
        }
        let races = came && self.terminal.races();
        if due || !races {
            self.show()?;
        }
        if races && !(due && self.more()?) {
            self.gathers = Some(now() + GATHERING);
        }
        Ok(())
    }

    /// Says why there is no more output.
    #[inline(never)]
    fn over(&mut self, error: tubeway::Error) -> tubeway::Result<()> {
        let known = if error.is_closed() { self.line.closed(&self.stream) } else { None };
        let Some((last, reason, text)) = known else {
            self.show()?;
            return closed(error);
        };
        self.feed(last.as_bytes())?;
        self.show()?;
        tubeway::end(reason, &text);
        Ok(())
    }

    /// Reads what is there, into a buffer that grows with what comes.
    #[inline(never)]
    fn read(&self, buffer: &mut Vec<u8>) -> tubeway::Result<usize> {
        let end = buffer.len().min(self.most);
        let mut count = self.stream.receive(&mut buffer[..end], Timeout::NOW)?;
        while (MUCH..self.most).contains(&count) {
            if count == buffer.len() {
                buffer.resize((count * 2).min(self.most), 0);
            }
            let end = buffer.len().min(self.most);
            match self.stream.receive(&mut buffer[count..end], Timeout::NOW) {
                Ok(more) => count += more,
                // Whatever it is, the next read tells it again.
                Err(_) => break,
            }
        }
        Ok(count)
    }

    /// Chooses how much is read at once by how long the last took.
    fn pace(&mut self, count: usize, took: Duration) {
        if took > LONG {
            self.most = (count / 2).max(READ);
        } else if count >= self.most {
            self.most = (self.most * 2).min(MOST_READ);
        }
    }

    /// Whether more output is there at once.
    fn more(&self) -> tubeway::Result<bool> {
        match tubeway::wait(&mut [Poll::read(&self.stream)], Timeout::NOW) {
            Ok(count) => Ok(count > 0),
            Err(error) if error.is_again() || error.is_cancelled() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// How long nothing need happen.
    fn timeout(&self, first: Option<&Deadline>) -> Timeout {
        let held = self.held.map(|since| since + SYNCHRONIZED);
        let next = [first.map(|first| first.time), held, self.gathers].into_iter().flatten().min();
        next.map(|next| next.saturating_sub(now()).max(Duration::from_millis(1))).into()
    }

    /// Waits for the client, the target, and streams of the client; tells about the first two.
    fn wait(&self, timeout: Timeout) -> tubeway::Result<(bool, bool)> {
        let mut polls = Vec::with_capacity(3 + self.incoming.len());
        let gathering = self.gathers.is_some_and(|until| now() < until);
        let reads = if gathering { 0 } else { interest::READ };
        let writes = if self.out.is_empty() { 0 } else { interest::WRITE };
        polls.push(Poll::want(&self.stream, reads | writes));
        if !self.out.is_full() {
            polls.push(Poll::read(&Client));
            polls.extend(self.incoming.iter().map(|incoming| Poll::read(&incoming.stream)));
        }
        tubeway::wait(&mut polls, timeout)?;
        // Ready for reading, or closed, which a read tells.
        let target = polls[0].ready() & !interest::WRITE != 0;
        Ok((polls.get(1).is_some_and(Poll::is_ready), target))
    }

    /// Takes all events that are there.
    #[inline(never)]
    fn events(&mut self) -> tubeway::Result<ControlFlow<()>> {
        loop {
            let event = match Client.event(Timeout::NOW) {
                Ok(event) => event,
                Err(error) if error.is_again() => return Ok(GOES_ON),
                Err(error) if error.is_cancelled() => return Ok(ENDS),
                Err(error) => return Err(error),
            };
            match event {
                Event::Key(key) if !self.settings.read_only => self.key(key.keysym, key.down != 0)?,
                Event::Mouse(mouse) if !self.settings.read_only => self.pointer(mouse),
                Event::Size(size) => self.resized(size)?,
                Event::Stream(stream) => {
                    self.opened(stream)?;
                    // What is pasted comes before the keys that follow.
                    self.read_incoming()?;
                }
                Event::Param { name, value } => self.param(&name, value.unwrap_or_default())?,
                Event::Left(_) => self.keyboard.release_all(),
                Event::End { .. } => return Ok(ENDS),
                _ => {}
            }
            if self.out.is_full() {
                return Ok(GOES_ON);
            }
        }
    }

    #[inline(never)]
    fn key(&mut self, keysym: u32, down: bool) -> tubeway::Result<()> {
        match self.keyboard.key(keysym, down, &self.terminal) {
            Key::Send(bytes) => self.typed(&bytes),
            // The host knows when a person pastes, and opens the clipboard's stream then.
            Key::Paste | Key::Nothing => Ok(()),
        }
    }

    /// Sends what was typed, and shows it where the target does not.
    fn typed(&mut self, bytes: &[u8]) -> tubeway::Result<()> {
        self.send(bytes);
        if self.line.local_echo() || self.terminal.local_echo() {
            let mut echo = Vec::with_capacity(bytes.len() + 2);
            for &byte in bytes {
                match byte {
                    b'\r' => echo.extend_from_slice(b"\r\n"),
                    0x08 | 0x7f => echo.extend_from_slice(b"\x08 \x08"),
                    0x20.. => echo.push(byte),
                    _ => {}
                }
            }
            self.feed(&echo)?;
        }
        Ok(())
    }

    fn send(&mut self, bytes: &[u8]) {
        let encoded = self.settings.codec.encode(bytes);
        self.line.send(&encoded, self.out.bytes());
    }

    fn paste(&mut self, text: &str) {
        let bytes = self.terminal.paste(text);
        self.send(&bytes);
    }

    #[inline(never)]
    fn pointer(&mut self, event: MouseEvent) {
        let (width, height) = (self.grid.info().cell_width.max(1) as i32, self.grid.info().cell_height.max(1) as i32);
        let state = MouseState {
            column: event.column,
            row: event.row,
            x: event.column * width,
            y: event.row * height,
            buttons: event.buttons,
        };
        let bytes = self.mouse.event(state, self.keyboard.mouse_modifiers(), &self.terminal);
        if !bytes.is_empty() {
            self.line.send(&bytes, self.out.bytes());
        }
    }

    #[inline(never)]
    fn resized(&mut self, size: SizeEvent) -> tubeway::Result<()> {
        if size.columns > 0 && size.rows > 0 {
            self.take_size(size.columns as usize, size.rows as usize)?;
        }
        Ok(())
    }

    fn take_size(&mut self, columns: usize, rows: usize) -> tubeway::Result<()> {
        let before = self.terminal.size();
        self.terminal.resize(columns, rows);
        if self.terminal.size() != before {
            let (columns, rows) = self.terminal.size();
            self.line.resize(columns, rows, self.out.bytes());
            self.line.resized(&self.stream, columns, rows);
            self.show()?;
        }
        Ok(())
    }

    /// A stream that the client opens: what is pasted, or the pipe STDIN, which is typed.
    #[inline(never)]
    fn opened(&mut self, stream: IncomingStream) -> tubeway::Result<()> {
        let allowed = self.settings.pastes && !self.settings.read_only;
        let answer = match stream.purpose {
            Some(StreamPurpose::Clipboard) if !allowed => stream.refuse(Status::Denied, "pasting is not allowed"),
            Some(StreamPurpose::Clipboard) => {
                self.incoming.retain(|incoming| !incoming.clipboard);
                self.incoming.push(Incoming { stream: stream.stream, clipboard: true, data: Vec::new() });
                Ok(())
            }
            Some(StreamPurpose::Pipe) if self.settings.read_only => {
                stream.refuse(Status::Denied, "the session is read-only")
            }
            Some(StreamPurpose::Pipe) if stream.name == "STDIN" => {
                self.incoming.push(Incoming { stream: stream.stream, clipboard: false, data: Vec::new() });
                Ok(())
            }
            Some(StreamPurpose::Pipe) => stream.refuse(Status::NotFound, "no such pipe"),
            _ => stream.refuse(Status::Unsupported, "this session does not take it"),
        };
        answer.or_else(ignore_cancelled)
    }

    /// Reads what the client's streams have.
    #[inline(never)]
    fn read_incoming(&mut self) -> tubeway::Result<()> {
        let mut typed = Vec::new();
        let mut buffer = [0; 8192];
        let mut pasted = None;
        self.incoming.retain_mut(|incoming| {
            while typed.len() < LONGEST_CLIPBOARD {
                match incoming.stream.receive(&mut buffer, Timeout::NOW) {
                    Ok(count) if incoming.clipboard => {
                        let room = LONGEST_CLIPBOARD - incoming.data.len();
                        incoming.data.extend_from_slice(&buffer[..count.min(room)]);
                    }
                    Ok(count) => typed.extend_from_slice(&buffer[..count]),
                    Err(error) if error.is_again() => return true,
                    Err(_) => {
                        if incoming.clipboard {
                            pasted = Some(String::from_utf8_lossy(&incoming.data).into_owned());
                        }
                        return false;
                    }
                }
            }
            true
        });
        if let Some(text) = pasted {
            self.paste(&text);
        }
        if typed.is_empty() { Ok(()) } else { self.typed(&typed) }
    }

    /// A parameter that changes while the session runs.
    #[inline(never)]
    fn param(&mut self, name: &str, value: String) -> tubeway::Result<()> {
        let options = self.looks.clone();
        let options = match name {
            "color-scheme" => {
                self.terminal.set_scheme(Scheme::named(&value));
                options.color_scheme(&value)
            }
            "font-name" => options.font_name(&value),
            "font-size" => match value.trim().parse() {
                Ok(points) => options.font_size(points),
                Err(_) => return Ok(()),
            },
            _ => return Ok(()),
        };
        match Grid::open_with(&options) {
            Ok(grid) => (self.grid, self.looks) = (grid, options),
            Err(error) if error.status() == Status::Invalid => return Ok(()),
            Err(error) => return Err(error).or_else(ignore_cancelled),
        }
        let info = self.grid.info();
        self.terminal.set_cell(info.cell_width, info.cell_height);
        self.terminal.redraw();
        self.take_size(info.columns as usize, info.rows as usize)?;
        self.show()
    }

    /// What the target sent.
    #[inline(never)]
    fn output(&mut self, bytes: &[u8]) -> tubeway::Result<()> {
        let mut text = std::mem::take(&mut self.text);
        text.clear();
        self.line.receive(bytes, &mut text, self.out.bytes());
        let done = if text.is_empty() { Ok(()) } else { self.shown_text(&text) };
        self.text = text;
        done
    }

    #[inline(never)]
    fn shown_text(&mut self, text: &[u8]) -> tubeway::Result<()> {
        self.grid.raw(text).or_else(ignore_cancelled)?;
        let mut screen = Screen { grid: &self.grid, failed: None, cells: &mut self.cells };
        self.terminal.feed(self.settings.codec.decode(text), &mut screen);
        let failed = screen.failed;
        self.fed(failed)
    }

    fn feed(&mut self, text: &[u8]) -> tubeway::Result<()> {
        let mut screen = Screen { grid: &self.grid, failed: None, cells: &mut self.cells };
        self.terminal.feed(text, &mut screen);
        let failed = screen.failed;
        self.fed(failed)
    }

    /// After the terminal took output: its answers, its wishes, and whether it wants to be shown.
    fn fed(&mut self, failed: Option<tubeway::Error>) -> tubeway::Result<()> {
        failed.map_or(Ok(()), Err).or_else(ignore_cancelled)?;
        self.unseen = true;
        self.held = match (self.terminal.synchronized(), self.held) {
            (false, _) => None,
            (true, held) => held.or_else(|| Some(now())),
        };
        let replies = self.terminal.take_replies();
        if !replies.is_empty() {
            self.line.send(&replies, self.out.bytes());
        }
        for notice in self.terminal.take_notices() {
            self.noticed(notice);
        }
        Ok(())
    }

    #[inline(never)]
    fn noticed(&mut self, notice: Notice) {
        match notice {
            Notice::Clipboard(text) if self.settings.copies => {
                if let Ok(stream) = Client.open(StreamPurpose::Clipboard, "text/plain", "") {
                    // A client that does not take it loses it.
                    let _ = stream.send_all(text.as_bytes(), Timeout::secs(5));
                }
            }
            Notice::OpenPipe(name) => {
                self.pipe = Client.open(StreamPurpose::Pipe, "application/octet-stream", &name).ok();
            }
            Notice::Piped(data) => {
                let taken = self.pipe.as_ref().map(|pipe| pipe.send_all(&data, Timeout::secs(15)));
                if let Some(Err(_)) = taken {
                    self.pipe = None;
                }
            }
            Notice::ClosePipe => self.pipe = None,
            Notice::Bell | Notice::Resized { .. } | Notice::Clipboard(_) => {}
            Notice::Download(_) | Notice::UploadDirectory(_) | Notice::Scrollback(_) => {
                tubeway::debug!("the target asks for something that this session has not");
            }
        }
    }

    /// Shows the person what changed.
    #[inline(never)]
    fn show(&mut self) -> tubeway::Result<()> {
        if self.held.is_some() {
            self.terminal.end_synchronized();
            self.held = None;
        }
        self.unseen = false;
        self.shown = now();
        if self.line.withholds() {
            return Ok(());
        }
        let mut screen = Screen { grid: &self.grid, failed: None, cells: &mut self.cells };
        self.terminal.flush(&mut screen);
        screen.failed.map_or(Ok(()), Err).or_else(ignore_cancelled)?;
        tubeway::frame().or_else(ignore_cancelled)
    }
}

/// The end of the session is told by the next event.
fn ignore_cancelled(error: tubeway::Error) -> tubeway::Result<()> {
    if error.is_cancelled() { Ok(()) } else { Err(error) }
}

/// That the target closed is told by the next read, after what it still sent.
fn ignore_closed(error: tubeway::Error) -> tubeway::Result<()> {
    if error.is_closed() { Ok(()) } else { ignore_cancelled(error) }
}

/// Says why there is no more output.
fn closed(error: tubeway::Error) -> tubeway::Result<()> {
    match error.status() {
        Status::Closed => tubeway::end(CloseReason::Normal, "the target closed the connection"),
        Status::PeerError => tubeway::end(CloseReason::ProtocolError, "the target broke its protocol"),
        Status::HostError => tubeway::end(CloseReason::ConnectionLost, "the connection to the target was lost"),
        _ => return Err(error),
    }
    Ok(())
}
