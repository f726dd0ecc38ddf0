//! Where the published emulator `alacritty_terminal` implements the same functions, both show the same.
#![cfg(unix)]

mod common;

use alacritty_terminal::event::VoidListener;
use alacritty_terminal::grid::Dimensions;
use alacritty_terminal::index::{Column, Line};
use alacritty_terminal::term::cell::Flags;
use alacritty_terminal::term::{Config, Term};
use alacritty_terminal::vte::ansi::{Color, NamedColor, Processor, StdSyncHandler};
use common::{Host, Seeded};
use terminal::{Settings, Terminal, attr, colour};

struct Size(usize, usize);

impl Dimensions for Size {
    fn total_lines(&self) -> usize {
        self.1
    }
    fn screen_lines(&self) -> usize {
        self.1
    }
    fn columns(&self) -> usize {
        self.0
    }
}

/// Output of functions that both have and neither does in its own way. What an edit does to half of a wide character is such a
/// way, so wide characters come without edits.
fn piece(seeded: &mut Seeded, rows: usize, wide: bool) -> String {
    if wide {
        let piece = seeded.pick(&["漢", "字", "ab", "é", "\r\n", "ｗｉｄｅ", "\x1b[34m", "\x1b[m", "x", "한글", "─"]);
        return piece.to_owned();
    }
    let number = |seeded: &mut Seeded, limit: usize| seeded.below(limit);
    match seeded.below(12) {
        0..=3 => (0..seeded.below(25)).map(|_| char::from(0x21 + seeded.below(94) as u8)).collect(),
        4 => "\r\n".repeat(1 + seeded.below(3)),
        5 => seeded.pick(&["é", "─│┐", "ñandú"]).to_owned(),
        6 => seeded.pick(&["\x08", "\x1b[D\t", "\r"]).to_owned(),
        7 => {
            let last = seeded.pick(&["C", "D", "G", "d", "@", "P", "X", "L", "M", "S", "T", "K", "J"]);
            // A count of DCH beyond the margin and ED 1 from the second row are their ways, not everybody's.
            let limit = match last {
                "J" => 1,
                "P" => 2,
                "K" => 3,
                _ => 9,
            };
            // Whether an edit ends the wait at the right margin, and where IL and DL leave the cursor, is not the same
            // everywhere.
            let before = if "CDGd".contains(last) { "" } else { "\x1b[D" };
            let after = if "LM".contains(last) { "\r" } else { "" };
            format!("{before}\x1b[{}{last}{after}", number(seeded, limit))
        }
        8 => format!("\x1b[{};{}H", number(seeded, 16), number(seeded, 44)),
        9 => {
            let top = 1 + number(seeded, rows - 2);
            format!("\x1b[{top};{}r", top + 1 + number(seeded, rows - top))
        }
        10 => seeded
            .pick(&[
                "\r\x1bD", "\x1bE", "\r\x1bM", "\x1b7", "\x1b8", "\x1b(0", "\x1b(B", "\x1b[4h", "\x1b[4l", "\x1b[?7l",
                "\x1b[?7h",
            ])
            .to_owned(),
        _ => {
            let codes = [
                "0",
                "1",
                "3",
                "4",
                "7",
                "9",
                "22",
                "23",
                "24",
                "27",
                "29",
                "31",
                "42",
                "39",
                "49",
                "97",
                "104",
                "38;5;200",
                "48;2;1;2;3",
            ];
            format!("\x1b[{}m", seeded.pick(&codes))
        }
    }
}

fn same_colour(theirs: Color, ours: u32) -> bool {
    match theirs {
        Color::Named(NamedColor::Foreground | NamedColor::Background) => ours == colour::DEFAULT,
        Color::Named(named) => colour::palette_index(ours) == Some(named as u8),
        Color::Indexed(index) => colour::palette_index(ours) == Some(index),
        Color::Spec(rgb) => colour::rgb_parts(ours) == Some((rgb.r, rgb.g, rgb.b)),
    }
}

#[test]
fn both_emulators_show_the_same() {
    let looks = [
        (Flags::BOLD, attr::BOLD),
        (Flags::ITALIC, attr::ITALIC),
        (Flags::UNDERLINE, attr::UNDERLINE),
        (Flags::INVERSE, attr::REVERSE),
        (Flags::STRIKEOUT, attr::STRIKE),
        (Flags::WIDE_CHAR, attr::WIDE),
    ];
    for seed in 0..500 {
        let mut seeded = Seeded(seed * 13 + 3);
        let (columns, rows) = (10 + seeded.below(30), 3 + seeded.below(10));
        let mut theirs = Term::new(Config::default(), &Size(columns, rows), VoidListener);
        let mut parser = Processor::<StdSyncHandler>::new();
        let mut ours = Terminal::new(columns, rows, Settings::default());
        let mut host = Host::new(columns, rows, 10);
        let mut log = String::new();
        for step in 0..60 {
            let output = piece(&mut seeded, rows, seed % 4 == 0);
            log.push_str(&output);
            parser.advance(&mut theirs, output.as_bytes());
            ours.feed(output.as_bytes(), &mut host);
            let point = theirs.grid().cursor.point;
            let what = || format!("seed={seed} step={step} {columns}x{rows} {log:?}");
            assert_eq!(ours.cursor(), (point.line.0 as usize, point.column.0), "{}", what());
            for row in 0..rows {
                for column in 0..columns {
                    let their = &theirs.grid()[Line(row as i32)][Column(column)];
                    let our = ours.cell(row, column);
                    let our_char = char::from_u32(our.code).filter(|c| *c != '\0').unwrap_or(' ');
                    let place = || format!("row={row} column={column} {}", what());
                    assert_eq!(our_char, if their.c == '\t' { ' ' } else { their.c }, "{}", place());
                    assert!(same_colour(their.bg, our.bg), "{:?} {our:x?} {}", their.bg, place());
                    if our.code != 0 {
                        assert!(same_colour(their.fg, our.fg), "{:?} {our:x?} {}", their.fg, place());
                        for (flag, bit) in looks {
                            assert_eq!(their.flags.contains(flag), our.attr & bit != 0, "{flag:?} {}", place());
                        }
                    }
                }
            }
        }
    }
}
