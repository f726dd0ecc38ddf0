//! The protocol's drawing, on the host's screen.

use tubeway::kernels::{Deflate, Inflate};
use tubeway::sys::{DeflateFormat, Flush};
use tubeway::{
    Codec, ColoredRect, CursorKind, Picture, PixelFormat, Rect, Run, Status, Surface, frame, set_cursor,
    set_named_cursor,
};

use crate::rfb::{Fault, STREAMS, Screen};

/// Filled rectangles that are drawn by one call.
const BATCH: usize = 1024;

/// How much is decompressed at once, bytes.
const PART: usize = 16 * 1024;

/// Draws on the host's screen.
#[derive(Debug, Default)]
pub struct Painter {
    fills: Vec<ColoredRect>,
    palette: Vec<u32>,
    streams: [Option<Inflate>; STREAMS],
    has_cursor: bool,
}

impl Painter {
    /// Nothing is drawn yet. `own_cursor`: the server draws the pointer, so that a dot is enough here.
    pub fn new(own_cursor: bool) -> tubeway::Result<Self> {
        set_named_cursor(if own_cursor { CursorKind::Dot } else { CursorKind::Pointer })?;
        Ok(Self::default())
    }

    fn flush(&mut self) -> Result<(), Fault> {
        if !self.fills.is_empty() {
            Surface::SCREEN.fill_all(&self.fills)?;
            self.fills.clear();
        }
        Ok(())
    }
}

fn protocol(words: &str) -> Fault {
    Fault::Protocol(words.into())
}

impl Screen for Painter {
    fn resize(&mut self, width: u16, height: u16) -> Result<(), Fault> {
        self.flush()?;
        match Surface::SCREEN.resize(width.into(), height.into()) {
            Err(error) if matches!(error.status(), Status::Invalid | Status::Limit) => {
                Err(protocol(&format!("a desktop of {width}x{height} is larger than a session may have")))
            }
            done => Ok(done?),
        }
    }

    fn put(&mut self, at: Rect, format: PixelFormat, data: &[u8]) -> Result<(), Fault> {
        self.flush()?;
        Ok(Surface::SCREEN.put(at, Picture { format, stride: 0, data })?)
    }

    fn palette(&mut self, colors: &[u32]) -> Result<(), Fault> {
        if !self.palette.starts_with(colors) {
            Surface::SCREEN.palette(0, colors)?;
            self.palette.clear();
            self.palette.extend_from_slice(colors);
        }
        Ok(())
    }

    fn fill(&mut self, at: Rect, argb: u32) -> Result<(), Fault> {
        if self.fills.len() >= BATCH {
            self.flush()?;
        }
        let Rect { x, y, width, height } = at;
        let (x, y, width, height) = (x as i16, y as i16, width as u16, height as u16);
        self.fills.push(ColoredRect { x, y, width, height, color: argb });
        Ok(())
    }

    fn runs(&mut self, at: Rect, runs: &[Run]) -> Result<(), Fault> {
        self.flush()?;
        Ok(Surface::SCREEN.runs(at, PixelFormat::Bgrx, runs)?)
    }

    fn copy(&mut self, from: Rect, x: i32, y: i32) -> Result<(), Fault> {
        self.flush()?;
        Ok(Surface::SCREEN.copy(from, &Surface::SCREEN, x, y)?)
    }

    fn jpeg(&mut self, at: Rect, data: &[u8]) -> Result<(), Fault> {
        self.flush()?;
        match Surface::SCREEN.put_encoded(at, Codec::Jpeg, data) {
            Err(error) if error.status() == Status::Invalid => {
                Err(protocol("a JPEG image is damaged or has another size"))
            }
            done => Ok(done?),
        }
    }

    fn cursor(&mut self, picture: Option<(Rect, &[u8])>) -> Result<(), Fault> {
        match picture {
            Some((hot, pixels)) => set_cursor(hot, PixelFormat::Bgra, pixels)?,
            // A server without a pointer to show says so at first; a person still has one.
            None if self.has_cursor => set_named_cursor(CursorKind::None)?,
            None => {}
        }
        self.has_cursor = true;
        Ok(())
    }

    fn frame(&mut self) -> Result<(), Fault> {
        self.flush()?;
        Ok(frame()?)
    }

    fn inflate(&mut self, stream: usize, data: &[u8], out: &mut [u8]) -> Result<Option<usize>, Fault> {
        let place = &mut self.streams[stream];
        let inflate = match place {
            Some(inflate) => inflate,
            None => place.insert(Inflate::new(DeflateFormat::Zlib)?),
        };
        match inflate.inflate(data, out) {
            Ok(count) => Ok(Some(count)),
            Err(error) if error.is_closed() => Ok(None),
            Err(error) if error.status() == Status::PeerError => Err(protocol("compressed bytes are damaged")),
            Err(error) => Err(error.into()),
        }
    }

    fn reset(&mut self, stream: usize) {
        self.streams[stream] = None;
    }

    fn unpack(&mut self, data: &[u8], most: usize) -> Option<Vec<u8>> {
        let mut inflate = Inflate::new(DeflateFormat::Zlib).ok()?;
        let mut plain = Vec::new();
        let mut input = data;
        while plain.len() < most {
            let start = plain.len();
            plain.resize((start + PART).min(most), 0);
            let room = plain.len() - start;
            let count = match inflate.inflate(input, &mut plain[start..]) {
                Ok(count) => count,
                Err(error) if error.is_closed() => 0,
                Err(_) => return None,
            };
            plain.truncate(start + count);
            input = &[];
            if count < room {
                break;
            }
        }
        Some(plain)
    }

    fn pack(&mut self, data: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut deflate = Deflate::new(DeflateFormat::Zlib, None)?;
        let mut packed = Vec::new();
        let mut input = data;
        loop {
            let start = packed.len();
            packed.resize(start + PART, 0);
            let count = deflate.deflate(input, Flush::Finish, &mut packed[start..])?;
            packed.truncate(start + count);
            input = &[];
            if count < PART {
                return Ok(packed);
            }
        }
    }
}
