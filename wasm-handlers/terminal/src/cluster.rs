//! Grapheme clusters: several scalar values in one cell.

use std::collections::BTreeMap;

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::cell::Cell;

/// How many clusters a session can use; then the rest of a cluster is dropped.
const LIMIT: usize = 1 << 15;
/// The longest cluster, bytes.
const LONGEST: usize = 64;

/// The clusters of a session; a cell names them by number.
#[derive(Debug, Default)]
pub(crate) struct Clusters {
    texts: Vec<Box<str>>,
    numbers: BTreeMap<Box<str>, u32>,
    /// The code the host gave each, as far as it was asked.
    pub(crate) host: Vec<u32>,
}

impl Clusters {
    /// The text of a cell's code.
    pub(crate) fn text(&self, code: u32) -> Option<&str> {
        self.texts.get(code.checked_sub(Cell::CLUSTER)? as usize).map(AsRef::as_ref)
    }

    /// The code of what a cell holds with one more scalar value; `None` if that is too much.
    pub(crate) fn extend(&mut self, code: u32, with: char) -> Option<u32> {
        let mut text = self.string(code);
        text.push(with);
        if text.len() > LONGEST {
            return None;
        }
        if let Some(&number) = self.numbers.get(text.as_str()) {
            return Some(Cell::CLUSTER + number);
        }
        if self.texts.len() >= LIMIT {
            return None;
        }
        let number = self.texts.len() as u32;
        let text = text.into_boxed_str();
        self.texts.push(text.clone());
        self.numbers.insert(text, number);
        Some(Cell::CLUSTER + number)
    }

    /// What a code stands for.
    pub(crate) fn string(&self, code: u32) -> String {
        match self.text(code) {
            Some(text) => text.to_owned(),
            None => char::from_u32(code).unwrap_or(' ').to_string(),
        }
    }

    /// Tells whether a character of some width belongs to what the cell before it holds.
    pub(crate) fn joins(&self, code: u32, next: char) -> bool {
        let text = self.string(code);
        let last = text.chars().next_back();
        let may = match next {
            '\u{1f3fb}'..='\u{1f3ff}' => true,
            '\u{1f1e6}'..='\u{1f1ff}' => last.is_some_and(|last| ('\u{1f1e6}'..='\u{1f1ff}').contains(&last)),
            _ => last == Some('\u{200d}') || ('\u{1100}'..='\u{11ff}').contains(&next),
        };
        may && {
            let mut joined = text;
            joined.push(next);
            joined.graphemes(true).count() == 1
        }
    }

    /// Columns of what a code stands for.
    pub(crate) fn width(&self, code: u32) -> usize {
        match self.text(code) {
            Some(text) => text.width().clamp(1, 2),
            None => char::from_u32(code).map_or(1, width),
        }
    }
}

/// Columns of a character: 0, 1 or 2.
#[inline]
pub(crate) fn width(c: char) -> usize {
    if c < '\u{300}' {
        return usize::from(c != '\u{ad}');
    }
    c.width().unwrap_or(0)
}
