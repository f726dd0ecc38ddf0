//! The messages of a server that shows its desktop.

use tubeway::Rect;

use super::clipboard::{Clipboard, LONGEST};
use super::connection::Notice;
use super::encoding::{Body, Context, Next, cursor};
use super::handshake::text;
use super::input::{Input, Step, broken};
use super::lossy::{Look, Lossy};
use super::messages::{self, Encoding};
use super::pixel::PixelLayout;
use super::screen::Screen;

/// Longest message of the extended clipboard that is read, bytes.
const LONGEST_EXTENDED: usize = 1 << 20;

/// A fence that wants an answer, and the flags that an answer may have.
const FENCE_REQUEST: u32 = 1 << 31;
const FENCE_FLAGS: u32 = 7;

const LONGEST_FENCE: usize = 64;

#[derive(Debug)]
enum State {
    Message,
    Rectangle,
    Body(Body),
    CutText { left: usize, kept: Vec<u8> },
    Skip(usize),
}

/// A screen of the desktop, as the server numbers it.
#[derive(Clone, Copy, Debug)]
struct Monitor {
    id: u32,
    flags: u32,
}

/// The connection once there is a desktop.
pub(super) struct Running {
    width: u16,
    height: u16,
    context: Context,
    state: State,
    /// Rectangles of this update that are still to come.
    rectangles: u16,
    /// The server sends updates without being asked.
    continuous: bool,
    scancodes: bool,
    /// Set once the server says that its desktop can have other sizes.
    monitor: Option<Monitor>,
    wished: Option<(u16, u16)>,
    clipboard: Clipboard,
    encodings: Vec<i32>,
    /// The rectangle at hand.
    at: Rect,
    lossy: Lossy,
    /// The server was asked for nothing but what is exact.
    only_exact: bool,
}

impl Running {
    pub(super) fn new(
        width: u16,
        height: u16,
        layout: PixelLayout,
        encodings: Vec<i32>,
        wished: Option<(u16, u16)>,
    ) -> Self {
        let takes_jpeg = layout.takes_images();
        Self {
            width,
            height,
            context: Context::new(layout, takes_jpeg),
            state: State::Message,
            rectangles: 0,
            continuous: false,
            scancodes: false,
            monitor: None,
            wished,
            clipboard: Clipboard::default(),
            encodings,
            at: Rect::default(),
            lossy: Lossy::new(width, height),
            only_exact: false,
        }
    }

    pub(super) fn size(&self) -> (u16, u16) {
        (self.width, self.height)
    }

    pub(super) fn is_continuous(&self) -> bool {
        self.continuous
    }

    pub(super) fn takes_scancodes(&self) -> bool {
        self.scancodes
    }

    pub(super) fn clipboard(&mut self) -> &mut Clipboard {
        &mut self.clipboard
    }

    pub(super) fn wish_size(&mut self, width: u16, height: u16, out: &mut Vec<u8>) {
        self.wished = Some((width, height));
        if let Some(monitor) = self.monitor
            && (width, height) != self.size()
        {
            messages::desktop_size(width, height, monitor.id, monitor.flags, out);
        }
    }

    pub(super) fn is_lossy(&self) -> bool {
        self.lossy.is_watched()
    }

    /// Asks for what is not exact and rests once more, without loss.
    pub(super) fn repair(&mut self, out: &mut Vec<u8>) {
        let look = self.lossy.look();
        self.follow(look, out);
    }

    fn follow(&mut self, look: Look, out: &mut Vec<u8>) {
        let exact = match look {
            Look::Nothing => return,
            Look::Ask(_) => true,
            Look::Done => false,
        };
        if exact != self.only_exact {
            self.only_exact = exact;
            if exact {
                messages::set_encodings(&messages::exact(&self.encodings), out);
            } else {
                messages::set_encodings(&self.encodings, out);
            }
        }
        if let Look::Ask(Rect { x, y, width, height }) = look {
            messages::part_request(false, [x, y, width, height].map(|side| side as u16), out);
        }
    }

    pub(super) fn step(
        &mut self,
        input: &mut Input<'_>,
        screen: &mut dyn Screen,
        out: &mut Vec<u8>,
        notices: &mut Vec<Notice>,
    ) -> Step {
        match &mut self.state {
            State::Message => self.message(input, screen, out, notices),
            State::Rectangle if self.rectangles == 0 => {
                screen.frame()?;
                self.state = State::Message;
                let look = self.lossy.updated();
                self.follow(look, out);
                Ok(())
            }
            State::Rectangle => self.rectangle(input, screen, out, notices),
            State::Body(body) => {
                match body.step(input, &mut self.context, screen)? {
                    Next::Again => {}
                    Next::Done => {
                        if let Body::Copy(from, x, y) = body {
                            self.lossy.copied(*from, *x, *y);
                        } else if std::mem::take(&mut self.context.lossy) {
                            self.lossy.add(self.at);
                        } else {
                            self.lossy.exact(self.at);
                        }
                        self.state = State::Rectangle;
                    }
                    Next::Become(next) => self.state = State::Body(next),
                }
                Ok(())
            }
            State::CutText { left: 0, kept } => {
                notices.push(Notice::CutText(std::mem::take(kept)));
                self.state = State::Message;
                Ok(())
            }
            State::CutText { left, kept } => {
                let part = input.take_some(*left)?;
                *left -= part.len();
                let room = LONGEST - kept.len();
                kept.extend_from_slice(&part[..part.len().min(room)]);
                Ok(())
            }
            State::Skip(0) => {
                self.state = State::Message;
                Ok(())
            }
            State::Skip(left) => {
                *left -= input.take_some(*left)?.len();
                Ok(())
            }
        }
    }

    fn message(
        &mut self,
        input: &mut Input<'_>,
        screen: &mut dyn Screen,
        out: &mut Vec<u8>,
        notices: &mut Vec<Notice>,
    ) -> Step {
        match input.u8()? {
            0 => {
                input.u8()?;
                self.rectangles = input.u16()?;
                self.state = State::Rectangle;
                // Asked for now, the next one is made while this one is drawn.
                if !self.continuous {
                    messages::update_request(true, self.width, self.height, out);
                }
            }
            // Colours of a palette, which was not asked for.
            1 => {
                input.take(3)?;
                let count = input.u16()?;
                self.state = State::Skip(usize::from(count) * 6);
            }
            2 => notices.push(Notice::Bell),
            3 => self.cut_text(input, screen, out, notices)?,
            150 => {
                if !self.continuous {
                    self.continuous = true;
                    messages::continuous_updates(self.width, self.height, out);
                }
            }
            248 => {
                input.take(3)?;
                let flags = input.u32()?;
                let length = usize::from(input.u8()?);
                if length > LONGEST_FENCE {
                    return broken(format!("a fence of {length} bytes"));
                }
                let payload = input.take(length)?;
                if flags & FENCE_REQUEST != 0 {
                    messages::fence(flags & FENCE_FLAGS, payload, out);
                }
            }
            other => return broken(format!("a message of an unknown kind: {other}")),
        }
        Ok(())
    }

    fn cut_text(
        &mut self,
        input: &mut Input<'_>,
        screen: &mut dyn Screen,
        out: &mut Vec<u8>,
        notices: &mut Vec<Notice>,
    ) -> Step {
        input.take(3)?;
        let length = input.i32()?;
        let size = length.unsigned_abs() as usize;
        if length >= 0 {
            self.state = State::CutText { left: size, kept: Vec::new() };
        } else if size < 4 {
            return broken(format!("a clipboard of {size} bytes"));
        } else if size > LONGEST_EXTENDED {
            self.state = State::Skip(size);
        } else {
            let message = Input::new(input.take(size)?);
            self.clipboard.message(message, screen, out, notices)?;
        }
        Ok(())
    }

    fn rectangle(
        &mut self,
        input: &mut Input<'_>,
        screen: &mut dyn Screen,
        out: &mut Vec<u8>,
        notices: &mut Vec<Notice>,
    ) -> Step {
        let [x, y, width, height] = [input.u16()?, input.u16()?, input.u16()?, input.u16()?];
        let encoding = input.i32()?;
        let mut next = State::Rectangle;
        let mut rectangles = self.rectangles - 1;
        let at = Rect::new(x.into(), y.into(), width.into(), height.into());
        match encoding {
            _ if encoding == Encoding::LastRect as i32 => rectangles = 0,
            _ if encoding == Encoding::CursorWithAlpha as i32 => cursor::with_alpha(at, input, screen)?,
            _ if encoding == Encoding::Cursor as i32 => cursor::colored(at, input, &self.context, screen)?,
            _ if encoding == Encoding::XCursor as i32 => cursor::two_colored(at, input, screen)?,
            _ if encoding == Encoding::PointerPosition as i32 || encoding == Encoding::VmwarePointerPosition as i32 => {
                notices.push(Notice::Pointer(x, y));
            }
            _ if encoding == Encoding::DesktopSize as i32 => self.resized(width, height, screen, out)?,
            _ if encoding == Encoding::ExtendedDesktopSize as i32 => {
                let monitors = input.u8()?;
                input.take(3)?;
                let list = input.take(usize::from(monitors) * 16)?;
                // Asked for by this client, and refused.
                if x == 1 && y != 0 {
                    notices.push(Notice::SizeRefused(y));
                } else {
                    self.sizeable(list, width, height, screen, out)?;
                }
            }
            _ if encoding == Encoding::ExtendedKey as i32 => self.scancodes = true,
            _ if encoding == Encoding::LedState as i32 => notices.push(Notice::Leds(input.u8()?)),
            _ if encoding == Encoding::VmwareLedState as i32 => notices.push(Notice::Leds(input.u32()? as u8)),
            _ if encoding == Encoding::DesktopName as i32 => notices.push(Notice::Name(text(input)?)),
            _ => next = State::Body(self.body(encoding, at, input)?),
        }
        self.at = at;
        self.rectangles = rectangles;
        self.state = next;
        Ok(())
    }

    /// A rectangle of pixels.
    fn body(&self, encoding: i32, at: Rect, input: &mut Input<'_>) -> Step<Body> {
        let (width, height) = (i32::from(self.width), i32::from(self.height));
        if at.x + at.width > width || at.y + at.height > height {
            let Rect { x, y, width: w, height: h } = at;
            return broken(format!("a rectangle {w}x{h} at {x},{y} on a desktop of {width}x{height}"));
        }
        let at = if at.width == 0 || at.height == 0 { Rect::new(at.x, at.y, 0, 0) } else { at };
        if encoding == Encoding::CopyRect as i32 {
            let (x, y) = (input.u16()?.into(), input.u16()?.into());
            if x + at.width > width || y + at.height > height {
                return broken(format!("a copy from {x},{y}, which is outside of the desktop"));
            }
            return Ok(Body::Copy(Rect { x, y, ..at }, at.x, at.y));
        }
        match Body::new(encoding, at, &self.context) {
            Some(body) => Ok(body),
            None => broken(format!("a rectangle in an encoding that was not offered: {encoding}")),
        }
    }

    fn sizeable(&mut self, list: &[u8], width: u16, height: u16, screen: &mut dyn Screen, out: &mut Vec<u8>) -> Step {
        let first_time = self.monitor.is_none();
        self.monitor = Some(match list {
            [a, b, c, d, _, _, _, _, _, _, _, _, e, f, g, h, ..] => {
                Monitor { id: u32::from_be_bytes([*a, *b, *c, *d]), flags: u32::from_be_bytes([*e, *f, *g, *h]) }
            }
            _ => Monitor { id: 0, flags: 0 },
        });
        self.resized(width, height, screen, out)?;
        if let Some((width, height)) = self.wished.filter(|_| first_time) {
            self.wish_size(width, height, out);
        }
        Ok(())
    }

    /// The desktop has a size, perhaps another; what it shows there is to be sent anew then.
    fn resized(&mut self, width: u16, height: u16, screen: &mut dyn Screen, out: &mut Vec<u8>) -> Step {
        if width == 0 || height == 0 {
            return broken(format!("the desktop has no size: {width}x{height}"));
        }
        if (width, height) == self.size() {
            return Ok(());
        }
        screen.resize(width, height)?;
        (self.width, self.height) = (width, height);
        self.lossy = Lossy::new(width, height);
        if self.continuous {
            messages::continuous_updates(width, height, out);
        }
        messages::update_request(false, width, height, out);
        Ok(())
    }
}
