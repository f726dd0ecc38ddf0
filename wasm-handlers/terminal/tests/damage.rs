//! What the host shows is what the terminal holds, however the output is cut and whenever it is flushed.

mod common;

use common::{Host, Seeded, piece};
use terminal::{Settings, Terminal};

fn terminal(columns: usize, rows: usize, scrollback: usize) -> Terminal {
    Terminal::new(columns, rows, Settings { scrollback, ..Settings::default() })
}

#[test]
fn the_host_shows_what_the_terminal_holds_after_every_flush() {
    for seed in 0..400 {
        let mut seeded = Seeded(seed);
        let (columns, rows) = (2 + seeded.below(30), 1 + seeded.below(12));
        let mut terminal = terminal(columns, rows, 20);
        let mut host = Host::new(columns, rows, 20);
        for step in 0..150 {
            let bytes = piece(&mut seeded, false);
            terminal.feed(&bytes, &mut host);
            if seeded.below(4) == 0 {
                terminal.flush(&mut host);
                host.assert_shows(&terminal, &format!("seed={seed} step={step}"));
            }
        }
    }
}

#[test]
fn the_scrollback_does_not_depend_on_when_the_terminal_is_flushed() {
    for seed in 0..200 {
        let mut seeded = Seeded(1000 + seed);
        let (columns, rows) = (4 + seeded.below(30), 2 + seeded.below(12));
        let keep = seeded.below(60);
        let mut at_once = (terminal(columns, rows, keep), Host::new(columns, rows, keep));
        let mut late = (terminal(columns, rows, keep), Host::new(columns, rows, keep));
        for _ in 0..150 {
            let mut bytes = piece(&mut seeded, false);
            if bytes.starts_with(b"\x1b[?") && bytes.ends_with(b"h") {
                bytes = b"line\r\n".to_vec();
            }
            at_once.0.feed(&bytes, &mut at_once.1);
            at_once.0.flush(&mut at_once.1);
            late.0.feed(&bytes, &mut late.1);
            if seeded.below(40) == 0 {
                late.0.flush(&mut late.1);
            }
        }
        late.0.flush(&mut late.1);
        late.1.assert_shows(&late.0, &format!("seed={seed}"));
        assert_eq!(late.1.rows, at_once.1.rows, "seed={seed}");
        assert_eq!(late.1.scrollback_text(), at_once.1.scrollback_text(), "seed={seed} keep={keep}");
    }
}

#[test]
fn output_races_once_more_lines_left_than_the_screen_has() {
    let (mut terminal, mut host) = (terminal(20, 10, 100), Host::new(20, 10, 100));
    for (lines, races) in [(9, false), (10, false), (1, true), (5, false), (50_000, true), (0, false)] {
        terminal.feed(&b"0123456789 a line\r\n".repeat(lines), &mut host);
        assert_eq!(terminal.races(), races, "{lines} lines");
        if lines != 10 {
            terminal.flush(&mut host);
        }
    }
    terminal.feed(&b"\x1b[?1049hanother screen\r\n".repeat(50), &mut host);
    assert!(!terminal.races());
}

#[test]
fn a_flood_leaves_its_last_lines_in_the_scrollback() {
    for lines in [0, 1, 9, 10, 11, 19, 20, 21, 50, 99, 100, 101, 115, 5000] {
        let mut terminal = terminal(20, 10, 100);
        let mut host = Host::new(20, 10, 100);
        terminal.feed(b"before\r\n", &mut host);
        terminal.flush(&mut host);
        for line in 0..lines {
            terminal.feed(format!("{line}\r\n").as_bytes(), &mut host);
        }
        terminal.flush(&mut host);
        host.assert_shows(&terminal, "flood");
        let mut all = vec!["before".to_owned()];
        all.extend((0..lines).map(|line| line.to_string()));
        all.push(String::new());
        let gone = all.len().saturating_sub(10);
        assert_eq!(host.scrollback_text(), all[gone.saturating_sub(100)..gone], "lines={lines}");
    }
}

#[test]
fn a_flood_costs_the_host_what_its_scrollback_keeps() {
    let mut terminal = terminal(99, 39, 1000);
    let mut host = Host::new(99, 39, 1000);
    terminal.feed(&b"y\r\n".repeat(100_000), &mut host);
    terminal.flush(&mut host);
    assert!(host.calls < 1200, "calls={}", host.calls);
    assert_eq!(host.scrollback.len(), 1000);
}

#[test]
fn a_long_flood_ends_like_one_that_came_line_by_line() {
    for seed in 0..60 {
        let mut seeded = Seeded(seed * 3 + 9);
        let (columns, rows, keep) = (5 + seeded.below(40), 1 + seeded.below(12), seeded.below(40));
        let mut output = b"\x1b[41mbefore\r\n".to_vec();
        for part in 0..3 {
            if part == 1 {
                output.extend(piece(&mut seeded, false));
            }
            for line in 0..seeded.below(3000) {
                let length = seeded.below(12);
                let end = if seeded.below(50) == 0 { "\n" } else { "\r\n" };
                let looks = match seeded.below(12) {
                    kind @ 0..9 if part == 2 => [
                        "\x1b[m",
                        "\x1b[0m",
                        "\x1b[4;31m",
                        "\x1b[1m",
                        "\x1b[48;5;77m",
                        "\x1b[49m",
                        "\x1b[1K",
                        "é",
                        "漢",
                    ][kind],
                    _ => "",
                };
                output.extend_from_slice(format!("{line}{looks}{}{end}", "x".repeat(length * length)).as_bytes());
            }
        }
        let mut whole = (terminal(columns, rows, keep), Host::new(columns, rows, keep));
        let mut parts = (terminal(columns, rows, keep), Host::new(columns, rows, keep));
        whole.0.feed(&output, &mut whole.1);
        whole.0.flush(&mut whole.1);
        for part in output.split_inclusive(|byte| *byte == b'\n') {
            parts.0.feed(part, &mut parts.1);
        }
        parts.0.flush(&mut parts.1);
        whole.1.assert_shows(&whole.0, "whole");
        parts.1.assert_shows(&parts.0, "parts");
        assert_eq!(whole.1.rows, parts.1.rows, "seed={seed}");
        assert_eq!(whole.1.scrollback_text(), parts.1.scrollback_text(), "seed={seed}");
    }
}

#[test]
fn a_scroll_of_a_region_is_sent_as_a_scroll() {
    let mut terminal = terminal(20, 10, 100);
    let mut host = Host::new(20, 10, 100);
    terminal.feed(b"\x1b[?1049h\x1b[3;8r", &mut host);
    for line in 0..10 {
        terminal.feed(format!("\x1b[{};1Hrow {line}", line + 1).as_bytes(), &mut host);
    }
    terminal.flush(&mut host);
    host.calls = 0;
    terminal.feed(b"\x1b[8;1H\n\nnew", &mut host);
    terminal.flush(&mut host);
    host.assert_shows(&terminal, "region");
    assert_eq!(host.calls, 2);
    assert_eq!(common::text(&host.rows[2]), "row 4");
}

#[test]
fn clearing_the_scrollback_forgets_lines_that_still_wait() {
    let mut terminal = terminal(20, 3, 100);
    let mut host = Host::new(20, 3, 100);
    terminal.feed(b"a\r\nb\r\nc\r\nd\r\n\x1b[3J1\r\n2\r\n3\r\n", &mut host);
    terminal.flush(&mut host);
    host.assert_shows(&terminal, "clear");
    assert_eq!(host.scrollback_text(), ["c", "d", "1"]);
}

#[test]
fn clusters_reach_the_host_as_text() {
    let mut terminal = terminal(20, 3, 100);
    let mut host = Host::new(20, 3, 100);
    terminal.feed("e\u{301}x 👩‍👩‍👧|🇩🇪|\u{2764}\u{fe0f}|".as_bytes(), &mut host);
    terminal.flush(&mut host);
    host.assert_shows(&terminal, "clusters");
    for cluster in ["e\u{301}", "👩‍👩‍👧", "🇩🇪", "\u{2764}\u{fe0f}"] {
        assert!(host.clusters.iter().any(|known| known == cluster), "{cluster} in {:?}", host.clusters);
    }
    assert_eq!(terminal.text(0), "e\u{301}x 👩‍👩‍👧|🇩🇪|\u{2764}\u{fe0f}|");
    assert_eq!(terminal.cursor(), (0, 12));
}

#[test]
fn a_storm_of_sizes_keeps_host_and_terminal_together() {
    for seed in 0..150 {
        let mut seeded = Seeded(77_000 + seed);
        let mut terminal = terminal(20, 8, 30);
        let mut host = Host::new(20, 8, 30);
        for step in 0..60 {
            let bytes = piece(&mut seeded, false);
            terminal.feed(&bytes, &mut host);
            if seeded.below(3) == 0 {
                let (columns, rows) = (seeded.below(45), seeded.below(20));
                terminal.resize(columns, rows);
                let (columns, rows) = terminal.size();
                host.resize(columns, rows);
                terminal.flush(&mut host);
                host.assert_shows(&terminal, &format!("seed={seed} step={step}"));
            }
        }
    }
}
