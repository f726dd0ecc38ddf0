//! What the host has not seen yet: scrolls, and lines on their way to its scrollback.

use std::collections::VecDeque;

use crate::cell::Cell;

/// A scroll of the host's grid that was not sent yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Region {
    pub(crate) top: usize,
    pub(crate) bottom: usize,
}

/// A line that left the screen at the top: the part of it that the host has not seen.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Left {
    pub(crate) column: usize,
    pub(crate) length: usize,
}

/// Scrolls since the last flush.
///
/// The lines that left at the top and the rows of the screen are one document; the host's grid shows its beginning. A flush
/// therefore writes the unseen part of the first lines over the host's rows, scrolls by as many, and so on, so that every
/// line reaches the host's scrollback as it was when it left, and a flood costs the host only what its scrollback
/// keeps: beyond `keep` lines the oldest are counted in `dropped` and forgotten.
///
/// A scroll that does not go with the one that is pending is not sent at all: the caller marks the rows it moved as unseen.
#[derive(Debug, Default)]
pub(crate) struct Damage {
    pub(crate) region: Option<Region>,
    /// Net lines of a scroll that keeps nothing (a region, the alternate screen): up is positive.
    pub(crate) lines: isize,
    pub(crate) dropped: usize,
    left: VecDeque<Left>,
    cells: Vec<Cell>,
    start: usize,
}

impl Damage {
    /// Joins a scroll that keeps nothing; false if it must be shown by rewriting its rows.
    pub(crate) fn scroll(&mut self, region: Region, lines: isize) -> bool {
        match self.region {
            None => {
                self.region = Some(region);
                self.lines = lines;
                true
            }
            Some(pending) if pending == region && self.lines.signum() == lines.signum() => {
                self.lines += lines;
                true
            }
            Some(_) => false,
        }
    }

    /// Joins a scroll whose lines go to the scrollback; the rows `0..=n` to rewrite if it does not go with what is pending.
    pub(crate) fn push_region(&mut self, region: Region) -> Option<usize> {
        match self.region {
            None => {
                self.region = Some(region);
                None
            }
            Some(pending) if pending == region && self.lines == 0 => None,
            Some(pending) => {
                if self.lines != 0 {
                    self.lines = 0;
                    self.region = Some(region);
                }
                Some(pending.bottom.max(region.bottom))
            }
        }
    }

    /// The screen has another height, and every row of it is unseen.
    pub(crate) fn resized(&mut self, rows: usize) {
        self.lines = 0;
        self.region = self.has_left().then_some(Region { top: 0, bottom: rows - 1 });
    }

    /// Takes the unseen part of a line that leaves the screen at the top.
    #[inline]
    pub(crate) fn push(&mut self, column: usize, cells: &[Cell], keep: usize) {
        self.left.push_back(Left { column, length: cells.len() });
        self.cells.extend_from_slice(cells);
        while self.left.len() > keep {
            let Some(oldest) = self.left.pop_front() else { break };
            self.start += oldest.length;
            self.dropped += 1;
        }
        if self.start > 4096 && self.start * 2 > self.cells.len() {
            self.cells.drain(..self.start);
            self.start = 0;
        }
    }

    /// So many lines left that none of those that wait, and none of the `rows` of the screen, will be kept.
    pub(crate) fn scroll_all_away(&mut self, region: Region, rows: usize) {
        self.clear();
        self.region = Some(region);
        self.dropped = rows;
    }

    /// Tells whether lines wait for the scrollback.
    pub(crate) fn has_left(&self) -> bool {
        self.lines_left() > 0
    }

    /// How many lines have left the screen at the top since the last flush.
    pub(crate) fn lines_left(&self) -> usize {
        self.dropped + self.left.len()
    }

    /// How many cells wait.
    pub(crate) fn waiting(&self) -> usize {
        self.cells.len() - self.start
    }

    /// The next line on its way to the scrollback.
    pub(crate) fn pop(&mut self) -> Option<(Left, &[Cell])> {
        let next = self.left.pop_front()?;
        let from = self.start;
        self.start += next.length;
        Some((next, &self.cells[from..from + next.length]))
    }

    /// How many lines wait.
    pub(crate) fn waiting_lines(&self) -> usize {
        self.left.len()
    }

    pub(crate) fn clear(&mut self) {
        self.region = None;
        self.lines = 0;
        self.dropped = 0;
        self.left.clear();
        self.cells.clear();
        self.start = 0;
        if self.cells.capacity() > 32 * 1024 {
            self.cells.shrink_to(0);
        }
    }
}
