//! The terminal's cells, which the host draws.

use crate::answer::{check, record_bytes};
use crate::error::Result;
use crate::sys::{self, Cell, ColorKind, CursorShape, CursorVisibility, GridInfo};
use alloc::format;
use alloc::string::String;

/// The terminal's cells, which the host draws. Fonts, selection, copying and scrollback are the host's.
#[derive(Debug)]
pub struct Grid {
    info: GridInfo,
}

/// How a grid looks; what is left out is the session's parameter of that name.
#[derive(Clone, Debug, Default)]
pub struct GridOptions {
    lines: String,
}

impl GridOptions {
    /// Everything as the session's parameters tell.
    pub fn new() -> Self {
        Self::default()
    }

    /// Font.
    pub fn font_name(self, name: &str) -> Self {
        self.line("font-name", name)
    }

    /// Points.
    pub fn font_size(self, points: u32) -> Self {
        self.line("font-size", &format!("{points}"))
    }

    /// Colours, as the parameter `color-scheme` spells them.
    pub fn color_scheme(self, scheme: &str) -> Self {
        self.line("color-scheme", scheme)
    }

    /// Rows that are kept when they are scrolled away.
    pub fn scrollback(self, rows: u32) -> Self {
        self.line("scrollback", &format!("{rows}"))
    }

    fn line(mut self, name: &str, value: &str) -> Self {
        self.lines += &format!("{name}={value}\n");
        self
    }
}

/// A cell's colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Color {
    /// The scheme's own foreground or background.
    #[default]
    Default,
    /// One of 256.
    Palette(u8),
    /// Red, green, blue.
    Rgb(u8, u8, u8),
}

impl Color {
    /// As a [`Cell`] holds it.
    pub const fn raw(self) -> u32 {
        match self {
            Color::Default => 0,
            Color::Palette(index) => (ColorKind::Palette as u32) << 24 | index as u32,
            Color::Rgb(r, g, b) => {
                (ColorKind::Rgb as u32) << 24 | (r as u32) << 16 | (g as u32) << 8 | b as u32
            }
        }
    }
}

impl Cell {
    /// A character in the default colours.
    pub const fn new(character: char) -> Self {
        Self { code: character as u32, fg: 0, bg: 0, attr: 0 }
    }
}

impl Grid {
    /// Opens the grid on the screen as the session's parameters tell.
    pub fn open() -> Result<Self> {
        Self::open_with(&GridOptions::new())
    }

    /// Opens the grid on the screen.
    pub fn open_with(options: &GridOptions) -> Result<Self> {
        let lines = &options.lines;
        let mut out = [0; GridInfo::SIZE];
        check("grid_open", unsafe {
            sys::grid_open(lines.as_ptr(), lines.len(), out.as_mut_ptr(), out.len())
        })?;
        Ok(Self { info: GridInfo::read(&out).unwrap_or_default() })
    }

    /// Its measures when it was opened; an event tells every change.
    pub fn info(&self) -> GridInfo {
        self.info
    }

    /// Writes cells of one row.
    pub fn cells(&self, row: i32, column: i32, cells: &[Cell]) -> Result<()> {
        let bytes = record_bytes(cells);
        done("grid_cells", unsafe { sys::grid_cells(row, column, bytes.as_ptr(), bytes.len()) })
    }

    /// Fills a rectangle with one cell.
    pub fn fill(&self, row: i32, column: i32, rows: i32, columns: i32, cell: Cell) -> Result<()> {
        let cells = [cell];
        let bytes = record_bytes(&cells);
        done("grid_fill", unsafe {
            sys::grid_fill(row, column, rows, columns, bytes.as_ptr(), bytes.len())
        })
    }

    /// Code of a grapheme of several code points, for [`Cell::code`].
    pub fn grapheme(&self, text: &str) -> Result<u32> {
        check("grid_grapheme", unsafe { sys::grid_grapheme(text.as_ptr(), text.len()) })
            .map(|code| code as u32)
    }

    /// Moves the rows from `top` up to, not including, `bottom`; positive lines move up.
    pub fn scroll(&self, top: i32, bottom: i32, lines: i32) -> Result<()> {
        done("grid_scroll", unsafe { sys::grid_scroll(top, bottom, lines) })
    }

    /// Makes every cell blank.
    pub fn clear(&self) -> Result<()> {
        done("grid_clear", unsafe { sys::grid_clear() })
    }

    /// Places the text cursor.
    pub fn cursor(
        &self,
        row: i32,
        column: i32,
        shape: CursorShape,
        visibility: CursorVisibility,
    ) -> Result<()> {
        done("grid_cursor", unsafe {
            sys::grid_cursor(row, column, shape as i32, visibility as i32)
        })
    }

    /// Sets the modes, of `grid_mode`.
    pub fn mode(&self, flags: u32) -> Result<()> {
        done("grid_mode", unsafe { sys::grid_mode(flags as i32) })
    }

    /// Changes a colour: 0 to 255 palette, 256 foreground, 257 background, 258 cursor; none is the scheme's own.
    pub fn palette(&self, index: u32, rgb: Option<u32>) -> Result<()> {
        let color = rgb.map_or(-1, |rgb| (rgb & 0xff_ffff) as i32);
        done("grid_palette", unsafe { sys::grid_palette(index as i32, color) })
    }

    /// Forgets the rows that were scrolled away.
    pub fn clear_scrollback(&self) -> Result<()> {
        done("grid_scrollback_clear", unsafe { sys::grid_scrollback_clear() })
    }

    /// Sets the title of the session's window.
    pub fn title(&self, text: &str) -> Result<()> {
        done("grid_title", unsafe { sys::grid_title(text.as_ptr(), text.len()) })
    }

    /// Tells the undecoded output, for recordings and text clients.
    pub fn raw(&self, data: &[u8]) -> Result<()> {
        done("grid_raw", unsafe { sys::grid_raw(data.as_ptr(), data.len()) })
    }
}

fn done(call: &'static str, result: i32) -> Result<()> {
    check(call, result).map(drop)
}
