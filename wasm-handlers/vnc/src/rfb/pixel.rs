//! Which pixels the server is asked for, and what they mean.

use tubeway::PixelFormat;

const OPAQUE: u32 = 0xff00_0000;

/// How many colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// 8 bits of each colour, 4 bytes a pixel.
    #[default]
    True,
    /// 5, 6 and 5 bits, 2 bytes a pixel.
    High,
    /// 3, 3 and 2 bits, 1 byte a pixel.
    Low,
}

/// Which colour comes first on the wire where a pixel has 8 bits of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// As most framebuffers lie, which costs server and host least.
    #[default]
    BlueFirst,
    /// As ZRLE is cheapest, whose pixels of 3 bytes the host takes in this order alone.
    RedFirst,
}

/// The pixels of a connection.
#[derive(Clone, Debug)]
pub struct PixelLayout {
    depth: Depth,
    asked: Order,
    swapped: bool,
    palette: Vec<u32>,
}

impl PixelLayout {
    /// Pixels of this depth in this order; `swapped` takes red for blue and blue for red, for servers that err.
    pub fn new(depth: Depth, order: Order, swapped: bool) -> Self {
        // What is asked for and then read the other way round is as cheap as what was wished.
        let asked = match (order, swapped) {
            (Order::BlueFirst, true) => Order::RedFirst,
            (Order::RedFirst, true) => Order::BlueFirst,
            (order, false) => order,
        };
        let palette = if depth == Depth::Low { cube(swapped) } else { Vec::new() };
        Self { depth, asked, swapped, palette }
    }

    /// The message that asks for them.
    pub(super) fn message(&self) -> [u8; 20] {
        let (bits, depth, max, shift): (u8, u8, [u8; 3], [u8; 3]) = match (self.depth, self.asked) {
            (Depth::True, Order::BlueFirst) => (32, 24, [255; 3], [16, 8, 0]),
            (Depth::True, Order::RedFirst) => (32, 24, [255; 3], [0, 8, 16]),
            // The host reads one order only, so the other is the server's to make.
            (Depth::High, _) if self.swapped => (16, 16, [31, 63, 31], [0, 5, 11]),
            (Depth::High, _) => (16, 16, [31, 63, 31], [11, 5, 0]),
            (Depth::Low, _) => (8, 8, [7, 7, 3], [0, 3, 6]),
        };
        let mut message = [0; 20];
        message[4..].copy_from_slice(&[
            bits, depth, 0, 1, 0, max[0], 0, max[1], 0, max[2], shift[0], shift[1], shift[2], 0, 0, 0,
        ]);
        message
    }

    /// Bytes of a pixel.
    pub(super) fn bytes(&self) -> usize {
        match self.depth {
            Depth::True => 4,
            Depth::High => 2,
            Depth::Low => 1,
        }
    }

    /// Bytes of a pixel where those that mean nothing are left out: CPIXEL and TPIXEL.
    pub(super) fn compact_bytes(&self) -> usize {
        self.bytes().min(3)
    }

    fn blue_first(&self) -> bool {
        (self.asked == Order::BlueFirst) != self.swapped
    }

    /// How whole pixels lie.
    pub(super) fn format(&self) -> PixelFormat {
        match self.depth {
            Depth::True if self.blue_first() => PixelFormat::Bgrx,
            Depth::True => PixelFormat::Rgbx,
            Depth::High => PixelFormat::Rgb565,
            Depth::Low => PixelFormat::Pal8,
        }
    }

    /// How compact pixels lie, and whether their first and third bytes have to change places for that. Those of Tight
    /// have the order of their own.
    pub(super) fn compact_format(&self, tight: bool) -> (PixelFormat, bool) {
        match self.depth {
            Depth::True if tight => (PixelFormat::Rgb888, self.swapped),
            Depth::True => (PixelFormat::Rgb888, self.blue_first()),
            _ => (self.format(), false),
        }
    }

    /// The colours of [`PixelFormat::Pal8`] where that is the format; else none.
    pub(super) fn palette(&self) -> &[u32] {
        &self.palette
    }

    /// The colour of a whole pixel.
    pub(super) fn color(&self, pixel: &[u8]) -> u32 {
        match (self.depth, pixel) {
            (Depth::True, &[first, second, third, ..]) => of(first, second, third, self.blue_first()),
            (Depth::High, &[low, high]) => high_color(u16::from_le_bytes([low, high])),
            (Depth::Low, &[index]) => self.palette[index as usize],
            _ => OPAQUE,
        }
    }

    /// The colour of a compact pixel.
    pub(super) fn compact_color(&self, pixel: &[u8], tight: bool) -> u32 {
        match (self.depth, pixel) {
            (Depth::True, &[first, second, third]) => of(first, second, third, self.compact_format(tight).1),
            _ => self.color(pixel),
        }
    }

    /// Whether images in RGB, which JPEG is, have the right colours.
    pub fn takes_images(&self) -> bool {
        self.depth == Depth::True && !self.swapped
    }
}

fn of(first: u8, second: u8, third: u8, blue_first: bool) -> u32 {
    let (red, blue) = if blue_first { (third, first) } else { (first, third) };
    OPAQUE | u32::from(red) << 16 | u32::from(second) << 8 | u32::from(blue)
}

/// As the host widens it.
fn high_color(pixel: u16) -> u32 {
    let (red, green, blue) = (u32::from(pixel >> 11), u32::from(pixel >> 5 & 63), u32::from(pixel & 31));
    OPAQUE | (red << 3 | red >> 2) << 16 | (green << 2 | green >> 4) << 8 | blue << 3 | blue >> 2
}

/// The colours of pixels with 3 bits of red, 3 of green and 2 of blue, the lowest first.
fn cube(swapped: bool) -> Vec<u32> {
    (0..256u32)
        .map(|pixel| {
            let (red, green, blue) = (pixel & 7, pixel >> 3 & 7, pixel >> 6);
            let (red, green, blue) = ((red * 255 / 7) as u8, (green * 255 / 7) as u8, (blue * 255 / 3) as u8);
            of(red, green, blue, swapped)
        })
        .collect()
}
