//! Measures the emulator natively: `cargo run --release --example throughput`.

use std::time::Instant;

use terminal::{Cell, CursorStyle, GridSink, Settings, Terminal};

/// Counts what a host would be given.
#[derive(Default)]
struct Counter {
    calls: u64,
    cells: u64,
}

impl GridSink for Counter {
    fn cells(&mut self, _: usize, _: usize, cells: &[Cell]) {
        self.calls += 1;
        self.cells += cells.len() as u64;
    }
    fn scroll(&mut self, _: usize, _: usize, _: isize) {
        self.calls += 1;
    }
    fn grapheme(&mut self, _: &str) -> Option<u32> {
        None
    }
    fn cursor(&mut self, _: usize, _: usize, _: CursorStyle, _: bool) {
        self.calls += 1;
    }
    fn mode(&mut self, _: u32) {}
    fn palette(&mut self, _: u16, _: Option<u32>) {}
    fn title(&mut self, _: &str) {}
    fn clear_scrollback(&mut self) {}
}

fn main() {
    let megabytes: usize = std::env::args().nth(1).and_then(|text| text.parse().ok()).unwrap_or(50);
    let size = megabytes << 20;
    let log = |number: usize| {
        format!(
            "Nov 21 14:{:02}:{:02} host service[{}]: request {number} took {} ms, and all was well\r\n",
            number / 60 % 60,
            number % 60,
            number % 9999,
            number % 77
        )
    };
    let colour = |number: usize| {
        format!(
            "\x1b[1;3{}mword {number}\x1b[0m \x1b[38;5;{}mmore\x1b[m and \x1b[4munderlined\x1b[24m text\r\n",
            number % 8,
            number % 256
        )
    };
    run("log text", size, log);
    run("coloured", size, colour);
    run("y lines", size, |_| "y\r\n".to_owned());
    run("seq", size, |number| format!("{number}\r\n"));
    run("unicode", size / 4, |number| format!("größe {number} → 漢字 ünï\r\n"));
    run("full screen", size / 4, |number| format!("\x1b[{};{}Hx{number}\x1b[K", number % 39 + 1, number * 7 % 90 + 1));
    run("region", size / 4, |number| format!("\x1b[2;38r\x1b[38;1Hline {number} of a region\r\n"));
}

fn run(name: &str, size: usize, line: impl Fn(usize) -> String) {
    let mut data = Vec::with_capacity(size + 256);
    let mut number = 0;
    while data.len() < size {
        data.extend_from_slice(line(number).as_bytes());
        number += 1;
    }
    let mut terminal = Terminal::new(99, 39, Settings::default());
    let mut counter = Counter::default();
    let start = Instant::now();
    for chunk in data.chunks(64 * 1024) {
        terminal.feed(chunk, &mut counter);
        terminal.flush(&mut counter);
    }
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "{name:12} {:7.1} MB/s, {:6.3} s for {} MB in {number} lines; {} calls, {} cells for the host",
        data.len() as f64 / 1e6 / seconds,
        seconds,
        data.len() / 1_000_000,
        counter.calls,
        counter.cells
    );
}
