//! Runs a command inside the terminal: `cargo run --example pty -- [--size 80x25] [--keys FILE] COMMAND ARGUMENTS…`.
//!
//! Conformance suites run natively this way. When the command ends, its last screen is printed. With `--keys`, each line of
//! the file is typed (with a return) once the command has been silent for a moment, and the screen before it is printed.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::OwnedFd;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use terminal::{Cell, CursorStyle, GridSink, Scheme, Settings, Terminal};

struct Nothing;

impl GridSink for Nothing {
    fn cells(&mut self, _: usize, _: usize, _: &[Cell]) {}
    fn scroll(&mut self, _: usize, _: usize, _: isize) {}
    fn grapheme(&mut self, _: &str) -> Option<u32> {
        None
    }
    fn cursor(&mut self, _: usize, _: usize, _: CursorStyle, _: bool) {}
    fn mode(&mut self, _: u32) {}
    fn palette(&mut self, _: u16, _: Option<u32>) {}
    fn title(&mut self, _: &str) {}
    fn clear_scrollback(&mut self) {}
}

fn main() -> std::io::Result<()> {
    let mut arguments = std::env::args().skip(1).peekable();
    let (mut columns, mut rows, mut keys) = (80u16, 25u16, None);
    while let Some(option) = arguments.next_if(|argument| argument.starts_with("--")) {
        let value = arguments.next().unwrap_or_default();
        match option.as_str() {
            "--size" => {
                let parts: Vec<u16> = value.split('x').filter_map(|part| part.parse().ok()).collect();
                (columns, rows) = (parts[0], parts[1]);
            }
            "--keys" => keys = Some(std::fs::read_to_string(value)?),
            other => panic!("unknown option={other}"),
        }
    }
    let program = arguments.next().expect("a command");
    let size = rustix_openpty::rustix::termios::Winsize { ws_col: columns, ws_row: rows, ws_xpixel: 0, ws_ypixel: 0 };
    let pty = rustix_openpty::openpty(None, Some(&size))?;
    let mut child = Command::new(program)
        .args(arguments)
        .env("TERM", "xterm-256color")
        .stdin(stdio(&pty.user)?)
        .stdout(stdio(&pty.user)?)
        .stderr(stdio(&pty.user)?)
        .spawn()?;
    drop(pty.user);
    let settings = Settings { window_operations: true, scheme: Scheme::named("black-white"), ..Settings::default() };
    let mut terminal = Terminal::new(columns.into(), rows.into(), settings);
    let mut controller = File::from(pty.controller);
    let output = reader(controller.try_clone()?);
    let mut keys = keys.as_deref().map(str::lines);
    loop {
        match output.recv_timeout(Duration::from_millis(700)) {
            Ok(bytes) => {
                terminal.feed(&bytes, &mut Nothing);
                terminal.flush(&mut Nothing);
                controller.write_all(&terminal.take_replies())?;
                drop(terminal.take_notices());
            }
            Err(RecvTimeoutError::Timeout) => {
                if let Some(line) = keys.as_mut().and_then(Iterator::next) {
                    print(&terminal);
                    controller.write_all(line.as_bytes())?;
                    controller.write_all(b"\r")?;
                }
            }
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    print(&terminal);
    child.wait()?;
    Ok(())
}

fn stdio(end: &OwnedFd) -> std::io::Result<Stdio> {
    Ok(Stdio::from(end.try_clone()?))
}

fn reader(mut from: File) -> Receiver<Vec<u8>> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut buffer = vec![0; 65536];
        while let Ok(count @ 1..) = from.read(&mut buffer) {
            if sender.send(buffer[..count].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

fn print(terminal: &Terminal) {
    let (columns, rows) = terminal.size();
    println!("┌{}┐", "─".repeat(columns));
    for row in 0..rows {
        println!("│{}", terminal.text(row));
    }
    println!("└{}┘", "─".repeat(columns));
}
