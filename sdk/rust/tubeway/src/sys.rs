//! The module ABI as the host offers it: statuses, enums, records and functions.
//!
//! Generated from `abi/tubeway-abi.json`; see `abi/README.md`.

#![allow(clippy::let_and_return, clippy::too_many_arguments)]

/// Major version of this ABI.
pub const MAJOR: u32 = 1;
/// Minor version of this ABI.
pub const MINOR: u32 = 3;

/// What a function answers below zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Status {
    /// Nothing yet, or the time has passed.
    Again = -1,
    /// The other end closed; reads have drained.
    Closed = -2,
    /// The session ends from outside; return from the entry function.
    Cancelled = -3,
    /// The capability was not granted, or policy forbids it.
    Denied = -4,
    /// This host does not offer it.
    Unsupported = -5,
    /// An argument or a handle is wrong.
    Invalid = -6,
    /// There is no such thing.
    NotFound = -7,
    /// A limit of the session is reached.
    Limit = -8,
    /// The other end refused.
    Refused = -9,
    /// There is no way to the other end.
    Unreachable = -10,
    /// Credentials, certificate or authentication did not hold.
    AuthFailed = -11,
    /// The peer broke its protocol, or its data are damaged.
    PeerError = -12,
    /// The host failed.
    HostError = -13,
}

impl Status {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            -1 => Some(Self::Again),
            -2 => Some(Self::Closed),
            -3 => Some(Self::Cancelled),
            -4 => Some(Self::Denied),
            -5 => Some(Self::Unsupported),
            -6 => Some(Self::Invalid),
            -7 => Some(Self::NotFound),
            -8 => Some(Self::Limit),
            -9 => Some(Self::Refused),
            -10 => Some(Self::Unreachable),
            -11 => Some(Self::AuthFailed),
            -12 => Some(Self::PeerError),
            -13 => Some(Self::HostError),
            _ => None,
        }
    }
}

/// Clocks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum ClockKind {
    /// Nanoseconds since some moment; never goes back.
    Monotonic = 0,
    /// Nanoseconds since 1970-01-01T00:00:00Z.
    Wall = 1,
}

impl ClockKind {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            0 => Some(Self::Monotonic),
            1 => Some(Self::Wall),
            _ => None,
        }
    }
}

/// How grave a log message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum LogLevel {
    /// The session cannot go on.
    Error = 1,
    /// Something is wrong, and the session goes on.
    Warning = 2,
    /// A fact worth keeping.
    Info = 3,
    /// For the module's author.
    Debug = 4,
    /// For the module's author, in quantity.
    Trace = 5,
}

impl LogLevel {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Error),
            2 => Some(Self::Warning),
            3 => Some(Self::Info),
            4 => Some(Self::Debug),
            5 => Some(Self::Trace),
            _ => None,
        }
    }
}

/// What a poll waits for and what it finds.
pub mod interest {
    /// A read does not wait; for the client: an event is there.
    pub const READ: u32 = 1;
    /// A write does not wait.
    pub const WRITE: u32 = 2;
    /// The other end has closed; told whether asked for or not.
    pub const CLOSED: u32 = 4;
}

/// How a connection is made.
pub mod connect_flags {
    /// The operating system probes an idle connection.
    pub const KEEP_ALIVE: u32 = 1;
    /// The session's target connects by itself: the host listens at the target's port, where policy
    /// lets it, until that one connection is there; since 1.3.
    pub const AWAIT: u32 = 2;
}

/// Facts about a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum StreamInfo {
    /// `address:port`, utf8.
    PeerAddress = 1,
    /// `address:port`, utf8.
    LocalAddress = 2,
    /// The peer's certificate, DER.
    Certificate = 3,
    /// The peer's SubjectPublicKeyInfo, DER.
    PublicKey = 4,
    /// Such as `TLSv1.3`, utf8.
    TlsVersion = 5,
    /// The protocol agreed on, utf8.
    Alpn = 6,
    /// Media type of a client's stream, utf8.
    Type = 7,
    /// Name of a client's stream, utf8.
    Name = 8,
    /// Exit status of what ran on an SSH stream, a number in utf8.
    ExitStatus = 9,
    /// Signal that ended what ran on an SSH stream, without SIG, utf8.
    ExitSignal = 10,
}

impl StreamInfo {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::PeerAddress),
            2 => Some(Self::LocalAddress),
            3 => Some(Self::Certificate),
            4 => Some(Self::PublicKey),
            5 => Some(Self::TlsVersion),
            6 => Some(Self::Alpn),
            7 => Some(Self::Type),
            8 => Some(Self::Name),
            9 => Some(Self::ExitStatus),
            10 => Some(Self::ExitSignal),
            _ => None,
        }
    }
}

/// Events of the client.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum EventKind {
    /// KeyEvent.
    Key = 1,
    /// MouseEvent.
    Mouse = 2,
    /// TouchEvent.
    Touch = 3,
    /// SizeEvent; one is always the first event.
    Size = 4,
    /// StreamEvent: the client opens a stream.
    Stream = 5,
    /// ParamEvent: a parameter got a value.
    Param = 6,
    /// UserEvent: somebody joined.
    Joined = 7,
    /// UserEvent: somebody left.
    Left = 8,
    /// LagEvent: how far the clients are behind.
    Lag = 9,
    /// EndEvent: the session ends from outside; the last event, still given when calls answer
    /// CANCELLED.
    End = 10,
}

impl EventKind {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Key),
            2 => Some(Self::Mouse),
            3 => Some(Self::Touch),
            4 => Some(Self::Size),
            5 => Some(Self::Stream),
            6 => Some(Self::Param),
            7 => Some(Self::Joined),
            8 => Some(Self::Left),
            9 => Some(Self::Lag),
            10 => Some(Self::End),
            _ => None,
        }
    }
}

/// Flags of an event.
pub mod event_flags {
    /// PARAM: the value is left out and read by `secret`.
    pub const SECRET: u32 = 1;
}

/// What a stream between client and module is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum StreamPurpose {
    /// Text or image of the clipboard.
    Clipboard = 1,
    /// A file.
    File = 2,
    /// A named pipe.
    Pipe = 3,
    /// Sound.
    Audio = 4,
    /// The value of a parameter, to the client; from the client it comes as PARAM event.
    Argv = 5,
}

impl StreamPurpose {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Clipboard),
            2 => Some(Self::File),
            3 => Some(Self::Pipe),
            4 => Some(Self::Audio),
            5 => Some(Self::Argv),
            _ => None,
        }
    }
}

/// What a user may do.
pub mod rights {
    /// Opened the session.
    pub const OWNER: u32 = 1;
    /// May send input; without it read-only.
    pub const INPUT: u32 = 2;
}

/// Buttons of a mouse event.
pub mod mouse_button {
    /// Left.
    pub const LEFT: u32 = 1;
    /// Middle.
    pub const MIDDLE: u32 = 2;
    /// Right.
    pub const RIGHT: u32 = 4;
    /// One notch up.
    pub const SCROLL_UP: u32 = 8;
    /// One notch down.
    pub const SCROLL_DOWN: u32 = 16;
}

/// How pixels lie in memory, byte by byte unless told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum PixelFormat {
    /// 4 bytes: blue, green, red, ignored.
    Bgrx = 1,
    /// 4 bytes: red, green, blue, ignored.
    Rgbx = 2,
    /// 4 bytes: blue, green, red, alpha (not premultiplied).
    Bgra = 3,
    /// 3 bytes: red, green, blue.
    Rgb888 = 4,
    /// U16: 5 bits red, 6 green, 5 blue.
    Rgb565 = 5,
    /// U16: 1 bit ignored, 5 red, 5 green, 5 blue.
    Rgb555 = 6,
    /// 1 byte.
    Gray8 = 7,
    /// 1 bit of palette index, the first pixel in the highest bit.
    Pal1 = 8,
    /// 2 bits of palette index, the first pixel in the highest bits.
    Pal2 = 9,
    /// 4 bits of palette index, the first pixel in the highest bits.
    Pal4 = 10,
    /// 1 byte of palette index.
    Pal8 = 11,
}

impl PixelFormat {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Bgrx),
            2 => Some(Self::Rgbx),
            3 => Some(Self::Bgra),
            4 => Some(Self::Rgb888),
            5 => Some(Self::Rgb565),
            6 => Some(Self::Rgb555),
            7 => Some(Self::Gray8),
            8 => Some(Self::Pal1),
            9 => Some(Self::Pal2),
            10 => Some(Self::Pal4),
            11 => Some(Self::Pal8),
            _ => None,
        }
    }
}

/// Coded images and units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Codec {
    /// One JFIF image.
    Jpeg = 1,
    /// One PNG image.
    Png = 2,
    /// One WebP image.
    Webp = 3,
    /// One access unit, Annex B.
    H264 = 4,
}

impl Codec {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Jpeg),
            2 => Some(Self::Png),
            3 => Some(Self::Webp),
            4 => Some(Self::H264),
            _ => None,
        }
    }
}

/// Mouse pointers that the host has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum CursorKind {
    /// None is shown.
    None = 0,
    /// An arrow.
    Pointer = 1,
    /// An I-beam.
    Text = 2,
    /// A small dot.
    Dot = 3,
}

impl CursorKind {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            0 => Some(Self::None),
            1 => Some(Self::Pointer),
            2 => Some(Self::Text),
            3 => Some(Self::Dot),
            _ => None,
        }
    }
}

/// Looks of the text cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum CursorShape {
    /// Fills the cell.
    Block = 0,
    /// At the cell's foot.
    Underline = 1,
    /// At the cell's left edge.
    Bar = 2,
}

impl CursorShape {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            0 => Some(Self::Block),
            1 => Some(Self::Underline),
            2 => Some(Self::Bar),
            _ => None,
        }
    }
}

/// Whether the text cursor shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum CursorVisibility {
    /// Not shown.
    Hidden = 0,
    /// Shown.
    Steady = 1,
    /// Shown and blinking.
    Blinking = 2,
}

impl CursorVisibility {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            0 => Some(Self::Hidden),
            1 => Some(Self::Steady),
            2 => Some(Self::Blinking),
            _ => None,
        }
    }
}

/// Modes of the grid.
pub mod grid_mode {
    /// The module wants mouse events: the host leaves the mouse to it, and Shift selects.
    pub const MOUSE: u32 = 1;
    /// Alternate screen: nothing goes to the scrollback.
    pub const ALTERNATE: u32 = 2;
    /// Reverse video of the whole screen.
    pub const REVERSE: u32 = 4;
}

/// Attributes of a cell.
pub mod cell_attr {
    /// Bold weight.
    pub const BOLD: u32 = 1;
    /// Half intensity.
    pub const FAINT: u32 = 2;
    /// Italic.
    pub const ITALIC: u32 = 4;
    /// Underline style 1 in bits 3 to 5.
    pub const UNDERLINE_SINGLE: u32 = 8;
    /// Underline style 2.
    pub const UNDERLINE_DOUBLE: u32 = 16;
    /// Underline style 3.
    pub const UNDERLINE_CURLY: u32 = 24;
    /// Underline style 4.
    pub const UNDERLINE_DOTTED: u32 = 32;
    /// Underline style 5.
    pub const UNDERLINE_DASHED: u32 = 40;
    /// Bits 3 to 5.
    pub const UNDERLINE_MASK: u32 = 56;
    /// Blinking.
    pub const BLINK: u32 = 64;
    /// Colours exchanged.
    pub const REVERSE: u32 = 128;
    /// Not shown.
    pub const HIDDEN: u32 = 256;
    /// Struck through.
    pub const STRIKE: u32 = 512;
    /// Line above.
    pub const OVERLINE: u32 = 1024;
    /// First cell of a character of two columns; the following cell has code 0.
    pub const WIDE: u32 = 2048;
    /// Last cell of a row that goes on in the next one.
    pub const WRAPPED: u32 = 4096;
}

/// The high byte of a cell's colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum ColorKind {
    /// The scheme's own foreground or background.
    Default = 0,
    /// Index in the low byte.
    Palette = 1,
    /// 0xRRGGBB in the low 24 bits.
    Rgb = 2,
}

impl ColorKind {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            0 => Some(Self::Default),
            1 => Some(Self::Palette),
            2 => Some(Self::Rgb),
            _ => None,
        }
    }
}

/// Envelopes of deflate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum DeflateFormat {
    /// RFC 1950.
    Zlib = 1,
    /// RFC 1951.
    Raw = 2,
    /// RFC 1952.
    Gzip = 3,
}

impl DeflateFormat {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Zlib),
            2 => Some(Self::Raw),
            3 => Some(Self::Gzip),
            _ => None,
        }
    }
}

/// What a compressor pushes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Flush {
    /// What it wants.
    None = 0,
    /// Everything given so far.
    Sync = 1,
    /// Everything, and the stream's end.
    Finish = 2,
}

impl Flush {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            0 => Some(Self::None),
            1 => Some(Self::Sync),
            2 => Some(Self::Finish),
            _ => None,
        }
    }
}

/// Digests.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Digest {
    /// 16 bytes.
    Md5 = 1,
    /// 20 bytes.
    Sha1 = 2,
    /// 32 bytes.
    Sha256 = 3,
    /// 48 bytes.
    Sha384 = 4,
    /// 64 bytes.
    Sha512 = 5,
}

impl Digest {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Md5),
            2 => Some(Self::Sha1),
            3 => Some(Self::Sha256),
            4 => Some(Self::Sha384),
            5 => Some(Self::Sha512),
            _ => None,
        }
    }
}

/// Ciphers without padding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Cipher {
    /// Key of 16, 24 or 32 bytes.
    AesEcb = 1,
    /// Key of 16, 24 or 32 bytes, iv of 16.
    AesCbc = 2,
    /// Key of 16, 24 or 32 bytes, iv of 16.
    AesCtr = 3,
    /// Key of 8 bytes, old: for protocols that want it.
    DesEcb = 4,
    /// Key of 24 bytes, iv of 8, old: for protocols that want it.
    Des3Cbc = 5,
    /// Key of 5 to 32 bytes, old: for protocols that want it.
    Rc4 = 6,
}

impl Cipher {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::AesEcb),
            2 => Some(Self::AesCbc),
            3 => Some(Self::AesCtr),
            4 => Some(Self::DesEcb),
            5 => Some(Self::Des3Cbc),
            6 => Some(Self::Rc4),
            _ => None,
        }
    }
}

/// Ciphers with authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Aead {
    /// Key of 16, 24 or 32 bytes.
    AesGcm = 1,
    /// Key of 32 bytes.
    Chacha20Poly1305 = 2,
}

impl Aead {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::AesGcm),
            2 => Some(Self::Chacha20Poly1305),
            _ => None,
        }
    }
}

/// Which way a cipher works.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum Direction {
    /// Plain to cipher.
    Encrypt = 1,
    /// Cipher to plain.
    Decrypt = 2,
}

impl Direction {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            1 => Some(Self::Encrypt),
            2 => Some(Self::Decrypt),
            _ => None,
        }
    }
}

/// Why a session ended; the numbers of the tube protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(i32)]
#[non_exhaustive]
pub enum CloseReason {
    /// Nothing went wrong.
    Normal = 0,
    /// A fault without a better name.
    Error = 1,
    /// The target did not answer in time.
    Timeout = 2,
    /// The target refused.
    ServerRefuse = 4,
    /// The client's fault.
    Client = 5,
    /// Unknown.
    Unknown = 6,
    /// The client broke its protocol.
    InvalidInstruction = 7,
    /// The remote desktop service refused.
    GuacdRefuse = 8,
    /// The connection was lost.
    ConnectionLost = 9,
    /// The connection could not be made.
    ConnectionFailed = 10,
    /// The tube was closed.
    TunnelClosed = 11,
    /// An operator closed it.
    AdminClosed = 12,
    /// The recording failed.
    ErrorRecording = 13,
    /// The remote desktop service failed.
    GuacdError = 14,
    /// A filter closed it.
    AiClosed = 15,
    /// The name does not resolve.
    AddressResolutionFailed = 16,
    /// Something could not be deciphered.
    DecryptionFailed = 17,
    /// The settings cannot work.
    ConfigurationError = 18,
    /// The target broke its protocol.
    ProtocolError = 19,
    /// The target closed.
    UpstreamClosed = 20,
    /// A proxy failed.
    ProxyError = 21,
    /// The module failed.
    HandlerError = 22,
    /// A threat was found.
    SecurityThreat = 23,
}

impl CloseReason {
    /// The value of a number; none for one that this version does not know.
    pub const fn from_raw(raw: i32) -> Option<Self> {
        match raw {
            0 => Some(Self::Normal),
            1 => Some(Self::Error),
            2 => Some(Self::Timeout),
            4 => Some(Self::ServerRefuse),
            5 => Some(Self::Client),
            6 => Some(Self::Unknown),
            7 => Some(Self::InvalidInstruction),
            8 => Some(Self::GuacdRefuse),
            9 => Some(Self::ConnectionLost),
            10 => Some(Self::ConnectionFailed),
            11 => Some(Self::TunnelClosed),
            12 => Some(Self::AdminClosed),
            13 => Some(Self::ErrorRecording),
            14 => Some(Self::GuacdError),
            15 => Some(Self::AiClosed),
            16 => Some(Self::AddressResolutionFailed),
            17 => Some(Self::DecryptionFailed),
            18 => Some(Self::ConfigurationError),
            19 => Some(Self::ProtocolError),
            20 => Some(Self::UpstreamClosed),
            21 => Some(Self::ProxyError),
            22 => Some(Self::HandlerError),
            23 => Some(Self::SecurityThreat),
            _ => None,
        }
    }
}

/// A moment or a span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Time {
    /// See ClockKind.
    pub nanoseconds: u64,
}

impl Time {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 8;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            nanoseconds: u64::from_le_bytes(bytes.get(0..8)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..8].copy_from_slice(&self.nanoseconds.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<Time>() == Time::SIZE);

/// One handle of `wait`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Poll {
    /// 1 is the client.
    pub handle: i32,
    /// What to wait for.
    pub want: i32,
    /// What was found; set by the host.
    pub ready: i32,
}

impl Poll {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 12;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            handle: i32::from_le_bytes(bytes.get(0..4)?.try_into().ok()?),
            want: i32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?),
            ready: i32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..4].copy_from_slice(&self.handle.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.want.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.ready.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<Poll>() == Poll::SIZE);

/// The head of every event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Event {
    /// Which event, and so which fields follow.
    pub kind: u16,
    /// Facts about the event.
    pub flags: u16,
    /// Bytes of the whole record, head and tail included.
    pub length: u32,
    /// Microseconds on the monotonic clock when the host took the event.
    pub time_us: u64,
}

impl Event {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 16;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            kind: u16::from_le_bytes(bytes.get(0..2)?.try_into().ok()?),
            flags: u16::from_le_bytes(bytes.get(2..4)?.try_into().ok()?),
            length: u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?),
            time_us: u64::from_le_bytes(bytes.get(8..16)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..2].copy_from_slice(&self.kind.to_le_bytes());
        bytes[2..4].copy_from_slice(&self.flags.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.length.to_le_bytes());
        bytes[8..16].copy_from_slice(&self.time_us.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<Event>() == Event::SIZE);

/// A key went down or up. What a client holds down when it leaves goes up before its LEFT event.
/// Follows [`Event`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct KeyEvent {
    /// X11 keysym.
    pub keysym: u32,
    /// 1 down, 0 up.
    pub down: u32,
}

impl KeyEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 24;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            keysym: u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            down: u32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.keysym.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.down.to_le_bytes());
    }
}

/// The mouse moved or a button changed. Follows [`Event`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct MouseEvent {
    /// Pixels on the screen.
    pub x: i32,
    /// Pixels on the screen.
    pub y: i32,
    /// Buttons that are down.
    pub buttons: u32,
    /// Cell of the grid; -1 outside it or without one.
    pub column: i32,
    /// Cell of the grid; -1 outside it or without one.
    pub row: i32,
}

impl MouseEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 36;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            x: i32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            y: i32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
            buttons: u32::from_le_bytes(bytes.get(24..28)?.try_into().ok()?),
            column: i32::from_le_bytes(bytes.get(28..32)?.try_into().ok()?),
            row: i32::from_le_bytes(bytes.get(32..36)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.x.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.y.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.buttons.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.column.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.row.to_le_bytes());
    }
}

/// A finger touched, moved or left. Follows [`Event`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct TouchEvent {
    /// Which finger.
    pub id: u32,
    /// Pixels on the screen.
    pub x: i32,
    /// Pixels on the screen.
    pub y: i32,
    /// Pixels.
    pub radius_x: u32,
    /// Pixels.
    pub radius_y: u32,
    /// Clockwise, thousandths of a degree.
    pub angle: u32,
    /// Thousandths; 0: the finger has left.
    pub force: u32,
}

impl TouchEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 44;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            id: u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            x: i32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
            y: i32::from_le_bytes(bytes.get(24..28)?.try_into().ok()?),
            radius_x: u32::from_le_bytes(bytes.get(28..32)?.try_into().ok()?),
            radius_y: u32::from_le_bytes(bytes.get(32..36)?.try_into().ok()?),
            angle: u32::from_le_bytes(bytes.get(36..40)?.try_into().ok()?),
            force: u32::from_le_bytes(bytes.get(40..44)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.id.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.x.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.y.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.radius_x.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.radius_y.to_le_bytes());
        bytes[36..40].copy_from_slice(&self.angle.to_le_bytes());
        bytes[40..44].copy_from_slice(&self.force.to_le_bytes());
    }
}

/// The client has, or wants, another size. Follows [`Event`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct SizeEvent {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
    /// Pixels per inch.
    pub dpi: u32,
    /// Cells of the grid; 0 without one.
    pub columns: u32,
    /// Cells of the grid; 0 without one.
    pub rows: u32,
}

impl SizeEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 36;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            width: u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            height: u32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
            dpi: u32::from_le_bytes(bytes.get(24..28)?.try_into().ok()?),
            columns: u32::from_le_bytes(bytes.get(28..32)?.try_into().ok()?),
            rows: u32::from_le_bytes(bytes.get(32..36)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.width.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.height.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.dpi.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.columns.to_le_bytes());
        bytes[32..36].copy_from_slice(&self.rows.to_le_bytes());
    }
}

/// The client opens a stream. Follows [`Event`]. After it come type, name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct StreamEvent {
    /// Read it, then close it, or refuse it.
    pub handle: i32,
    /// What for.
    pub purpose: u32,
    /// Bytes of the media type.
    pub type_length: u32,
    /// Bytes of the name.
    pub name_length: u32,
}

impl StreamEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 32;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            handle: i32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            purpose: u32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
            type_length: u32::from_le_bytes(bytes.get(24..28)?.try_into().ok()?),
            name_length: u32::from_le_bytes(bytes.get(28..32)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.handle.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.purpose.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.type_length.to_le_bytes());
        bytes[28..32].copy_from_slice(&self.name_length.to_le_bytes());
    }
}

/// A parameter got a value. Follows [`Event`]. After it come name, value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ParamEvent {
    /// Bytes of the name.
    pub name_length: u32,
    /// Bytes of the value; 0 for secrets.
    pub value_length: u32,
}

impl ParamEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 24;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            name_length: u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            value_length: u32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.name_length.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.value_length.to_le_bytes());
    }
}

/// Somebody joined or left. Follows [`Event`]. After it come name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct UserEvent {
    /// Number of the user in this session.
    pub user: u32,
    /// What the user may do.
    pub rights: u32,
    /// Bytes of the name.
    pub name_length: u32,
}

impl UserEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 28;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            user: u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            rights: u32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
            name_length: u32::from_le_bytes(bytes.get(24..28)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.user.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.rights.to_le_bytes());
        bytes[24..28].copy_from_slice(&self.name_length.to_le_bytes());
    }
}

/// How far the slowest client is behind: told about once a second while what it shows is older than
/// half a second, and once more, with zeros, when it has caught up. Nothing has to follow from it,
/// as the host leaves out what a client does not keep up with; a module may ask its target for
/// less. Follows [`Event`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct LagEvent {
    /// Frames not yet shown.
    pub frames: u32,
    /// Age of what it shows.
    pub milliseconds: u32,
}

impl LagEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 24;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            frames: u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            milliseconds: u32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.frames.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.milliseconds.to_le_bytes());
    }
}

/// The session ends from outside. Follows [`Event`]. After it come text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct EndEvent {
    /// Why.
    pub reason: u32,
    /// Bytes of the text.
    pub text_length: u32,
}

impl EndEvent {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 24;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            reason: u32::from_le_bytes(bytes.get(16..20)?.try_into().ok()?),
            text_length: u32::from_le_bytes(bytes.get(20..24)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[16..20].copy_from_slice(&self.reason.to_le_bytes());
        bytes[20..24].copy_from_slice(&self.text_length.to_le_bytes());
    }
}

/// A colour.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Color {
    /// 0xAARRGGBB.
    pub argb: u32,
}

impl Color {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 4;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            argb: u32::from_le_bytes(bytes.get(0..4)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..4].copy_from_slice(&self.argb.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<Color>() == Color::SIZE);

/// A rectangle to fill.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ColoredRect {
    /// Left edge.
    pub x: i16,
    /// Top edge.
    pub y: i16,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// 0xAARRGGBB.
    pub color: u32,
}

impl ColoredRect {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 12;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            x: i16::from_le_bytes(bytes.get(0..2)?.try_into().ok()?),
            y: i16::from_le_bytes(bytes.get(2..4)?.try_into().ok()?),
            width: u16::from_le_bytes(bytes.get(4..6)?.try_into().ok()?),
            height: u16::from_le_bytes(bytes.get(6..8)?.try_into().ok()?),
            color: u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..2].copy_from_slice(&self.x.to_le_bytes());
        bytes[2..4].copy_from_slice(&self.y.to_le_bytes());
        bytes[4..6].copy_from_slice(&self.width.to_le_bytes());
        bytes[6..8].copy_from_slice(&self.height.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.color.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<ColoredRect>() == ColoredRect::SIZE);

/// Equal pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Run {
    /// The pixel's bytes as the format has them, little-endian.
    pub pixel: u32,
    /// How many.
    pub length: u32,
}

impl Run {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 8;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            pixel: u32::from_le_bytes(bytes.get(0..4)?.try_into().ok()?),
            length: u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..4].copy_from_slice(&self.pixel.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.length.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<Run>() == Run::SIZE);

/// Measures of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct GridInfo {
    /// Cells.
    pub columns: u32,
    /// Cells.
    pub rows: u32,
    /// Pixels.
    pub cell_width: u32,
    /// Pixels.
    pub cell_height: u32,
}

impl GridInfo {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 16;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            columns: u32::from_le_bytes(bytes.get(0..4)?.try_into().ok()?),
            rows: u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?),
            cell_width: u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?),
            cell_height: u32::from_le_bytes(bytes.get(12..16)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..4].copy_from_slice(&self.columns.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.rows.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.cell_width.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.cell_height.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<GridInfo>() == GridInfo::SIZE);

/// One cell of the grid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct Cell {
    /// Code point; from 0x110000 on a grapheme of `grid_grapheme`; 0 is blank, and the second half
    /// of a wide character.
    pub code: u32,
    /// Kind in the high byte.
    pub fg: u32,
    /// Kind in the high byte.
    pub bg: u32,
    /// Attributes.
    pub attr: u32,
}

impl Cell {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 16;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            code: u32::from_le_bytes(bytes.get(0..4)?.try_into().ok()?),
            fg: u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?),
            bg: u32::from_le_bytes(bytes.get(8..12)?.try_into().ok()?),
            attr: u32::from_le_bytes(bytes.get(12..16)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..4].copy_from_slice(&self.code.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.fg.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.bg.to_le_bytes());
        bytes[12..16].copy_from_slice(&self.attr.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<Cell>() == Cell::SIZE);

/// Size of a decoded image.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(C)]
pub struct ImageHeader {
    /// Pixels.
    pub width: u32,
    /// Pixels.
    pub height: u32,
}

impl ImageHeader {
    /// Bytes of the record, its head included.
    pub const SIZE: usize = 8;

    /// Reads the record; none when the bytes are too few.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        Some(Self {
            width: u32::from_le_bytes(bytes.get(0..4)?.try_into().ok()?),
            height: u32::from_le_bytes(bytes.get(4..8)?.try_into().ok()?),
        })
    }

    /// Writes the record's fields; the bytes must be at least `SIZE`.
    pub fn write(&self, bytes: &mut [u8]) {
        bytes[0..4].copy_from_slice(&self.width.to_le_bytes());
        bytes[4..8].copy_from_slice(&self.height.to_le_bytes());
    }
}

const _: () = assert!(core::mem::size_of::<ImageHeader>() == ImageHeader::SIZE);

#[cfg(target_arch = "wasm32")]
#[link(wasm_import_module = "tubeway")]
unsafe extern "C" {
    /// Tells whether something is offered here and granted to this module.
    pub fn feature(name: *const u8, name_len: usize) -> i32;
    /// Reads a parameter of the session. Answers the full length; writes only if it fits. A
    /// parameter that the manifest marks secret is DENIED: it is read by `secret`. NOT_FOUND: the
    /// manifest does not name it, or it has neither value nor default.
    pub fn param(name: *const u8, name_len: usize, out: *mut u8, out_len: usize) -> i32;
    /// Asks the client's person for parameters; the values come as PARAM events. NOT_FOUND: the
    /// manifest does not name one of them. UNSUPPORTED: no client of the session can be asked.
    pub fn param_require(names: *const u8, names_len: usize) -> i32;
    /// Reads a secret parameter of the session; each reading is audited. Answers the full length;
    /// writes only if it fits.
    pub fn secret(name: *const u8, name_len: usize, out: *mut u8, out_len: usize) -> i32;
    /// Reads a clock.
    pub fn clock(kind: i32, out: *mut u8, out_len: usize) -> i32;
    /// Fills memory with random bytes fit for keys.
    pub fn random(out: *mut u8, out_len: usize) -> i32;
    /// Writes to the session's log. What exceeds the session's log volume is counted and dropped,
    /// and far beyond it the session is ended.
    pub fn log(level: i32, text: *const u8, text_len: usize) -> i32;
    /// Says how the session ends; then return from the entry function. The first call counts.
    pub fn end(reason: i32, text: *const u8, text_len: usize) -> i32;
    /// Describes the session's target. Answers the full length; writes only if it fits.
    pub fn target_info(out: *mut u8, out_len: usize) -> i32;
    /// Waits until at least one handle is ready. AGAIN: the time has passed and none is. INVALID: a
    /// handle that is not open, or a length that is no multiple of the record.
    pub fn wait(polls: *mut u8, polls_len: usize, timeout_ms: i32) -> i32;
    /// Closes a handle of any kind and frees what it holds.
    pub fn close(handle: i32) -> i32;
    /// Opens a TCP connection to the session's target, or to another address that policy grants.
    /// AGAIN: no answer in time. NOT_FOUND: the name does not resolve. With AWAIT, `target` is
    /// empty; DENIED: policy lets nobody wait there; UNREACHABLE: the host cannot listen there;
    /// AGAIN: nobody connected in time who may.
    pub fn connect(target: *const u8, target_len: usize, flags: i32, timeout_ms: i32) -> i32;
    /// Reads what is there. CLOSED: the other end has closed and everything was read.
    pub fn read(handle: i32, out: *mut u8, out_len: usize, timeout_ms: i32) -> i32;
    /// Writes as much as the other end takes now. AGAIN: nothing was taken in time.
    pub fn write(handle: i32, data: *const u8, data_len: usize, timeout_ms: i32) -> i32;
    /// Writes everything. AGAIN: the time has passed and an unknown part was taken, so the stream
    /// is only good for closing.
    pub fn write_all(handle: i32, data: *const u8, data_len: usize, timeout_ms: i32) -> i32;
    /// Ends the outgoing direction after what was written; reading goes on.
    pub fn shutdown(handle: i32) -> i32;
    /// Turns a connected stream into TLS, as client. AUTH_FAILED: the certificate does not satisfy
    /// the options. DENIED also where policy forbids `verify=none` and `verify=anonymous`.
    /// UNSUPPORTED: this host speaks no TLS without a certificate.
    pub fn start_tls(handle: i32, options: *const u8, options_len: usize, timeout_ms: i32) -> i32;
    /// Tells a fact about a stream. Answers the full length; writes only if it fits. NOT_FOUND:
    /// this stream has no such fact.
    pub fn stream_info(handle: i32, kind: i32, out: *mut u8, out_len: usize) -> i32;
    /// Takes the next event of the client. Answers the full length; writes only if it fits. An
    /// event that did not fit stays the next one.
    pub fn event(out: *mut u8, out_len: usize, timeout_ms: i32) -> i32;
    /// Opens a stream to the client.
    pub fn stream_open(
        purpose: i32,
        media_type: *const u8,
        media_type_len: usize,
        name: *const u8,
        name_len: usize,
    ) -> i32;
    /// Refuses a stream of the client and closes its handle.
    pub fn stream_refuse(handle: i32, status: i32, text: *const u8, text_len: usize) -> i32;
    /// Shows a message to the person.
    pub fn message(text: *const u8, text_len: usize) -> i32;
    /// Opens an SSH connection and checks the server's key; nobody is logged in yet. AGAIN: no
    /// answer in time. AUTH_FAILED: the key does not hold. PEER_ERROR: no algorithm in common, or
    /// no SSH at all. DENIED also where `to` is not empty and the capability `network` is missing.
    /// `ssh_failure` says more.
    pub fn ssh_connect(options: *const u8, options_len: usize, timeout_ms: i32) -> i32;
    /// Logs in, or goes on with it once the server's question is answered. AGAIN: no answer in
    /// time; call again without options. AUTH_FAILED: the server takes none of it. INVALID: a
    /// private key that cannot be read, an option that is none, or the connection is logged in.
    pub fn ssh_authenticate(
        handle: i32,
        options: *const u8,
        options_len: usize,
        timeout_ms: i32,
    ) -> i32;
    /// Tells what the server has said and what it asks. Answers the full length; writes only if it
    /// fits.
    pub fn ssh_question(handle: i32, out: *mut u8, out_len: usize) -> i32;
    /// Tells why the last function of this group failed. Answers the full length; writes only if it
    /// fits.
    pub fn ssh_failure(out: *mut u8, out_len: usize) -> i32;
    /// Starts a shell on a terminal. REFUSED: the server does not give one.
    pub fn ssh_shell(handle: i32, options: *const u8, options_len: usize, timeout_ms: i32) -> i32;
    /// Runs a command; on a terminal where `terminal` is given, else its errors come with its
    /// output.
    pub fn ssh_exec(
        handle: i32,
        command: *const u8,
        command_len: usize,
        options: *const u8,
        options_len: usize,
        timeout_ms: i32,
    ) -> i32;
    /// Starts a subsystem, such as `sftp`.
    pub fn ssh_subsystem(handle: i32, name: *const u8, name_len: usize, timeout_ms: i32) -> i32;
    /// Has the server connect on to another address, which policy must let this module reach.
    pub fn ssh_forward(handle: i32, target: *const u8, target_len: usize, timeout_ms: i32) -> i32;
    /// Lends the server the key that logged in, as an agent: shells and commands that are started
    /// from now on may use it.
    pub fn ssh_agent(handle: i32) -> i32;
    /// Tells the size of a terminal.
    pub fn ssh_resize(handle: i32, columns: i32, rows: i32, width: i32, height: i32) -> i32;
    /// Tells the server's key. Answers the full length; writes only if it fits.
    pub fn ssh_hostkey(handle: i32, out: *mut u8, out_len: usize) -> i32;
    /// Makes a surface, black and opaque.
    pub fn surface_new(width: i32, height: i32) -> i32;
    /// Resizes a surface; the pixels of both sizes stay, new ones are black. Resizing the screen
    /// tells the clients its size.
    pub fn surface_size(surface: i32, width: i32, height: i32) -> i32;
    /// Puts a rectangle of pixels. What lies outside the surface is left out. INVALID also when
    /// `data` is shorter than the rectangle.
    pub fn surface_put(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        stride: i32,
        data: *const u8,
        data_len: usize,
    ) -> i32;
    /// Sets colours of a surface's palette, which the PAL formats read.
    pub fn surface_palette(surface: i32, first: i32, colors: *const u8, colors_len: usize) -> i32;
    /// Fills a rectangle with one colour, replacing what was there.
    pub fn surface_fill(surface: i32, x: i32, y: i32, width: i32, height: i32, color: i32) -> i32;
    /// Fills many rectangles.
    pub fn surface_rects(surface: i32, rects: *const u8, rects_len: usize) -> i32;
    /// Draws run-length coded pixels. PAL1, PAL2, PAL4 and PAL8 alike take a palette index in
    /// `pixel`.
    pub fn surface_runs(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        runs: *const u8,
        runs_len: usize,
    ) -> i32;
    /// Copies a rectangle, also between overlapping places of one surface.
    pub fn surface_copy(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        destination: i32,
        to_x: i32,
        to_y: i32,
    ) -> i32;
    /// Puts a coded image: passed on where the clients can decode it, else decoded by the host.
    pub fn surface_put_encoded(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        codec: i32,
        data: *const u8,
        data_len: usize,
    ) -> i32;
    /// Sets the mouse pointer's picture.
    pub fn cursor(
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        data: *const u8,
        data_len: usize,
    ) -> i32;
    /// Sets the mouse pointer to one that the host has.
    pub fn cursor_named(kind: i32) -> i32;
    /// Tells where the mouse pointer is, when the target moved it and no client did: every client
    /// that does not know sees it there. A place outside of the screen is its nearest pixel.
    pub fn cursor_move(x: i32, y: i32) -> i32;
    /// Ends a frame: what was drawn before may be shown now. Waits for no client that is behind;
    /// while nobody has seen anything new for a second, all having stopped reading or left, and no
    /// event waits, it may return up to a second later.
    pub fn frame() -> i32;
    /// Opens the grid of cells on the screen, which the host draws. The grid takes the size that a
    /// SIZE event tells when the module takes that event.
    pub fn grid_open(options: *const u8, options_len: usize, out: *mut u8, out_len: usize) -> i32;
    /// Writes cells. What lies outside the grid is left out. All grid functions: NOT_FOUND, no grid
    /// is open.
    pub fn grid_cells(row: i32, column: i32, cells: *const u8, cells_len: usize) -> i32;
    /// Fills a rectangle with one cell.
    pub fn grid_fill(
        row: i32,
        column: i32,
        rows: i32,
        columns: i32,
        cell: *const u8,
        cell_len: usize,
    ) -> i32;
    /// Gives the code of a grapheme; the same text gives the same code.
    pub fn grid_grapheme(text: *const u8, text_len: usize) -> i32;
    /// Moves rows; rows that come free are blank in the default colours. With `top` 0 and positive
    /// `lines` the rows that leave go to the scrollback, unless the mode is ALTERNATE.
    pub fn grid_scroll(top: i32, bottom: i32, lines: i32) -> i32;
    /// Makes every cell blank in the default colours.
    pub fn grid_clear() -> i32;
    /// Places the text cursor.
    pub fn grid_cursor(row: i32, column: i32, shape: i32, visible: i32) -> i32;
    /// Sets the grid's modes.
    pub fn grid_mode(flags: i32) -> i32;
    /// Changes a colour; cells that use it change with it.
    pub fn grid_palette(index: i32, color: i32) -> i32;
    /// Forgets the rows that were scrolled away.
    pub fn grid_scrollback_clear() -> i32;
    /// Sets the title of the session's window.
    pub fn grid_title(text: *const u8, text_len: usize) -> i32;
    /// Tells the undecoded output, for recordings and text clients.
    pub fn grid_raw(data: *const u8, data_len: usize) -> i32;
    /// Makes a decompressor.
    pub fn inflate_new(format: i32) -> i32;
    /// Decompresses. While `out` was filled to its end, call again with empty `data` for the rest.
    /// CLOSED: the compressed stream has ended and everything was read. LIMIT: more than 16 MiB of
    /// input lie unread. PEER_ERROR: the input is damaged.
    pub fn inflate(
        handle: i32,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32;
    /// Makes a compressor.
    pub fn deflate_new(format: i32, level: i32) -> i32;
    /// Compresses. While `out` was filled to its end, call again with empty `data` and the same
    /// `flush` for the rest. CLOSED: finished and everything was read.
    pub fn deflate(
        handle: i32,
        data: *const u8,
        data_len: usize,
        flush: i32,
        out: *mut u8,
        out_len: usize,
    ) -> i32;
    /// Computes a digest. Answers the full length; writes only if it fits.
    pub fn digest(kind: i32, data: *const u8, data_len: usize, out: *mut u8, out_len: usize) -> i32;
    /// Computes an HMAC. Answers the full length; writes only if it fits.
    pub fn hmac(
        kind: i32,
        key: *const u8,
        key_len: usize,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32;
    /// Makes a cipher without padding.
    pub fn cipher_new(
        kind: i32,
        direction: i32,
        key: *const u8,
        key_len: usize,
        iv: *const u8,
        iv_len: usize,
    ) -> i32;
    /// Enciphers or deciphers the next bytes. INVALID also when `out` is shorter than `data`.
    pub fn cipher(
        handle: i32,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32;
    /// Enciphers or deciphers one message with authentication. Answers the full length; writes only
    /// if it fits. AUTH_FAILED: the tag does not fit.
    pub fn aead(
        kind: i32,
        direction: i32,
        key: *const u8,
        key_len: usize,
        nonce: *const u8,
        nonce_len: usize,
        aad: *const u8,
        aad_len: usize,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32;
    /// Decodes an image. Answers the full length; writes only if it fits. PEER_ERROR: the image is
    /// damaged.
    pub fn image_decode(
        codec: i32,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32;
}

#[cfg(not(target_arch = "wasm32"))]
pub use native::*;

#[cfg(not(target_arch = "wasm32"))]
#[allow(clippy::missing_safety_doc)]
mod native {
    use super::{slice, slice_mut};
    use crate::host::with_host;

    /// Tells whether something is offered here and granted to this module.
    pub unsafe fn feature(name: *const u8, name_len: usize) -> i32 {
        with_host(|host| host.feature(unsafe { slice(name, name_len) }))
    }

    /// Reads a parameter of the session. Answers the full length; writes only if it fits. A
    /// parameter that the manifest marks secret is DENIED: it is read by `secret`. NOT_FOUND: the
    /// manifest does not name it, or it has neither value nor default.
    pub unsafe fn param(name: *const u8, name_len: usize, out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| {
            host.param(unsafe { slice(name, name_len) }, unsafe { slice_mut(out, out_len) })
        })
    }

    /// Asks the client's person for parameters; the values come as PARAM events. NOT_FOUND: the
    /// manifest does not name one of them. UNSUPPORTED: no client of the session can be asked.
    pub unsafe fn param_require(names: *const u8, names_len: usize) -> i32 {
        with_host(|host| host.param_require(unsafe { slice(names, names_len) }))
    }

    /// Reads a secret parameter of the session; each reading is audited. Answers the full length;
    /// writes only if it fits.
    pub unsafe fn secret(name: *const u8, name_len: usize, out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| {
            host.secret(unsafe { slice(name, name_len) }, unsafe { slice_mut(out, out_len) })
        })
    }

    /// Reads a clock.
    pub unsafe fn clock(kind: i32, out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| host.clock(kind, unsafe { slice_mut(out, out_len) }))
    }

    /// Fills memory with random bytes fit for keys.
    pub unsafe fn random(out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| host.random(unsafe { slice_mut(out, out_len) }))
    }

    /// Writes to the session's log. What exceeds the session's log volume is counted and dropped,
    /// and far beyond it the session is ended.
    pub unsafe fn log(level: i32, text: *const u8, text_len: usize) -> i32 {
        with_host(|host| host.log(level, unsafe { slice(text, text_len) }))
    }

    /// Says how the session ends; then return from the entry function. The first call counts.
    pub unsafe fn end(reason: i32, text: *const u8, text_len: usize) -> i32 {
        with_host(|host| host.end(reason, unsafe { slice(text, text_len) }))
    }

    /// Describes the session's target. Answers the full length; writes only if it fits.
    pub unsafe fn target_info(out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| host.target_info(unsafe { slice_mut(out, out_len) }))
    }

    /// Waits until at least one handle is ready. AGAIN: the time has passed and none is. INVALID: a
    /// handle that is not open, or a length that is no multiple of the record.
    pub unsafe fn wait(polls: *mut u8, polls_len: usize, timeout_ms: i32) -> i32 {
        with_host(|host| host.wait(unsafe { slice_mut(polls, polls_len) }, timeout_ms))
    }

    /// Closes a handle of any kind and frees what it holds.
    pub unsafe fn close(handle: i32) -> i32 {
        with_host(|host| host.close(handle))
    }

    /// Opens a TCP connection to the session's target, or to another address that policy grants.
    /// AGAIN: no answer in time. NOT_FOUND: the name does not resolve. With AWAIT, `target` is
    /// empty; DENIED: policy lets nobody wait there; UNREACHABLE: the host cannot listen there;
    /// AGAIN: nobody connected in time who may.
    pub unsafe fn connect(
        target: *const u8,
        target_len: usize,
        flags: i32,
        timeout_ms: i32,
    ) -> i32 {
        with_host(|host| host.connect(unsafe { slice(target, target_len) }, flags, timeout_ms))
    }

    /// Reads what is there. CLOSED: the other end has closed and everything was read.
    pub unsafe fn read(handle: i32, out: *mut u8, out_len: usize, timeout_ms: i32) -> i32 {
        with_host(|host| host.read(handle, unsafe { slice_mut(out, out_len) }, timeout_ms))
    }

    /// Writes as much as the other end takes now. AGAIN: nothing was taken in time.
    pub unsafe fn write(handle: i32, data: *const u8, data_len: usize, timeout_ms: i32) -> i32 {
        with_host(|host| host.write(handle, unsafe { slice(data, data_len) }, timeout_ms))
    }

    /// Writes everything. AGAIN: the time has passed and an unknown part was taken, so the stream
    /// is only good for closing.
    pub unsafe fn write_all(handle: i32, data: *const u8, data_len: usize, timeout_ms: i32) -> i32 {
        with_host(|host| host.write_all(handle, unsafe { slice(data, data_len) }, timeout_ms))
    }

    /// Ends the outgoing direction after what was written; reading goes on.
    pub unsafe fn shutdown(handle: i32) -> i32 {
        with_host(|host| host.shutdown(handle))
    }

    /// Turns a connected stream into TLS, as client. AUTH_FAILED: the certificate does not satisfy
    /// the options. DENIED also where policy forbids `verify=none` and `verify=anonymous`.
    /// UNSUPPORTED: this host speaks no TLS without a certificate.
    pub unsafe fn start_tls(
        handle: i32,
        options: *const u8,
        options_len: usize,
        timeout_ms: i32,
    ) -> i32 {
        with_host(|host| host.start_tls(handle, unsafe { slice(options, options_len) }, timeout_ms))
    }

    /// Tells a fact about a stream. Answers the full length; writes only if it fits. NOT_FOUND:
    /// this stream has no such fact.
    pub unsafe fn stream_info(handle: i32, kind: i32, out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| host.stream_info(handle, kind, unsafe { slice_mut(out, out_len) }))
    }

    /// Takes the next event of the client. Answers the full length; writes only if it fits. An
    /// event that did not fit stays the next one.
    pub unsafe fn event(out: *mut u8, out_len: usize, timeout_ms: i32) -> i32 {
        with_host(|host| host.event(unsafe { slice_mut(out, out_len) }, timeout_ms))
    }

    /// Opens a stream to the client.
    pub unsafe fn stream_open(
        purpose: i32,
        media_type: *const u8,
        media_type_len: usize,
        name: *const u8,
        name_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.stream_open(
                purpose,
                unsafe { slice(media_type, media_type_len) },
                unsafe { slice(name, name_len) },
            )
        })
    }

    /// Refuses a stream of the client and closes its handle.
    pub unsafe fn stream_refuse(handle: i32, status: i32, text: *const u8, text_len: usize) -> i32 {
        with_host(|host| host.stream_refuse(handle, status, unsafe { slice(text, text_len) }))
    }

    /// Shows a message to the person.
    pub unsafe fn message(text: *const u8, text_len: usize) -> i32 {
        with_host(|host| host.message(unsafe { slice(text, text_len) }))
    }

    /// Opens an SSH connection and checks the server's key; nobody is logged in yet. AGAIN: no
    /// answer in time. AUTH_FAILED: the key does not hold. PEER_ERROR: no algorithm in common, or
    /// no SSH at all. DENIED also where `to` is not empty and the capability `network` is missing.
    /// `ssh_failure` says more.
    pub unsafe fn ssh_connect(options: *const u8, options_len: usize, timeout_ms: i32) -> i32 {
        with_host(|host| host.ssh_connect(unsafe { slice(options, options_len) }, timeout_ms))
    }

    /// Logs in, or goes on with it once the server's question is answered. AGAIN: no answer in
    /// time; call again without options. AUTH_FAILED: the server takes none of it. INVALID: a
    /// private key that cannot be read, an option that is none, or the connection is logged in.
    pub unsafe fn ssh_authenticate(
        handle: i32,
        options: *const u8,
        options_len: usize,
        timeout_ms: i32,
    ) -> i32 {
        with_host(|host| {
            host.ssh_authenticate(handle, unsafe { slice(options, options_len) }, timeout_ms)
        })
    }

    /// Tells what the server has said and what it asks. Answers the full length; writes only if it
    /// fits.
    pub unsafe fn ssh_question(handle: i32, out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| host.ssh_question(handle, unsafe { slice_mut(out, out_len) }))
    }

    /// Tells why the last function of this group failed. Answers the full length; writes only if it
    /// fits.
    pub unsafe fn ssh_failure(out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| host.ssh_failure(unsafe { slice_mut(out, out_len) }))
    }

    /// Starts a shell on a terminal. REFUSED: the server does not give one.
    pub unsafe fn ssh_shell(
        handle: i32,
        options: *const u8,
        options_len: usize,
        timeout_ms: i32,
    ) -> i32 {
        with_host(|host| host.ssh_shell(handle, unsafe { slice(options, options_len) }, timeout_ms))
    }

    /// Runs a command; on a terminal where `terminal` is given, else its errors come with its
    /// output.
    pub unsafe fn ssh_exec(
        handle: i32,
        command: *const u8,
        command_len: usize,
        options: *const u8,
        options_len: usize,
        timeout_ms: i32,
    ) -> i32 {
        with_host(|host| {
            host.ssh_exec(
                handle,
                unsafe { slice(command, command_len) },
                unsafe { slice(options, options_len) },
                timeout_ms,
            )
        })
    }

    /// Starts a subsystem, such as `sftp`.
    pub unsafe fn ssh_subsystem(
        handle: i32,
        name: *const u8,
        name_len: usize,
        timeout_ms: i32,
    ) -> i32 {
        with_host(|host| host.ssh_subsystem(handle, unsafe { slice(name, name_len) }, timeout_ms))
    }

    /// Has the server connect on to another address, which policy must let this module reach.
    pub unsafe fn ssh_forward(
        handle: i32,
        target: *const u8,
        target_len: usize,
        timeout_ms: i32,
    ) -> i32 {
        with_host(|host| host.ssh_forward(handle, unsafe { slice(target, target_len) }, timeout_ms))
    }

    /// Lends the server the key that logged in, as an agent: shells and commands that are started
    /// from now on may use it.
    pub unsafe fn ssh_agent(handle: i32) -> i32 {
        with_host(|host| host.ssh_agent(handle))
    }

    /// Tells the size of a terminal.
    pub unsafe fn ssh_resize(handle: i32, columns: i32, rows: i32, width: i32, height: i32) -> i32 {
        with_host(|host| host.ssh_resize(handle, columns, rows, width, height))
    }

    /// Tells the server's key. Answers the full length; writes only if it fits.
    pub unsafe fn ssh_hostkey(handle: i32, out: *mut u8, out_len: usize) -> i32 {
        with_host(|host| host.ssh_hostkey(handle, unsafe { slice_mut(out, out_len) }))
    }

    /// Makes a surface, black and opaque.
    pub unsafe fn surface_new(width: i32, height: i32) -> i32 {
        with_host(|host| host.surface_new(width, height))
    }

    /// Resizes a surface; the pixels of both sizes stay, new ones are black. Resizing the screen
    /// tells the clients its size.
    pub unsafe fn surface_size(surface: i32, width: i32, height: i32) -> i32 {
        with_host(|host| host.surface_size(surface, width, height))
    }

    /// Puts a rectangle of pixels. What lies outside the surface is left out. INVALID also when
    /// `data` is shorter than the rectangle.
    pub unsafe fn surface_put(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        stride: i32,
        data: *const u8,
        data_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.surface_put(
                surface,
                x,
                y,
                width,
                height,
                format,
                stride,
                unsafe { slice(data, data_len) },
            )
        })
    }

    /// Sets colours of a surface's palette, which the PAL formats read.
    pub unsafe fn surface_palette(
        surface: i32,
        first: i32,
        colors: *const u8,
        colors_len: usize,
    ) -> i32 {
        with_host(|host| host.surface_palette(surface, first, unsafe { slice(colors, colors_len) }))
    }

    /// Fills a rectangle with one colour, replacing what was there.
    pub unsafe fn surface_fill(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        color: i32,
    ) -> i32 {
        with_host(|host| host.surface_fill(surface, x, y, width, height, color))
    }

    /// Fills many rectangles.
    pub unsafe fn surface_rects(surface: i32, rects: *const u8, rects_len: usize) -> i32 {
        with_host(|host| host.surface_rects(surface, unsafe { slice(rects, rects_len) }))
    }

    /// Draws run-length coded pixels. PAL1, PAL2, PAL4 and PAL8 alike take a palette index in
    /// `pixel`.
    pub unsafe fn surface_runs(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        runs: *const u8,
        runs_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.surface_runs(
                surface,
                x,
                y,
                width,
                height,
                format,
                unsafe { slice(runs, runs_len) },
            )
        })
    }

    /// Copies a rectangle, also between overlapping places of one surface.
    pub unsafe fn surface_copy(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        destination: i32,
        to_x: i32,
        to_y: i32,
    ) -> i32 {
        with_host(|host| host.surface_copy(surface, x, y, width, height, destination, to_x, to_y))
    }

    /// Puts a coded image: passed on where the clients can decode it, else decoded by the host.
    pub unsafe fn surface_put_encoded(
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        codec: i32,
        data: *const u8,
        data_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.surface_put_encoded(
                surface,
                x,
                y,
                width,
                height,
                codec,
                unsafe { slice(data, data_len) },
            )
        })
    }

    /// Sets the mouse pointer's picture.
    pub unsafe fn cursor(
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        data: *const u8,
        data_len: usize,
    ) -> i32 {
        with_host(|host| host.cursor(x, y, width, height, format, unsafe { slice(data, data_len) }))
    }

    /// Sets the mouse pointer to one that the host has.
    pub unsafe fn cursor_named(kind: i32) -> i32 {
        with_host(|host| host.cursor_named(kind))
    }

    /// Tells where the mouse pointer is, when the target moved it and no client did: every client
    /// that does not know sees it there. A place outside of the screen is its nearest pixel.
    pub unsafe fn cursor_move(x: i32, y: i32) -> i32 {
        with_host(|host| host.cursor_move(x, y))
    }

    /// Ends a frame: what was drawn before may be shown now. Waits for no client that is behind;
    /// while nobody has seen anything new for a second, all having stopped reading or left, and no
    /// event waits, it may return up to a second later.
    pub unsafe fn frame() -> i32 {
        with_host(|host| host.frame())
    }

    /// Opens the grid of cells on the screen, which the host draws. The grid takes the size that a
    /// SIZE event tells when the module takes that event.
    pub unsafe fn grid_open(
        options: *const u8,
        options_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.grid_open(
                unsafe { slice(options, options_len) },
                unsafe { slice_mut(out, out_len) },
            )
        })
    }

    /// Writes cells. What lies outside the grid is left out. All grid functions: NOT_FOUND, no grid
    /// is open.
    pub unsafe fn grid_cells(row: i32, column: i32, cells: *const u8, cells_len: usize) -> i32 {
        with_host(|host| host.grid_cells(row, column, unsafe { slice(cells, cells_len) }))
    }

    /// Fills a rectangle with one cell.
    pub unsafe fn grid_fill(
        row: i32,
        column: i32,
        rows: i32,
        columns: i32,
        cell: *const u8,
        cell_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.grid_fill(row, column, rows, columns, unsafe { slice(cell, cell_len) })
        })
    }

    /// Gives the code of a grapheme; the same text gives the same code.
    pub unsafe fn grid_grapheme(text: *const u8, text_len: usize) -> i32 {
        with_host(|host| host.grid_grapheme(unsafe { slice(text, text_len) }))
    }

    /// Moves rows; rows that come free are blank in the default colours. With `top` 0 and positive
    /// `lines` the rows that leave go to the scrollback, unless the mode is ALTERNATE.
    pub unsafe fn grid_scroll(top: i32, bottom: i32, lines: i32) -> i32 {
        with_host(|host| host.grid_scroll(top, bottom, lines))
    }

    /// Makes every cell blank in the default colours.
    pub unsafe fn grid_clear() -> i32 {
        with_host(|host| host.grid_clear())
    }

    /// Places the text cursor.
    pub unsafe fn grid_cursor(row: i32, column: i32, shape: i32, visible: i32) -> i32 {
        with_host(|host| host.grid_cursor(row, column, shape, visible))
    }

    /// Sets the grid's modes.
    pub unsafe fn grid_mode(flags: i32) -> i32 {
        with_host(|host| host.grid_mode(flags))
    }

    /// Changes a colour; cells that use it change with it.
    pub unsafe fn grid_palette(index: i32, color: i32) -> i32 {
        with_host(|host| host.grid_palette(index, color))
    }

    /// Forgets the rows that were scrolled away.
    pub unsafe fn grid_scrollback_clear() -> i32 {
        with_host(|host| host.grid_scrollback_clear())
    }

    /// Sets the title of the session's window.
    pub unsafe fn grid_title(text: *const u8, text_len: usize) -> i32 {
        with_host(|host| host.grid_title(unsafe { slice(text, text_len) }))
    }

    /// Tells the undecoded output, for recordings and text clients.
    pub unsafe fn grid_raw(data: *const u8, data_len: usize) -> i32 {
        with_host(|host| host.grid_raw(unsafe { slice(data, data_len) }))
    }

    /// Makes a decompressor.
    pub unsafe fn inflate_new(format: i32) -> i32 {
        with_host(|host| host.inflate_new(format))
    }

    /// Decompresses. While `out` was filled to its end, call again with empty `data` for the rest.
    /// CLOSED: the compressed stream has ended and everything was read. LIMIT: more than 16 MiB of
    /// input lie unread. PEER_ERROR: the input is damaged.
    pub unsafe fn inflate(
        handle: i32,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.inflate(
                handle,
                unsafe { slice(data, data_len) },
                unsafe { slice_mut(out, out_len) },
            )
        })
    }

    /// Makes a compressor.
    pub unsafe fn deflate_new(format: i32, level: i32) -> i32 {
        with_host(|host| host.deflate_new(format, level))
    }

    /// Compresses. While `out` was filled to its end, call again with empty `data` and the same
    /// `flush` for the rest. CLOSED: finished and everything was read.
    pub unsafe fn deflate(
        handle: i32,
        data: *const u8,
        data_len: usize,
        flush: i32,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.deflate(
                handle,
                unsafe { slice(data, data_len) },
                flush,
                unsafe { slice_mut(out, out_len) },
            )
        })
    }

    /// Computes a digest. Answers the full length; writes only if it fits.
    pub unsafe fn digest(
        kind: i32,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.digest(kind, unsafe { slice(data, data_len) }, unsafe { slice_mut(out, out_len) })
        })
    }

    /// Computes an HMAC. Answers the full length; writes only if it fits.
    pub unsafe fn hmac(
        kind: i32,
        key: *const u8,
        key_len: usize,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.hmac(
                kind,
                unsafe { slice(key, key_len) },
                unsafe { slice(data, data_len) },
                unsafe { slice_mut(out, out_len) },
            )
        })
    }

    /// Makes a cipher without padding.
    pub unsafe fn cipher_new(
        kind: i32,
        direction: i32,
        key: *const u8,
        key_len: usize,
        iv: *const u8,
        iv_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.cipher_new(
                kind,
                direction,
                unsafe { slice(key, key_len) },
                unsafe { slice(iv, iv_len) },
            )
        })
    }

    /// Enciphers or deciphers the next bytes. INVALID also when `out` is shorter than `data`.
    pub unsafe fn cipher(
        handle: i32,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.cipher(
                handle,
                unsafe { slice(data, data_len) },
                unsafe { slice_mut(out, out_len) },
            )
        })
    }

    /// Enciphers or deciphers one message with authentication. Answers the full length; writes only
    /// if it fits. AUTH_FAILED: the tag does not fit.
    pub unsafe fn aead(
        kind: i32,
        direction: i32,
        key: *const u8,
        key_len: usize,
        nonce: *const u8,
        nonce_len: usize,
        aad: *const u8,
        aad_len: usize,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.aead(
                kind,
                direction,
                unsafe { slice(key, key_len) },
                unsafe { slice(nonce, nonce_len) },
                unsafe { slice(aad, aad_len) },
                unsafe { slice(data, data_len) },
                unsafe { slice_mut(out, out_len) },
            )
        })
    }

    /// Decodes an image. Answers the full length; writes only if it fits. PEER_ERROR: the image is
    /// damaged.
    pub unsafe fn image_decode(
        codec: i32,
        data: *const u8,
        data_len: usize,
        out: *mut u8,
        out_len: usize,
    ) -> i32 {
        with_host(|host| {
            host.image_decode(
                codec,
                unsafe { slice(data, data_len) },
                unsafe { slice_mut(out, out_len) },
            )
        })
    }
}

/// # Safety
/// The pointer is good for the length, unless that is 0.
#[cfg(not(target_arch = "wasm32"))]
unsafe fn slice<'a>(pointer: *const u8, length: usize) -> &'a [u8] {
    if length == 0 {
        return &[];
    }
    unsafe { core::slice::from_raw_parts(pointer, length) }
}

/// # Safety
/// The pointer is good for the length, unless that is 0, and nobody else uses that memory.
#[cfg(not(target_arch = "wasm32"))]
unsafe fn slice_mut<'a>(pointer: *mut u8, length: usize) -> &'a mut [u8] {
    if length == 0 {
        return &mut [];
    }
    unsafe { core::slice::from_raw_parts_mut(pointer, length) }
}

/// The functions as a host of native tests implements them, guest memory as slices.
///
/// What a host leaves out answers UNSUPPORTED.
#[cfg(not(target_arch = "wasm32"))]
#[allow(unused_variables)]
pub trait Imports {
    /// Tells whether something is offered here and granted to this module.
    fn feature(&mut self, name: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Reads a parameter of the session. Answers the full length; writes only if it fits. A
    /// parameter that the manifest marks secret is DENIED: it is read by `secret`. NOT_FOUND: the
    /// manifest does not name it, or it has neither value nor default.
    fn param(&mut self, name: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Asks the client's person for parameters; the values come as PARAM events. NOT_FOUND: the
    /// manifest does not name one of them. UNSUPPORTED: no client of the session can be asked.
    fn param_require(&mut self, names: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Reads a secret parameter of the session; each reading is audited. Answers the full length;
    /// writes only if it fits.
    fn secret(&mut self, name: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Reads a clock.
    fn clock(&mut self, kind: i32, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Fills memory with random bytes fit for keys.
    fn random(&mut self, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Writes to the session's log. What exceeds the session's log volume is counted and dropped,
    /// and far beyond it the session is ended.
    fn log(&mut self, level: i32, text: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Says how the session ends; then return from the entry function. The first call counts.
    fn end(&mut self, reason: i32, text: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Describes the session's target. Answers the full length; writes only if it fits.
    fn target_info(&mut self, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Waits until at least one handle is ready. AGAIN: the time has passed and none is. INVALID: a
    /// handle that is not open, or a length that is no multiple of the record.
    fn wait(&mut self, polls: &mut [u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Closes a handle of any kind and frees what it holds.
    fn close(&mut self, handle: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Opens a TCP connection to the session's target, or to another address that policy grants.
    /// AGAIN: no answer in time. NOT_FOUND: the name does not resolve. With AWAIT, `target` is
    /// empty; DENIED: policy lets nobody wait there; UNREACHABLE: the host cannot listen there;
    /// AGAIN: nobody connected in time who may.
    fn connect(&mut self, target: &[u8], flags: i32, timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Reads what is there. CLOSED: the other end has closed and everything was read.
    fn read(&mut self, handle: i32, out: &mut [u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Writes as much as the other end takes now. AGAIN: nothing was taken in time.
    fn write(&mut self, handle: i32, data: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Writes everything. AGAIN: the time has passed and an unknown part was taken, so the stream
    /// is only good for closing.
    fn write_all(&mut self, handle: i32, data: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Ends the outgoing direction after what was written; reading goes on.
    fn shutdown(&mut self, handle: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Turns a connected stream into TLS, as client. AUTH_FAILED: the certificate does not satisfy
    /// the options. DENIED also where policy forbids `verify=none` and `verify=anonymous`.
    /// UNSUPPORTED: this host speaks no TLS without a certificate.
    fn start_tls(&mut self, handle: i32, options: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Tells a fact about a stream. Answers the full length; writes only if it fits. NOT_FOUND:
    /// this stream has no such fact.
    fn stream_info(&mut self, handle: i32, kind: i32, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Takes the next event of the client. Answers the full length; writes only if it fits. An
    /// event that did not fit stays the next one.
    fn event(&mut self, out: &mut [u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Opens a stream to the client.
    fn stream_open(&mut self, purpose: i32, media_type: &[u8], name: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Refuses a stream of the client and closes its handle.
    fn stream_refuse(&mut self, handle: i32, status: i32, text: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Shows a message to the person.
    fn message(&mut self, text: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Opens an SSH connection and checks the server's key; nobody is logged in yet. AGAIN: no
    /// answer in time. AUTH_FAILED: the key does not hold. PEER_ERROR: no algorithm in common, or
    /// no SSH at all. DENIED also where `to` is not empty and the capability `network` is missing.
    /// `ssh_failure` says more.
    fn ssh_connect(&mut self, options: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Logs in, or goes on with it once the server's question is answered. AGAIN: no answer in
    /// time; call again without options. AUTH_FAILED: the server takes none of it. INVALID: a
    /// private key that cannot be read, an option that is none, or the connection is logged in.
    fn ssh_authenticate(&mut self, handle: i32, options: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Tells what the server has said and what it asks. Answers the full length; writes only if it
    /// fits.
    fn ssh_question(&mut self, handle: i32, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Tells why the last function of this group failed. Answers the full length; writes only if it
    /// fits.
    fn ssh_failure(&mut self, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Starts a shell on a terminal. REFUSED: the server does not give one.
    fn ssh_shell(&mut self, handle: i32, options: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Runs a command; on a terminal where `terminal` is given, else its errors come with its
    /// output.
    fn ssh_exec(&mut self, handle: i32, command: &[u8], options: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Starts a subsystem, such as `sftp`.
    fn ssh_subsystem(&mut self, handle: i32, name: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Has the server connect on to another address, which policy must let this module reach.
    fn ssh_forward(&mut self, handle: i32, target: &[u8], timeout_ms: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Lends the server the key that logged in, as an agent: shells and commands that are started
    /// from now on may use it.
    fn ssh_agent(&mut self, handle: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Tells the size of a terminal.
    fn ssh_resize(&mut self, handle: i32, columns: i32, rows: i32, width: i32, height: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Tells the server's key. Answers the full length; writes only if it fits.
    fn ssh_hostkey(&mut self, handle: i32, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Makes a surface, black and opaque.
    fn surface_new(&mut self, width: i32, height: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Resizes a surface; the pixels of both sizes stay, new ones are black. Resizing the screen
    /// tells the clients its size.
    fn surface_size(&mut self, surface: i32, width: i32, height: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Puts a rectangle of pixels. What lies outside the surface is left out. INVALID also when
    /// `data` is shorter than the rectangle.
    fn surface_put(
        &mut self,
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        stride: i32,
        data: &[u8],
    ) -> i32 {
        Status::Unsupported as i32
    }

    /// Sets colours of a surface's palette, which the PAL formats read.
    fn surface_palette(&mut self, surface: i32, first: i32, colors: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Fills a rectangle with one colour, replacing what was there.
    fn surface_fill(
        &mut self,
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        color: i32,
    ) -> i32 {
        Status::Unsupported as i32
    }

    /// Fills many rectangles.
    fn surface_rects(&mut self, surface: i32, rects: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Draws run-length coded pixels. PAL1, PAL2, PAL4 and PAL8 alike take a palette index in
    /// `pixel`.
    fn surface_runs(
        &mut self,
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        format: i32,
        runs: &[u8],
    ) -> i32 {
        Status::Unsupported as i32
    }

    /// Copies a rectangle, also between overlapping places of one surface.
    fn surface_copy(
        &mut self,
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        destination: i32,
        to_x: i32,
        to_y: i32,
    ) -> i32 {
        Status::Unsupported as i32
    }

    /// Puts a coded image: passed on where the clients can decode it, else decoded by the host.
    fn surface_put_encoded(
        &mut self,
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        codec: i32,
        data: &[u8],
    ) -> i32 {
        Status::Unsupported as i32
    }

    /// Sets the mouse pointer's picture.
    fn cursor(&mut self, x: i32, y: i32, width: i32, height: i32, format: i32, data: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Sets the mouse pointer to one that the host has.
    fn cursor_named(&mut self, kind: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Tells where the mouse pointer is, when the target moved it and no client did: every client
    /// that does not know sees it there. A place outside of the screen is its nearest pixel.
    fn cursor_move(&mut self, x: i32, y: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Ends a frame: what was drawn before may be shown now. Waits for no client that is behind;
    /// while nobody has seen anything new for a second, all having stopped reading or left, and no
    /// event waits, it may return up to a second later.
    fn frame(&mut self) -> i32 {
        Status::Unsupported as i32
    }

    /// Opens the grid of cells on the screen, which the host draws. The grid takes the size that a
    /// SIZE event tells when the module takes that event.
    fn grid_open(&mut self, options: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Writes cells. What lies outside the grid is left out. All grid functions: NOT_FOUND, no grid
    /// is open.
    fn grid_cells(&mut self, row: i32, column: i32, cells: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Fills a rectangle with one cell.
    fn grid_fill(&mut self, row: i32, column: i32, rows: i32, columns: i32, cell: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Gives the code of a grapheme; the same text gives the same code.
    fn grid_grapheme(&mut self, text: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Moves rows; rows that come free are blank in the default colours. With `top` 0 and positive
    /// `lines` the rows that leave go to the scrollback, unless the mode is ALTERNATE.
    fn grid_scroll(&mut self, top: i32, bottom: i32, lines: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Makes every cell blank in the default colours.
    fn grid_clear(&mut self) -> i32 {
        Status::Unsupported as i32
    }

    /// Places the text cursor.
    fn grid_cursor(&mut self, row: i32, column: i32, shape: i32, visible: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Sets the grid's modes.
    fn grid_mode(&mut self, flags: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Changes a colour; cells that use it change with it.
    fn grid_palette(&mut self, index: i32, color: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Forgets the rows that were scrolled away.
    fn grid_scrollback_clear(&mut self) -> i32 {
        Status::Unsupported as i32
    }

    /// Sets the title of the session's window.
    fn grid_title(&mut self, text: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Tells the undecoded output, for recordings and text clients.
    fn grid_raw(&mut self, data: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Makes a decompressor.
    fn inflate_new(&mut self, format: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Decompresses. While `out` was filled to its end, call again with empty `data` for the rest.
    /// CLOSED: the compressed stream has ended and everything was read. LIMIT: more than 16 MiB of
    /// input lie unread. PEER_ERROR: the input is damaged.
    fn inflate(&mut self, handle: i32, data: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Makes a compressor.
    fn deflate_new(&mut self, format: i32, level: i32) -> i32 {
        Status::Unsupported as i32
    }

    /// Compresses. While `out` was filled to its end, call again with empty `data` and the same
    /// `flush` for the rest. CLOSED: finished and everything was read.
    fn deflate(&mut self, handle: i32, data: &[u8], flush: i32, out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Computes a digest. Answers the full length; writes only if it fits.
    fn digest(&mut self, kind: i32, data: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Computes an HMAC. Answers the full length; writes only if it fits.
    fn hmac(&mut self, kind: i32, key: &[u8], data: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Makes a cipher without padding.
    fn cipher_new(&mut self, kind: i32, direction: i32, key: &[u8], iv: &[u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Enciphers or deciphers the next bytes. INVALID also when `out` is shorter than `data`.
    fn cipher(&mut self, handle: i32, data: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }

    /// Enciphers or deciphers one message with authentication. Answers the full length; writes only
    /// if it fits. AUTH_FAILED: the tag does not fit.
    fn aead(
        &mut self,
        kind: i32,
        direction: i32,
        key: &[u8],
        nonce: &[u8],
        aad: &[u8],
        data: &[u8],
        out: &mut [u8],
    ) -> i32 {
        Status::Unsupported as i32
    }

    /// Decodes an image. Answers the full length; writes only if it fits. PEER_ERROR: the image is
    /// damaged.
    fn image_decode(&mut self, codec: i32, data: &[u8], out: &mut [u8]) -> i32 {
        Status::Unsupported as i32
    }
}

/// Calls a function by its name, as a guest with this memory would; none is a trap, for an unknown function,
/// a wrong number of arguments, or a buffer outside the memory.
#[cfg(all(not(target_arch = "wasm32"), feature = "std"))]
pub fn dispatch(
    host: &mut dyn Imports,
    function: &str,
    memory: &mut [u8],
    args: &[i64],
) -> Option<i32> {
    let buffer = |memory: &[u8], at: usize| -> Option<std::vec::Vec<u8>> {
        let length = *args.get(at + 1)? as u32 as usize;
        if length == 0 {
            return Some(std::vec::Vec::new());
        }
        let start = args[at] as u32 as usize;
        Some(memory.get(start..start.checked_add(length)?)?.to_vec())
    };
    let mut written = std::vec::Vec::new();
    let result = match (function, args.len()) {
        ("feature", 2) => {
            let name = buffer(memory, 0)?;
            let result = host.feature(&name);
            result
        }
        ("param", 4) => {
            let name = buffer(memory, 0)?;
            let mut out = buffer(memory, 2)?;
            let result = host.param(&name, &mut out);
            written.push((args[2], out));
            result
        }
        ("param_require", 2) => {
            let names = buffer(memory, 0)?;
            let result = host.param_require(&names);
            result
        }
        ("secret", 4) => {
            let name = buffer(memory, 0)?;
            let mut out = buffer(memory, 2)?;
            let result = host.secret(&name, &mut out);
            written.push((args[2], out));
            result
        }
        ("clock", 3) => {
            let mut out = buffer(memory, 1)?;
            let result = host.clock(args[0] as i32, &mut out);
            written.push((args[1], out));
            result
        }
        ("random", 2) => {
            let mut out = buffer(memory, 0)?;
            let result = host.random(&mut out);
            written.push((args[0], out));
            result
        }
        ("log", 3) => {
            let text = buffer(memory, 1)?;
            let result = host.log(args[0] as i32, &text);
            result
        }
        ("end", 3) => {
            let text = buffer(memory, 1)?;
            let result = host.end(args[0] as i32, &text);
            result
        }
        ("target_info", 2) => {
            let mut out = buffer(memory, 0)?;
            let result = host.target_info(&mut out);
            written.push((args[0], out));
            result
        }
        ("wait", 3) => {
            let mut polls = buffer(memory, 0)?;
            let result = host.wait(&mut polls, args[2] as i32);
            written.push((args[0], polls));
            result
        }
        ("close", 1) => {
            let result = host.close(args[0] as i32);
            result
        }
        ("connect", 4) => {
            let target = buffer(memory, 0)?;
            let result = host.connect(&target, args[2] as i32, args[3] as i32);
            result
        }
        ("read", 4) => {
            let mut out = buffer(memory, 1)?;
            let result = host.read(args[0] as i32, &mut out, args[3] as i32);
            written.push((args[1], out));
            result
        }
        ("write", 4) => {
            let data = buffer(memory, 1)?;
            let result = host.write(args[0] as i32, &data, args[3] as i32);
            result
        }
        ("write_all", 4) => {
            let data = buffer(memory, 1)?;
            let result = host.write_all(args[0] as i32, &data, args[3] as i32);
            result
        }
        ("shutdown", 1) => {
            let result = host.shutdown(args[0] as i32);
            result
        }
        ("start_tls", 4) => {
            let options = buffer(memory, 1)?;
            let result = host.start_tls(args[0] as i32, &options, args[3] as i32);
            result
        }
        ("stream_info", 4) => {
            let mut out = buffer(memory, 2)?;
            let result = host.stream_info(args[0] as i32, args[1] as i32, &mut out);
            written.push((args[2], out));
            result
        }
        ("event", 3) => {
            let mut out = buffer(memory, 0)?;
            let result = host.event(&mut out, args[2] as i32);
            written.push((args[0], out));
            result
        }
        ("stream_open", 5) => {
            let media_type = buffer(memory, 1)?;
            let name = buffer(memory, 3)?;
            let result = host.stream_open(args[0] as i32, &media_type, &name);
            result
        }
        ("stream_refuse", 4) => {
            let text = buffer(memory, 2)?;
            let result = host.stream_refuse(args[0] as i32, args[1] as i32, &text);
            result
        }
        ("message", 2) => {
            let text = buffer(memory, 0)?;
            let result = host.message(&text);
            result
        }
        ("ssh_connect", 3) => {
            let options = buffer(memory, 0)?;
            let result = host.ssh_connect(&options, args[2] as i32);
            result
        }
        ("ssh_authenticate", 4) => {
            let options = buffer(memory, 1)?;
            let result = host.ssh_authenticate(args[0] as i32, &options, args[3] as i32);
            result
        }
        ("ssh_question", 3) => {
            let mut out = buffer(memory, 1)?;
            let result = host.ssh_question(args[0] as i32, &mut out);
            written.push((args[1], out));
            result
        }
        ("ssh_failure", 2) => {
            let mut out = buffer(memory, 0)?;
            let result = host.ssh_failure(&mut out);
            written.push((args[0], out));
            result
        }
        ("ssh_shell", 4) => {
            let options = buffer(memory, 1)?;
            let result = host.ssh_shell(args[0] as i32, &options, args[3] as i32);
            result
        }
        ("ssh_exec", 6) => {
            let command = buffer(memory, 1)?;
            let options = buffer(memory, 3)?;
            let result = host.ssh_exec(args[0] as i32, &command, &options, args[5] as i32);
            result
        }
        ("ssh_subsystem", 4) => {
            let name = buffer(memory, 1)?;
            let result = host.ssh_subsystem(args[0] as i32, &name, args[3] as i32);
            result
        }
        ("ssh_forward", 4) => {
            let target = buffer(memory, 1)?;
            let result = host.ssh_forward(args[0] as i32, &target, args[3] as i32);
            result
        }
        ("ssh_agent", 1) => {
            let result = host.ssh_agent(args[0] as i32);
            result
        }
        ("ssh_resize", 5) => {
            let result = host.ssh_resize(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, args[4] as i32);
            result
        }
        ("ssh_hostkey", 3) => {
            let mut out = buffer(memory, 1)?;
            let result = host.ssh_hostkey(args[0] as i32, &mut out);
            written.push((args[1], out));
            result
        }
        ("surface_new", 2) => {
            let result = host.surface_new(args[0] as i32, args[1] as i32);
            result
        }
        ("surface_size", 3) => {
            let result = host.surface_size(args[0] as i32, args[1] as i32, args[2] as i32);
            result
        }
        ("surface_put", 9) => {
            let data = buffer(memory, 7)?;
            let result = host.surface_put(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, args[4] as i32, args[5] as i32, args[6] as i32, &data);
            result
        }
        ("surface_palette", 4) => {
            let colors = buffer(memory, 2)?;
            let result = host.surface_palette(args[0] as i32, args[1] as i32, &colors);
            result
        }
        ("surface_fill", 6) => {
            let result = host.surface_fill(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, args[4] as i32, args[5] as i32);
            result
        }
        ("surface_rects", 3) => {
            let rects = buffer(memory, 1)?;
            let result = host.surface_rects(args[0] as i32, &rects);
            result
        }
        ("surface_runs", 8) => {
            let runs = buffer(memory, 6)?;
            let result = host.surface_runs(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, args[4] as i32, args[5] as i32, &runs);
            result
        }
        ("surface_copy", 8) => {
            let result = host.surface_copy(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, args[4] as i32, args[5] as i32, args[6] as i32, args[7] as i32);
            result
        }
        ("surface_put_encoded", 8) => {
            let data = buffer(memory, 6)?;
            let result = host.surface_put_encoded(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, args[4] as i32, args[5] as i32, &data);
            result
        }
        ("cursor", 7) => {
            let data = buffer(memory, 5)?;
            let result = host.cursor(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, args[4] as i32, &data);
            result
        }
        ("cursor_named", 1) => {
            let result = host.cursor_named(args[0] as i32);
            result
        }
        ("cursor_move", 2) => {
            let result = host.cursor_move(args[0] as i32, args[1] as i32);
            result
        }
        ("frame", 0) => {
            let result = host.frame();
            result
        }
        ("grid_open", 4) => {
            let options = buffer(memory, 0)?;
            let mut out = buffer(memory, 2)?;
            let result = host.grid_open(&options, &mut out);
            written.push((args[2], out));
            result
        }
        ("grid_cells", 4) => {
            let cells = buffer(memory, 2)?;
            let result = host.grid_cells(args[0] as i32, args[1] as i32, &cells);
            result
        }
        ("grid_fill", 6) => {
            let cell = buffer(memory, 4)?;
            let result = host.grid_fill(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32, &cell);
            result
        }
        ("grid_grapheme", 2) => {
            let text = buffer(memory, 0)?;
            let result = host.grid_grapheme(&text);
            result
        }
        ("grid_scroll", 3) => {
            let result = host.grid_scroll(args[0] as i32, args[1] as i32, args[2] as i32);
            result
        }
        ("grid_clear", 0) => {
            let result = host.grid_clear();
            result
        }
        ("grid_cursor", 4) => {
            let result = host.grid_cursor(args[0] as i32, args[1] as i32, args[2] as i32, args[3] as i32);
            result
        }
        ("grid_mode", 1) => {
            let result = host.grid_mode(args[0] as i32);
            result
        }
        ("grid_palette", 2) => {
            let result = host.grid_palette(args[0] as i32, args[1] as i32);
            result
        }
        ("grid_scrollback_clear", 0) => {
            let result = host.grid_scrollback_clear();
            result
        }
        ("grid_title", 2) => {
            let text = buffer(memory, 0)?;
            let result = host.grid_title(&text);
            result
        }
        ("grid_raw", 2) => {
            let data = buffer(memory, 0)?;
            let result = host.grid_raw(&data);
            result
        }
        ("inflate_new", 1) => {
            let result = host.inflate_new(args[0] as i32);
            result
        }
        ("inflate", 5) => {
            let data = buffer(memory, 1)?;
            let mut out = buffer(memory, 3)?;
            let result = host.inflate(args[0] as i32, &data, &mut out);
            written.push((args[3], out));
            result
        }
        ("deflate_new", 2) => {
            let result = host.deflate_new(args[0] as i32, args[1] as i32);
            result
        }
        ("deflate", 6) => {
            let data = buffer(memory, 1)?;
            let mut out = buffer(memory, 4)?;
            let result = host.deflate(args[0] as i32, &data, args[3] as i32, &mut out);
            written.push((args[4], out));
            result
        }
        ("digest", 5) => {
            let data = buffer(memory, 1)?;
            let mut out = buffer(memory, 3)?;
            let result = host.digest(args[0] as i32, &data, &mut out);
            written.push((args[3], out));
            result
        }
        ("hmac", 7) => {
            let key = buffer(memory, 1)?;
            let data = buffer(memory, 3)?;
            let mut out = buffer(memory, 5)?;
            let result = host.hmac(args[0] as i32, &key, &data, &mut out);
            written.push((args[5], out));
            result
        }
        ("cipher_new", 6) => {
            let key = buffer(memory, 2)?;
            let iv = buffer(memory, 4)?;
            let result = host.cipher_new(args[0] as i32, args[1] as i32, &key, &iv);
            result
        }
        ("cipher", 5) => {
            let data = buffer(memory, 1)?;
            let mut out = buffer(memory, 3)?;
            let result = host.cipher(args[0] as i32, &data, &mut out);
            written.push((args[3], out));
            result
        }
        ("aead", 12) => {
            let key = buffer(memory, 2)?;
            let nonce = buffer(memory, 4)?;
            let aad = buffer(memory, 6)?;
            let data = buffer(memory, 8)?;
            let mut out = buffer(memory, 10)?;
            let result = host.aead(args[0] as i32, args[1] as i32, &key, &nonce, &aad, &data, &mut out);
            written.push((args[10], out));
            result
        }
        ("image_decode", 5) => {
            let data = buffer(memory, 1)?;
            let mut out = buffer(memory, 3)?;
            let result = host.image_decode(args[0] as i32, &data, &mut out);
            written.push((args[3], out));
            result
        }
        _ => return None,
    };
    for (start, bytes) in written.into_iter().filter(|(_, bytes)| !bytes.is_empty()) {
        memory[start as u32 as usize..][..bytes.len()].copy_from_slice(&bytes);
    }
    Some(result)
}
