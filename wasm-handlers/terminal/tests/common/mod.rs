//! A double of the host's grid, and streams of bytes from a seed.
#![allow(dead_code)]

pub mod seeds;

use std::collections::VecDeque;

use terminal::{Cell, CursorStyle, GridSink, Terminal, attr, grid_mode};

/// A grid that does what the host's does.
pub struct Host {
    pub columns: usize,
    pub rows: Vec<Vec<Cell>>,
    pub scrollback: VecDeque<Vec<Cell>>,
    pub keep: usize,
    pub mode: u32,
    pub cursor: (usize, usize),
    pub title: String,
    pub clusters: Vec<String>,
    pub calls: usize,
}

impl Host {
    pub fn new(columns: usize, rows: usize, keep: usize) -> Self {
        Self {
            columns,
            rows: vec![vec![Cell::default(); columns]; rows],
            scrollback: VecDeque::new(),
            keep,
            mode: 0,
            cursor: (0, 0),
            title: String::new(),
            clusters: Vec::new(),
            calls: 0,
        }
    }

    /// Takes another size as the host does: cut or padded.
    pub fn resize(&mut self, columns: usize, rows: usize) {
        self.columns = columns;
        self.rows.resize(rows, Vec::new());
        self.rows.iter_mut().for_each(|row| row.resize(columns, Cell::default()));
    }

    pub fn scrollback_text(&self) -> Vec<String> {
        self.scrollback.iter().map(|row| text(row)).collect()
    }

    /// Fails where the host shows something else than the terminal holds.
    pub fn assert_shows(&self, terminal: &Terminal, what: &str) {
        let (columns, rows) = terminal.size();
        for row in 0..rows {
            for column in 0..columns {
                let ours = terminal.cell(row, column);
                let shown = self.rows[row][column];
                let same_code = ours.code == shown.code || ours.code >= Cell::CLUSTER && shown.code >= Cell::CLUSTER;
                assert!(
                    same_code && ours.fg == shown.fg && ours.bg == shown.bg && ours.attr & attr::HOST == shown.attr,
                    "{what}: row={row} column={column} terminal={ours:?} host={shown:?}\n{}",
                    terminal.text(row)
                );
            }
        }
        assert_eq!(self.cursor, terminal.cursor(), "{what}");
    }
}

pub fn text(cells: &[Cell]) -> String {
    let text: String =
        cells.iter().map(|cell| char::from_u32(cell.code).filter(|c| *c != '\0').unwrap_or(' ')).collect();
    text.trim_end().to_owned()
}

impl GridSink for Host {
    fn cells(&mut self, row: usize, column: usize, cells: &[Cell]) {
        self.calls += 1;
        if row < self.rows.len() {
            for (offset, cell) in cells.iter().enumerate() {
                if column + offset < self.columns {
                    self.rows[row][column + offset] = *cell;
                }
            }
        }
    }

    fn scroll(&mut self, top: usize, bottom: usize, lines: isize) {
        self.calls += 1;
        assert!(top <= bottom && bottom < self.rows.len() && lines != 0, "top={top} bottom={bottom} lines={lines}");
        for _ in 0..lines.unsigned_abs().min(bottom + 1 - top) {
            let blank = vec![Cell::default(); self.columns];
            if lines > 0 {
                let left = self.rows.remove(top);
                if top == 0 && self.mode & grid_mode::ALTERNATE == 0 {
                    self.scrollback.push_back(left);
                    if self.scrollback.len() > self.keep {
                        self.scrollback.pop_front();
                    }
                }
                self.rows.insert(bottom, blank);
            } else {
                self.rows.remove(bottom);
                self.rows.insert(top, blank);
            }
        }
    }

    fn grapheme(&mut self, cluster: &str) -> Option<u32> {
        self.clusters.push(cluster.to_owned());
        Some(Cell::CLUSTER + self.clusters.len() as u32 - 1)
    }

    fn cursor(&mut self, row: usize, column: usize, _: CursorStyle, _: bool) {
        self.cursor = (row, column);
    }

    fn mode(&mut self, flags: u32) {
        self.mode = flags;
    }

    fn palette(&mut self, _: u16, _: Option<u32>) {}

    fn title(&mut self, title: &str) {
        title.clone_into(&mut self.title);
    }

    fn clear_scrollback(&mut self) {
        self.scrollback.clear();
    }
}

/// Numbers from a seed (SplitMix64).
pub struct Seeded(pub u64);

impl Seeded {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ mixed >> 31
    }

    pub fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit as u64) as usize
    }

    pub fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// One piece of what a target may send; `wild` ones are no sequence that anybody writes.
pub fn piece(seeded: &mut Seeded, wild: bool) -> Vec<u8> {
    let number = |seeded: &mut Seeded| match seeded.below(6) {
        0 => String::new(),
        1 => seeded.below(70000).to_string(),
        _ => seeded.below(14).to_string(),
    };
    match seeded.below(if wild { 13 } else { 11 }) {
        0..=2 => (0..seeded.below(30)).map(|_| 0x20 + seeded.below(95) as u8).collect(),
        3 => b"\r\n".repeat(1 + seeded.below(4)),
        4 => seeded.pick(&["漢字", "é", "e\u{301}", "👩‍👩‍👧", "🇩🇪", "ｗｉｄｅ", "─", "\u{200d}"]).as_bytes().to_vec(),
        5 => vec![seeded.pick(&["\x08", "\t", "\r", "\x0e", "\x0f", "\x0b"]).as_bytes()[0]],
        6 => {
            let finals = b"@ABCDEFGHIJKLMPSTXZ^`abdefgmrsu";
            let last = finals[seeded.below(finals.len())] as char;
            format!("\x1b[{};{}{last}", number(seeded), number(seeded)).into_bytes()
        }
        7 => {
            let mode = seeded.pick(&[
                "1", "3", "5", "6", "7", "25", "40", "41", "45", "47", "69", "95", "1047", "1048", "1049", "1045",
            ]);
            format!("\x1b[?{mode}{}", if seeded.below(2) == 0 { 'h' } else { 'l' }).into_bytes()
        }
        8 => {
            let sequence = seeded.pick(&[
                "\x1bD",
                "\x1bE",
                "\x1bM",
                "\x1b6",
                "\x1b7",
                "\x1b8",
                "\x1b9",
                "\x1bH",
                "\x1b#8",
                "\x1b(0",
                "\x1b(B",
                "\x1bV",
                "\x1bW",
                "\x1b[4h",
                "\x1b[4l",
                "\x1b[20h",
                "\x1b[20l",
                "\x1b[!p",
                "\x1b[1\"q",
                "\x1b[0\"q",
            ]);
            sequence.as_bytes().to_vec()
        }
        9 => {
            let last = seeded.pick(&["$v", "$x", "$z", "${", "$r", "$t", "'}", "'~", " @", " A", "*x"]);
            let parts: Vec<String> = (0..8).map(|_| number(seeded)).collect();
            format!("\x1b[{}{last}", parts.join(";")).into_bytes()
        }
        10 => {
            let parts: Vec<String> = (0..seeded.below(4)).map(|_| seeded.below(110).to_string()).collect();
            format!("\x1b[{}m", parts.join(";")).into_bytes()
        }
        11 => (0..seeded.below(20)).map(|_| seeded.below(256) as u8).collect(),
        _ => {
            let start = seeded.pick(&[
                "\x1b]",
                "\x1bP",
                "\x1b[",
                "\x1b_",
                "\x1b[?2l",
                "\x1b[?2h\x1b<",
                "\x1bc",
                "\x1b[61\"p",
                "\x1b[8;",
            ]);
            let mut bytes = start.as_bytes().to_vec();
            bytes.extend((0..seeded.below(12)).map(|_| 0x20 + seeded.below(95) as u8));
            bytes.extend_from_slice(seeded.pick(&["\x07", "\x1b\\", "", "\x18"]).as_bytes());
            bytes
        }
    }
}
