//! SM, RM, DECSET and DECRST: what a mode does when it changes.

use crate::cell::Cell;
use crate::core::Core;
use crate::modes::{Mode, Modes};
use crate::sink::grid_mode;

impl Core {
    #[inline(never)]
    pub(crate) fn set_ansi_mode(&mut self, number: u16, on: bool) {
        if let Some(mode) = Modes::ansi(number) {
            self.modes.set(mode, on);
        }
    }

    #[inline(never)]
    pub(crate) fn set_private_mode(&mut self, number: u16, on: bool) {
        if number == 1048 {
            if on {
                self.save_cursor()
            } else {
                self.restore_cursor()
            }
            return;
        }
        let Some(mode) = Modes::private(number) else { return };
        match mode {
            Mode::Alternate => self.switch_screen(number, on),
            Mode::Columns132 => self.set_columns(on),
            Mode::Origin => {
                self.modes.set(mode, on);
                self.home();
            }
            Mode::Ansi => {
                self.modes.set(mode, on);
                self.vt52 = crate::core::Vt52::Text;
            }
            Mode::Margins if self.level < 4 => {}
            Mode::Margins => {
                self.modes.set(mode, on);
                self.margins.left = 0;
                self.margins.right = self.columns() - 1;
            }
            Mode::KeepScreen if self.level < 5 => {}
            Mode::NationalSets => {
                self.modes.set(mode, on);
                self.cursor.sets = Default::default();
            }
            Mode::MouseX10 | Mode::MouseNormal | Mode::MouseDrag | Mode::MouseAny => {
                for other in [Mode::MouseX10, Mode::MouseNormal, Mode::MouseDrag, Mode::MouseAny] {
                    self.modes.set(other, on && other == mode);
                }
            }
            Mode::MouseUtf8 | Mode::MouseSgr | Mode::MouseUrxvt | Mode::MousePixels => {
                for other in [Mode::MouseUtf8, Mode::MouseSgr, Mode::MouseUrxvt, Mode::MousePixels] {
                    self.modes.set(other, on && other == mode);
                }
            }
            Mode::Graphemes => {}
            _ => self.modes.set(mode, on),
        }
    }

    /// 47 only switches, 1047 clears what is left, 1049 also saves the cursor and clears what is entered.
    fn switch_screen(&mut self, number: u16, on: bool) {
        let area = self.whole_area();
        if on {
            if number == 1049 && self.active == 0 {
                self.save_cursor();
            }
            self.show_alternate(true);
            if number == 1049 {
                let blank = self.blank();
                self.screen().fill(area, blank);
            }
        } else {
            if number == 1047 && self.active == 1 {
                self.screen().fill(area, Cell::default());
            }
            self.show_alternate(false);
            if number == 1049 {
                self.restore_cursor();
            }
        }
    }

    /// DECCOLM, where mode 40 allows it.
    fn set_columns(&mut self, wide: bool) {
        if !self.modes.get(Mode::Allow132) {
            return;
        }
        self.modes.set(Mode::Columns132, wide);
        self.request_columns(if wide { 132 } else { 80 });
        self.modes.set(Mode::Margins, false);
        self.reset_margins();
        if !self.modes.get(Mode::KeepScreen) {
            let (area, blank) = (self.whole_area(), self.blank());
            self.screen().fill(area, blank);
        }
        self.move_to(0, 0);
    }

    /// The bits of the host's grid mode.
    pub(crate) fn grid_mode(&self) -> u32 {
        let mouse = [Mode::MouseX10, Mode::MouseNormal, Mode::MouseDrag, Mode::MouseAny];
        let mut flags = 0;
        if mouse.into_iter().any(|mode| self.modes.get(mode)) {
            flags |= grid_mode::MOUSE;
        }
        if self.active == 1 {
            flags |= grid_mode::ALTERNATE;
        }
        if self.modes.get(Mode::Reverse) {
            flags |= grid_mode::REVERSE;
        }
        flags
    }
}
