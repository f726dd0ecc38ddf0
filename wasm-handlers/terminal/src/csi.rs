//! Control sequences: the dispatch, and the movements of the cursor.

use vte::Params;

use crate::cell::attr;
use crate::core::Core;
use crate::modes::Mode;

/// The parameters of a control sequence.
#[derive(Clone, Copy)]
pub(crate) struct Args<'a>(pub(crate) &'a Params);

impl Args<'_> {
    /// A parameter, 0 if it is missing.
    pub(crate) fn get(self, index: usize) -> u16 {
        self.0.iter().nth(index).and_then(|sub| sub.first().copied()).unwrap_or(0)
    }

    /// A count or a place: 1 if it is 0 or missing.
    pub(crate) fn one(self, index: usize) -> usize {
        usize::from(self.get(index).max(1))
    }

    /// A place, `default` if it is 0 or missing.
    pub(crate) fn or(self, index: usize, default: usize) -> usize {
        match self.get(index) {
            0 => default,
            value => usize::from(value),
        }
    }

    pub(crate) fn all(&self) -> impl Iterator<Item = u16> + '_ {
        self.0.iter().map(|sub| sub.first().copied().unwrap_or(0))
    }
}

impl Core {
    pub(crate) fn control_sequence(&mut self, params: &Params, intermediates: &[u8], action: char) {
        let args = Args(params);
        match intermediates {
            [] => self.plain_sequence(args, action),
            [b'?'] => self.private_sequence(args, action),
            [b'?', b'$'] if action == 'p' => self.report_mode(args.get(0), true),
            [b'>'] => match action {
                'c' => self.secondary_attributes(args.get(0)),
                'q' if args.get(0) == 0 => self.report_version(),
                't' => args.all().for_each(|mode| self.titles.mode(mode, true)),
                'T' => args.all().for_each(|mode| self.titles.mode(mode, false)),
                _ => {}
            },
            [b'='] if action == 'c' && args.get(0) == 0 => self.reply_dcs("!|00000000"),
            [b' '] => match action {
                '@' => self.shift_columns(args.one(0), self.margins.left, false),
                'A' => self.shift_columns(args.one(0), self.margins.left, true),
                'q' if args.get(0) <= 6 => self.set_cursor_style(args.get(0) as u8),
                _ => {}
            },
            [b'!'] if action == 'p' => self.soft_reset(),
            [b'"'] => match action {
                'p' => self.set_level(args),
                'q' => self.protect(attr::DEC_PROTECTED, args.get(0) == 1),
                _ => {}
            },
            [b'$'] => self.rectangle_sequence(args, action),
            [b'*'] => match action {
                'x' => self.rectangle_extent = args.get(0) == 2,
                'y' => self.report_checksum(args),
                '|' => self.request_rows(args.one(0)),
                _ => {}
            },
            [b'\''] => match action {
                '}' if self.inside_margins() => self.shift_columns(args.one(0), self.cursor.column, true),
                '~' if self.inside_margins() => self.shift_columns(args.one(0), self.cursor.column, false),
                _ => {}
            },
            _ => {}
        }
    }

    #[inline(never)]
    fn plain_sequence(&mut self, args: Args<'_>, action: char) {
        match action {
            '@' => self.insert_blanks(args.one(0)),
            'A' => self.cursor_up(args.one(0)),
            'B' => self.cursor_down(args.one(0)),
            'C' => self.cursor_right(args.one(0)),
            'D' => self.cursor_left(args.one(0)),
            'E' => {
                self.cursor_down(args.one(0));
                self.carriage_return();
            }
            'F' => {
                self.cursor_up(args.one(0));
                self.carriage_return();
            }
            'G' | '`' => self.address_column(args.one(0) - 1),
            'H' | 'f' => self.address(args.one(0) - 1, args.one(1) - 1),
            'I' => self.tab(args.one(0)),
            'J' => self.erase_display(args.get(0), attr::ISO_PROTECTED),
            'K' => self.erase_line(args.get(0), attr::ISO_PROTECTED),
            'L' => self.shift_lines(args.one(0), true),
            'M' => self.shift_lines(args.one(0), false),
            'P' => self.delete_characters(args.one(0)),
            'S' => self.scroll_up(args.one(0)),
            'T' if args.0.len() <= 1 => self.scroll_down(args.one(0)),
            '^' => self.scroll_down(args.one(0)),
            'X' => self.erase_characters(args.one(0)),
            'Z' => self.back_tab(args.one(0)),
            'a' => self.address_relative(0, args.one(0)),
            'b' => self.repeat(args.one(0)),
            'c' if args.get(0) == 0 => self.device_attributes(),
            'd' => self.address_row(args.one(0) - 1),
            'e' => self.address_relative(args.one(0), 0),
            'g' => match args.get(0) {
                0 => self.tabs.set(self.cursor.column, false),
                3 => self.tabs.clear(),
                _ => {}
            },
            'h' => args.all().for_each(|mode| self.set_ansi_mode(mode, true)),
            'l' => args.all().for_each(|mode| self.set_ansi_mode(mode, false)),
            'm' => self.select_rendition_of(args.0),
            'n' => self.report_status(args.get(0)),
            'r' => self.set_rows_margins(args),
            's' if self.modes.get(Mode::Margins) => self.set_column_margins(args),
            's' => self.save_cursor(),
            't' => self.window_operation(args),
            'u' => self.restore_cursor(),
            'x' => self.report_parameters(args.get(0)),
            _ => {}
        }
    }

    #[inline(never)]
    fn private_sequence(&mut self, args: Args<'_>, action: char) {
        match action {
            'h' => args.all().for_each(|mode| self.set_private_mode(mode, true)),
            'l' => args.all().for_each(|mode| self.set_private_mode(mode, false)),
            'J' => self.erase_display(args.get(0), attr::DEC_PROTECTED),
            'K' => self.erase_line(args.get(0), attr::DEC_PROTECTED),
            'n' => self.report_private_status(args.get(0), args.get(1)),
            's' => args.all().for_each(|mode| self.modes.save(mode)),
            'r' => {
                for mode in args.all() {
                    if let Some(on) = self.modes.saved(mode) {
                        self.set_private_mode(mode, on);
                    }
                }
            }
            'W' if args.get(0) == 5 => self.tabs = crate::tabs::Tabs::new(self.columns()),
            _ => {}
        }
    }

    pub(crate) fn cursor_up(&mut self, lines: usize) {
        let limit = if self.cursor.row >= self.margins.top { self.margins.top } else { 0 };
        self.cursor.row = self.cursor.row.saturating_sub(lines).max(limit);
        self.cursor.wraps = false;
    }

    pub(crate) fn cursor_down(&mut self, lines: usize) {
        let limit = if self.cursor.row <= self.margins.bottom { self.margins.bottom } else { self.rows() - 1 };
        self.cursor.row = (self.cursor.row + lines).min(limit);
        self.cursor.wraps = false;
    }

    fn cursor_right(&mut self, columns: usize) {
        let limit = if self.cursor.column <= self.margins.right { self.margins.right } else { self.columns() - 1 };
        self.cursor.column = (self.cursor.column + columns).min(limit);
        self.cursor.wraps = false;
    }

    /// BS and CUB, which can go back over the ends of lines.
    #[inline(never)]
    pub(crate) fn cursor_left(&mut self, columns: usize) {
        let wraps = self.modes.get(Mode::AutoWrap);
        let all = wraps && self.modes.get(Mode::ReverseWrapAll);
        let wrapped = wraps && self.modes.get(Mode::ReverseWrap);
        let mut left = columns.min(self.columns() * self.rows() * 2);
        if (all || wrapped) && self.cursor.wraps {
            left -= 1;
        }
        self.cursor.wraps = false;
        let mut limit = if self.cursor.column < self.margins.left { 0 } else { self.margins.left };
        loop {
            let step = left.min(self.cursor.column - limit);
            self.cursor.column -= step;
            left -= step;
            if left == 0 || !(all || wrapped) {
                return;
            }
            if self.cursor.row == self.margins.top || self.cursor.row == 0 {
                if !all {
                    return;
                }
                self.cursor.row = self.margins.bottom;
            } else {
                if !all && !self.view().row(self.cursor.row - 1).wrapped() {
                    return;
                }
                self.cursor.row -= 1;
            }
            self.cursor.column = self.margins.right;
            limit = self.margins.left;
            left -= 1;
        }
    }

    #[inline(never)]
    fn back_tab(&mut self, times: usize) {
        let limit = if self.modes.get(Mode::Origin) { self.margins.left } else { 0 };
        for _ in 0..times.min(self.columns()) {
            self.cursor.column = self.tabs.previous(self.cursor.column, limit);
        }
        self.cursor.wraps = false;
    }

    fn address_column(&mut self, column: usize) {
        let row = self.cursor.row;
        let column =
            if self.modes.get(Mode::Origin) { (self.margins.left + column).min(self.margins.right) } else { column };
        self.move_to(row, column);
    }

    fn address_row(&mut self, row: usize) {
        let column = self.cursor.column;
        let row = if self.modes.get(Mode::Origin) { (self.margins.top + row).min(self.margins.bottom) } else { row };
        self.move_to(row, column);
    }

    /// HPR and VPR, which know no margins but those of the origin.
    fn address_relative(&mut self, rows: usize, columns: usize) {
        let (mut row, mut column) = (self.cursor.row + rows, self.cursor.column + columns);
        if self.modes.get(Mode::Origin) {
            row = row.min(self.margins.bottom);
            column = column.min(self.margins.right);
        }
        self.move_to(row, column);
    }

    /// DECSTBM.
    fn set_rows_margins(&mut self, args: Args<'_>) {
        let (top, bottom) = (args.one(0), args.or(1, self.rows()).min(self.rows()));
        if top < bottom {
            self.margins.top = top - 1;
            self.margins.bottom = bottom - 1;
            self.home();
        }
    }

    /// DECSLRM.
    fn set_column_margins(&mut self, args: Args<'_>) {
        let (left, right) = (args.one(0), args.or(1, self.columns()).min(self.columns()));
        if left < right {
            self.margins.left = left - 1;
            self.margins.right = right - 1;
            self.home();
        }
    }
}
