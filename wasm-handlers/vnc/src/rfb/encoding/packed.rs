//! Rectangles whose bytes are compressed by zlib.

use super::super::input::{Input, Step, Stop, broken};
use super::super::screen::Screen;
use super::{Context, Pieces, SCRATCH};

/// The compressed bytes of a rectangle.
#[derive(Debug)]
pub(in super::super) struct Packed {
    stream: usize,
    /// Compressed bytes that are still to come.
    left: usize,
    /// Decompressed bytes that lie in the scratch.
    filled: usize,
    whole: bool,
}

impl Packed {
    pub(super) fn new(stream: usize, length: usize) -> Self {
        Self { stream, left: length, filled: 0, whole: false }
    }

    /// Takes what came, and draws what that makes. Nothing is decompressed beyond what the rectangle needs.
    pub(super) fn step(
        &mut self,
        input: &mut Input<'_>,
        context: &mut Context,
        screen: &mut dyn Screen,
        pieces: &mut dyn Pieces,
    ) -> Step<bool> {
        let mut data = input.take_some(self.left)?;
        self.left -= data.len();
        let Context { layout, scratch, .. } = context;
        if scratch.is_empty() {
            *scratch = vec![0; SCRATCH];
        }
        loop {
            let room = &mut scratch[self.filled..];
            let count = screen.inflate(self.stream, data, room)?.unwrap_or(0);
            let was_filled = count == room.len();
            self.filled += count;
            let mut plain = Input::new(&scratch[..self.filled]);
            self.draw(&mut plain, layout, screen, pieces)?;
            let taken = plain.taken();
            if self.whole && taken < self.filled {
                return broken("a compressed rectangle holds more than its pixels");
            }
            scratch.copy_within(taken..self.filled, 0);
            self.filled -= taken;
            data = &[];
            if !was_filled {
                break;
            }
        }
        match (self.left, self.whole) {
            (0, true) => Ok(true),
            (0, false) => broken("a compressed rectangle holds less than its pixels"),
            _ => Ok(false),
        }
    }

    fn draw(
        &mut self,
        plain: &mut Input<'_>,
        layout: &super::PixelLayout,
        screen: &mut dyn Screen,
        pieces: &mut dyn Pieces,
    ) -> Step {
        while !self.whole {
            let before = *plain;
            match pieces.piece(plain, layout, screen) {
                Ok(is_last) => self.whole = is_last,
                Err(Stop::More(_)) => {
                    *plain = before;
                    break;
                }
                Err(stop) => return Err(stop),
            }
        }
        Ok(())
    }
}
