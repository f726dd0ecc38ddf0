//! Rectangles: copy, fill, erase and change of attributes.

use crate::cell::{Cell, attr};
use crate::core::Core;
use crate::csi::Args;
use crate::modes::Mode;
use crate::screen::Area;

impl Core {
    #[inline(never)]
    pub(crate) fn rectangle_sequence(&mut self, args: Args<'_>, action: char) {
        match action {
            'p' => self.report_mode(args.get(0), false),
            'r' => self.change_rectangle(args, false),
            't' => self.change_rectangle(args, true),
            'v' => self.copy_rectangle(args),
            'x' => self.fill_rectangle(args),
            'z' => {
                let (area, blank) = (self.rectangle(args, 0), self.blank());
                self.screen().fill(area, blank);
            }
            '{' => {
                let (area, blank) = (self.rectangle(args, 0), self.blank());
                self.screen().erase(area, blank, attr::DEC_PROTECTED);
            }
            '}' => self.status_display = args.get(0) == 1,
            '|' => self.request_columns(if args.get(0) == 132 { 132 } else { 80 }),
            'w' if args.get(0) == 2 => self.report_tabs(),
            _ => {}
        }
    }

    /// Top, left, bottom and right from a parameter on, counted from the origin; empty if they are no rectangle.
    pub(crate) fn rectangle(&self, args: Args<'_>, from: usize) -> Area {
        let (rows, columns) = (self.rows(), self.columns());
        let (top, left, bottom, right) = if self.modes.get(Mode::Origin) {
            (self.margins.top, self.margins.left, self.margins.bottom + 1, self.margins.right + 1)
        } else {
            (0, 0, rows, columns)
        };
        let area = Area {
            top: top + args.one(from) - 1,
            left: left + args.one(from + 1) - 1,
            bottom: (top + args.or(from + 2, rows)).min(bottom),
            right: (left + args.or(from + 3, columns)).min(right),
        };
        if area.top < area.bottom && area.left < area.right {
            area
        } else {
            Area { top: 0, left: 0, bottom: 0, right: 0 }
        }
    }

    /// DECCRA.
    fn copy_rectangle(&mut self, args: Args<'_>) {
        let from = self.rectangle(args, 0);
        let (top, left) = if self.modes.get(Mode::Origin) { (self.margins.top, self.margins.left) } else { (0, 0) };
        let (top, left) = (top + args.one(5) - 1, left + args.one(6) - 1);
        if top < self.rows() && left < self.columns() {
            self.screen().copy(from, top, left);
        }
    }

    /// DECFRA.
    fn fill_rectangle(&mut self, args: Args<'_>) {
        let code = args.get(0);
        if matches!(code, 0x20..=0x7e | 0xa0..=0xff) {
            let area = self.rectangle(args, 1);
            let c = self.cursor.sets[self.cursor.left].map((code & 0x7f) as u8);
            let code = if code < 0x80 { u32::from(c) } else { u32::from(code) };
            let cell = Cell { code, ..self.cursor.pattern };
            self.screen().fill(area, cell);
        }
    }

    /// DECCARA and DECRARA: bold, underline, blink and reverse, set or turned over.
    fn change_rectangle(&mut self, args: Args<'_>, reverse: bool) {
        let area = self.rectangle(args, 0);
        let (mut set, mut clear, mut flip) = (0, 0, 0);
        for number in args.all().skip(4) {
            let bits = match number % 20 {
                0 => attr::BOLD | attr::UNDERLINE | attr::BLINK | attr::REVERSE,
                1 | 2 => attr::BOLD,
                4 => 1 << attr::UNDERLINE_SHIFT,
                5 => attr::BLINK,
                7 => attr::REVERSE,
                _ => 0,
            };
            match (reverse, number) {
                (true, _) => flip |= bits & !(6 << attr::UNDERLINE_SHIFT),
                (false, 0) => (set, clear) = (0, bits),
                (false, 1..=19) => (set, clear) = (set | bits, clear & !bits),
                (false, _) => (set, clear) = (set & !bits, clear | bits),
            }
        }
        let columns = self.columns();
        for row in area.top..area.bottom {
            let (mut left, mut right) = (area.left, area.right);
            if !self.rectangle_extent && area.bottom - area.top > 1 {
                // The stream from the first place to the last.
                left = if row == area.top { area.left } else { 0 };
                right = if row + 1 == area.bottom { area.right } else { columns };
            }
            for column in left..right {
                let change = |cell: &mut Cell| cell.attr = (cell.attr & !clear | set) ^ flip;
                if self.rectangle_extent || self.view().row(row).cell(column).code != 0 {
                    self.screen().row_mut(row).update(column, change);
                }
            }
        }
    }

    /// DECTABSR.
    fn report_tabs(&mut self) {
        let stops: Vec<String> = self.tabs.stops().map(|column| (column + 1).to_string()).collect();
        self.reply_dcs(&format!("2$u{}", stops.join("/")));
    }
}
