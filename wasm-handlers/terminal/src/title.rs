//! Window and icon titles, and the stack that XTWINOPS keeps them on.

/// How many titles XTWINOPS 22 keeps.
const DEPTH: usize = 10;

/// The titles and how they are written: as they are, or in hexadecimal.
#[derive(Debug, Default)]
pub(crate) struct Titles {
    pub(crate) window: String,
    pub(crate) icon: String,
    set_hex: bool,
    query_hex: bool,
    stack: Vec<(Option<String>, Option<String>)>,
}

impl Titles {
    /// XTSMTITLE and XTRMTITLE.
    pub(crate) fn mode(&mut self, mode: u16, on: bool) {
        match mode {
            0 => self.set_hex = on,
            1 => self.query_hex = on,
            _ => {}
        }
    }

    pub(crate) fn reset_modes(&mut self) {
        (self.set_hex, self.query_hex) = (false, false);
    }

    /// A title as the target wrote it.
    pub(crate) fn decoded(&self, text: &str) -> String {
        let plain = |text: &str| text.chars().filter(|c| !c.is_control()).take(1024).collect();
        if !self.set_hex {
            return plain(text);
        }
        match crate::text::from_hex(text.as_bytes()) {
            Some(bytes) => plain(&String::from_utf8_lossy(&bytes)),
            None => String::new(),
        }
    }

    /// A title as the target wants to read it.
    pub(crate) fn encoded(&self, text: &str) -> String {
        if self.query_hex { crate::text::to_hex(text.as_bytes()) } else { text.to_owned() }
    }

    /// XTWINOPS 22: 0 both, 1 icon, 2 window.
    pub(crate) fn push(&mut self, which: u16) {
        if self.stack.len() == DEPTH {
            self.stack.remove(0);
        }
        self.stack.push(((which != 2).then(|| self.icon.clone()), (which != 1).then(|| self.window.clone())));
    }

    /// XTWINOPS 23: takes the last entry; what it lacks comes from the one before that has it.
    pub(crate) fn pop(&mut self, which: u16) {
        let Some((icon, window)) = self.stack.pop() else { return };
        let mut earlier = self.stack.iter().rev();
        if which != 2
            && let Some(icon) = icon.or_else(|| earlier.clone().find_map(|(icon, _)| icon.clone()))
        {
            self.icon = icon;
        }
        if which != 1
            && let Some(window) = window.or_else(|| earlier.find_map(|(_, window)| window.clone()))
        {
            self.window = window;
        }
    }
}
