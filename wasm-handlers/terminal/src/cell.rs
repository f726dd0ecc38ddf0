//! One character cell, as the host's grid takes it.

/// One cell of the screen. The layout is that of the grid service, so a run of cells goes to the host as it lies.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Unicode scalar value, 0 where nothing was written, or [`Cell::CLUSTER`] and up for a cluster of several.
    pub code: u32,
    /// Foreground colour, see [`colour`].
    pub fg: u32,
    /// Background colour, see [`colour`].
    pub bg: u32,
    /// Bits of [`attr`].
    pub attr: u32,
}

impl Cell {
    /// The first code that stands for a grapheme cluster instead of one scalar value.
    pub const CLUSTER: u32 = 0x11_0000;

    /// An erased cell on a background.
    #[must_use]
    pub const fn blank(bg: u32) -> Self {
        Self { code: 0, fg: 0, bg, attr: 0 }
    }

    /// Tells whether the cell is the second half of a wide character: it follows one and has code 0.
    #[must_use]
    pub const fn is_wide(self) -> bool {
        self.attr & attr::WIDE != 0
    }

    /// Tells whether the cell is what an erase leaves on the default background.
    #[must_use]
    pub fn is_default(self) -> bool {
        self == Self::default()
    }
}

/// Attribute bits of a cell.
pub mod attr {
    /// Bold.
    pub const BOLD: u32 = 1;
    /// Faint.
    pub const FAINT: u32 = 1 << 1;
    /// Italic.
    pub const ITALIC: u32 = 1 << 2;
    /// Where the three bits of the underline style begin.
    pub const UNDERLINE_SHIFT: u32 = 3;
    /// The underline style: 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed.
    pub const UNDERLINE: u32 = 7 << UNDERLINE_SHIFT;
    /// Blinking.
    pub const BLINK: u32 = 1 << 6;
    /// Foreground and background change places.
    pub const REVERSE: u32 = 1 << 7;
    /// Not shown.
    pub const HIDDEN: u32 = 1 << 8;
    /// Struck through.
    pub const STRIKE: u32 = 1 << 9;
    /// A line above.
    pub const OVERLINE: u32 = 1 << 10;
    /// First cell of a character of two columns.
    pub const WIDE: u32 = 1 << 11;
    /// On the last cell of a row: the line goes on in the next row.
    pub const WRAPPED: u32 = 1 << 12;
    /// What SGR sets, and the host draws.
    pub const RENDITION: u32 = 0x7ff;
    /// What the host knows.
    pub const HOST: u32 = 0x1fff;
    /// Protected by DECSCA from the selective erases. The kit's own.
    pub const DEC_PROTECTED: u32 = 1 << 30;
    /// Protected by SPA from the ordinary erases. The kit's own.
    pub const ISO_PROTECTED: u32 = 1 << 31;
}

/// Colours of a cell: the kind in the high byte.
pub mod colour {
    /// The default of the colour scheme.
    pub const DEFAULT: u32 = 0;
    const PALETTE: u32 = 1 << 24;
    const RGB: u32 = 2 << 24;

    /// A colour of the palette.
    #[must_use]
    pub const fn palette(index: u8) -> u32 {
        PALETTE | index as u32
    }

    /// A colour by its parts.
    #[must_use]
    pub const fn rgb(red: u8, green: u8, blue: u8) -> u32 {
        RGB | (red as u32) << 16 | (green as u32) << 8 | blue as u32
    }

    /// The index of a palette colour.
    #[must_use]
    pub const fn palette_index(colour: u32) -> Option<u8> {
        if colour >> 24 == 1 { Some(colour as u8) } else { None }
    }

    /// The parts of an RGB colour.
    #[must_use]
    pub const fn rgb_parts(colour: u32) -> Option<(u8, u8, u8)> {
        if colour >> 24 == 2 { Some(((colour >> 16) as u8, (colour >> 8) as u8, colour as u8)) } else { None }
    }
}
