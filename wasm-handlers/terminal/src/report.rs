//! Answers: device attributes, status, modes, versions and the window.

use crate::core::Core;
use crate::csi::Args;
use crate::modes::Mode;
use crate::notice::Notice;
use crate::screen::Area;

/// What a DA2 answers as its firmware version: features that applications know from xterm since this patch.
const FIRMWARE: u16 = 380;

impl Core {
    /// DA1: what the terminal has (132 columns, selective erase, national sets, technical set, terminal state reports,
    /// user windows, horizontal scrolling, colour, rectangles, OSC 52).
    #[inline(never)]
    pub(crate) fn device_attributes(&mut self) {
        match self.level {
            1 => self.reply_csi("?1;2c"),
            2 | 3 => self.reply_csi(&format!("?6{};1;6;9;15;22;52c", self.level)),
            level => self.reply_csi(&format!("?6{level};1;6;9;15;17;18;21;22;28;52c")),
        }
    }

    /// DA2.
    #[inline(never)]
    pub(crate) fn secondary_attributes(&mut self, parameter: u16) {
        if parameter == 0 {
            let kind = [0, 1, 24, 41, 64][usize::from(self.level - 1)];
            self.reply_csi(&format!(">{kind};{FIRMWARE};0c"));
        }
    }

    /// XTVERSION.
    #[inline(never)]
    pub(crate) fn report_version(&mut self) {
        self.reply_dcs(concat!(">|Tubeway(", env!("CARGO_PKG_VERSION"), ")"));
    }

    /// DSR.
    #[inline(never)]
    pub(crate) fn report_status(&mut self, what: u16) {
        match what {
            5 => self.reply_csi("0n"),
            6 => {
                let (row, column) = self.reported_cursor();
                self.reply_csi(&format!("{row};{column}R"));
            }
            _ => {}
        }
    }

    /// DSR of DEC. No printer, no locator, keys that are not locked, a North American keyboard, no room for macros.
    #[inline(never)]
    pub(crate) fn report_private_status(&mut self, what: u16, id: u16) {
        match what {
            6 => {
                let (row, column) = self.reported_cursor();
                if self.level >= 4 {
                    self.reply_csi(&format!("?{row};{column};1R"));
                } else {
                    self.reply_csi(&format!("?{row};{column}R"));
                }
            }
            15 => self.reply_csi("?13n"),
            25 => self.reply_csi("?20n"),
            26 if self.level >= 4 => self.reply_csi("?27;1;0;0n"),
            26 => self.reply_csi("?27;1n"),
            53 | 55 => self.reply_csi("?53n"),
            56 => self.reply_csi("?57;0n"),
            62 => self.reply_csi("0000*{"),
            63 => self.reply_dcs(&format!("{id}!~0000")),
            75 => self.reply_csi("?70n"),
            85 => self.reply_csi("?83n"),
            _ => {}
        }
    }

    fn reported_cursor(&self) -> (usize, usize) {
        if self.modes.get(Mode::Origin) {
            let row = self.cursor.row.saturating_sub(self.margins.top);
            (row + 1, self.cursor.column.saturating_sub(self.margins.left) + 1)
        } else {
            (self.cursor.row + 1, self.cursor.column + 1)
        }
    }

    /// DECRQM.
    #[inline(never)]
    pub(crate) fn report_mode(&mut self, mode: u16, private: bool) {
        if self.level >= 3 {
            let state = self.modes.report(mode, private);
            self.reply_csi(&format!("{}{mode};{state}$y", if private { "?" } else { "" }));
        }
    }

    /// DECREQTPARM.
    #[inline(never)]
    pub(crate) fn report_parameters(&mut self, request: u16) {
        if request <= 1 {
            self.reply_csi(&format!("{};1;1;128;128;1;0x", request + 2));
        }
    }

    /// DECSCL.
    #[inline(never)]
    pub(crate) fn set_level(&mut self, args: Args<'_>) {
        let level = args.get(0);
        if (61..=65).contains(&level) {
            let allowed = self.modes.get(Mode::Allow132);
            self.hard_reset();
            self.modes.set(Mode::Allow132, allowed);
            self.level = (level - 60) as u8;
            self.eight_bit = self.level > 1 && args.0.len() > 1 && args.get(1) != 1;
        }
    }

    /// DECSCUSR.
    pub(crate) fn set_cursor_style(&mut self, style: u8) {
        self.cursor_style = style.max(1);
        self.modes.set(Mode::BlinkingCursor, style % 2 == 1);
    }

    /// XTWINOPS.
    #[inline(never)]
    pub(crate) fn window_operation(&mut self, args: Args<'_>) {
        let (width, height) = self.settings.cell;
        let (columns, rows) = (self.columns(), self.rows());
        let (wide, high) = (columns as u32 * width, rows as u32 * height);
        match args.get(0) {
            4 => {
                let rows = args.or(1, high as usize) / height as usize;
                let columns = args.or(2, wide as usize) / width as usize;
                self.request_size(columns, rows);
            }
            8 => self.request_size(args.or(2, columns), args.or(1, rows)),
            11 => self.reply_csi("1t"),
            13 => self.reply_csi("3;0;0t"),
            14 => self.reply_csi(&format!("4;{high};{wide}t")),
            15 => self.reply_csi(&format!("5;{high};{wide}t")),
            16 => self.reply_csi(&format!("6;{height};{width}t")),
            18 => self.reply_csi(&format!("8;{rows};{columns}t")),
            19 => self.reply_csi(&format!("9;{rows};{columns}t")),
            20 => self.report_title('L'),
            21 => self.report_title('l'),
            22 => self.titles.push(args.get(1)),
            23 => self.titles.pop(args.get(1)),
            lines @ 24.. => self.request_rows(usize::from(lines)),
            _ => {}
        }
    }

    /// A title goes back only where that is allowed: a hostile title would be typed into the shell.
    fn report_title(&mut self, letter: char) {
        let title = match (self.settings.window_operations, letter) {
            (false, _) => String::new(),
            (true, 'L') => self.titles.encoded(&self.titles.icon),
            (true, _) => self.titles.encoded(&self.titles.window),
        };
        self.reply_osc(&format!("{letter}{title}"), false);
    }

    pub(crate) fn request_rows(&mut self, rows: usize) {
        self.request_size(self.columns(), rows);
    }

    pub(crate) fn request_columns(&mut self, columns: usize) {
        self.request_size(columns, self.rows());
    }

    fn request_size(&mut self, columns: usize, rows: usize) {
        if self.settings.window_operations {
            let (columns, rows) = (columns.clamp(2, 1000), rows.clamp(1, 1000));
            if (columns, rows) != (self.columns(), self.rows()) {
                self.resize(columns, rows);
                self.notices.push(Notice::Resized { columns, rows });
            }
        }
    }

    /// DECRQCRA: the negative sum of the characters, blanks being spaces.
    #[inline(never)]
    pub(crate) fn report_checksum(&mut self, args: Args<'_>) {
        let id = args.get(0);
        let Area { top, left, bottom, right } = self.rectangle(args, 2);
        let mut sum = 0u16;
        for row in top..bottom {
            for column in left..right {
                let code = self.view().row(row).cell(column).code;
                sum = sum.wrapping_add(if code == 0 { 0x20 } else { code as u16 });
            }
        }
        self.reply_dcs(&format!("{id}!~{:04X}", sum.wrapping_neg()));
    }
}
