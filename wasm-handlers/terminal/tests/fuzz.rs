//! Nothing that a target sends breaks the terminal, and it does not matter where its output is cut.

mod common;

use common::seeds::seeds;
use common::{Host, Seeded, piece};
use terminal::{Settings, Terminal};

fn pair(seeded: &mut Seeded, window_operations: bool) -> (Terminal, Host) {
    let (columns, rows) = (2 + seeded.below(40), 1 + seeded.below(20));
    let settings = Settings { scrollback: 25, window_operations, ..Settings::default() };
    (Terminal::new(columns, rows, settings), Host::new(columns, rows, 25))
}

#[test]
fn no_output_breaks_the_terminal() {
    for seed in seeds(600) {
        let mut seeded = Seeded(seed.wrapping_mul(31) + 5);
        let (mut terminal, mut host) = pair(&mut seeded, false);
        for step in 0..120 {
            let bytes = piece(&mut seeded, true);
            terminal.feed(&bytes, &mut host);
            if seeded.below(5) == 0 {
                terminal.flush(&mut host);
                host.assert_shows(&terminal, &format!("seed={seed} step={step}"));
            }
        }
        assert!(terminal.take_replies().len() < 1 << 16, "seed={seed}");
        drop(terminal.take_notices());
    }
}

#[test]
fn pure_noise_does_not_break_it_either() {
    for seed in seeds(100) {
        let mut seeded = Seeded(seed ^ 0xdead);
        let (mut terminal, mut host) = pair(&mut seeded, false);
        let noise: Vec<u8> =
            (0..20_000).map(|_| if seeded.below(6) == 0 { 0x1b } else { seeded.below(256) as u8 }).collect();
        terminal.feed(&noise, &mut host);
        terminal.flush(&mut host);
        host.assert_shows(&terminal, &format!("seed={seed}"));
    }
}

#[test]
fn every_cut_gives_the_same_screen() {
    for seed in seeds(60) {
        let mut seeded = Seeded(seed.wrapping_mul(7) + 1);
        let output: Vec<u8> = (0..25).flat_map(|_| piece(&mut seeded, true)).collect();
        let size = seeded.next();
        let show = |pieces: &[&[u8]]| {
            let (mut terminal, mut host) = pair(&mut Seeded(size), true);
            for piece in pieces {
                terminal.feed(piece, &mut host);
            }
            let rows: Vec<String> = (0..terminal.size().1).map(|row| terminal.text(row)).collect();
            (rows, terminal.cursor(), terminal.take_replies(), terminal.take_notices())
        };
        let whole = show(&[&output]);
        for cut in 0..=output.len() {
            assert_eq!(show(&[&output[..cut], &output[cut..]]), whole, "seed={seed} cut={cut}");
        }
        let single: Vec<&[u8]> = output.chunks(1).collect();
        assert_eq!(show(&single), whole, "seed={seed}");
    }
}

#[test]
fn no_output_breaks_a_screen_that_changes_its_size_at_any_moment() {
    for seed in seeds(60) {
        let mut seeded = Seeded(seed ^ 0x51ce);
        let (mut terminal, mut host) = pair(&mut seeded, true);
        for step in 0..80 {
            let bytes = piece(&mut seeded, true);
            terminal.feed(&bytes, &mut host);
            if seeded.below(4) == 0 {
                let (columns, rows) = (2 + seeded.below(60), 1 + seeded.below(30));
                terminal.flush(&mut host);
                terminal.resize(columns, rows);
                host.resize(columns, rows);
                terminal.flush(&mut host);
                host.assert_shows(&terminal, &format!("seed={seed} step={step}"));
            }
        }
    }
}

#[test]
fn a_cut_in_broken_utf8_loses_nothing() {
    for broken in [
        b"a\xe0\x80b".as_slice(),
        b"a\xed\xa0\x80b",
        b"a\xf0\x80\x9cb",
        b"a\xf4\x90b",
        b"a\xf0\x90\xc3\xa9b",
        b"\xe0\xa0\xe0\xa0",
    ] {
        let text = |pieces: &[&[u8]]| {
            let mut terminal = Terminal::new(20, 3, Settings::default());
            pieces.iter().for_each(|piece| terminal.feed(piece, &mut Host::new(20, 3, 0)));
            terminal.feed(b"|", &mut Host::new(20, 3, 0));
            terminal.text(0)
        };
        let whole = text(&[broken]);
        for cut in 1..broken.len() {
            assert_eq!(text(&[&broken[..cut], &broken[cut..]]), whole, "{broken:x?} cut={cut}");
        }
    }
}

#[test]
fn a_control_string_without_end_is_skipped_and_does_not_fill_the_memory() {
    let mut terminal = Terminal::new(80, 24, Settings::default());
    let mut host = Host::new(80, 24, 10);
    terminal.feed(b"\x1b]52;c;", &mut host);
    for _ in 0..64 {
        terminal.feed(&[b'A'; 1 << 16], &mut host);
    }
    terminal.feed(b"\x1b\\after", &mut host);
    assert_eq!(terminal.text(0), "after");
    assert_eq!(terminal.take_notices(), []);
}
