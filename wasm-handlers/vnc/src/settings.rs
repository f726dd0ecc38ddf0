//! What the session's parameters say.

use std::time::Duration;

use tubeway::{CloseReason, feature, param, param_or, param_parsed};

use crate::rfb::{Depth, Encoding, Login, Order, PixelLayout, Wishes};
use crate::text::Charset;

/// What is asked for where `encodings` says nothing.
const ENCODINGS: &str = "copyrect tight zrle hextile zlib rre raw";

/// How good a JPEG is to be where `quality-level` says nothing, 0 to 9, which servers read as they like. One that moves
/// goes to the client with its pixels; once it rests, it is asked for without loss.
const QUALITY: i32 = 4;

/// The same for servers that take JPEG's own quality, 0 to 100, and are told apart from it to halve the colours' lines and
/// columns: fewer bytes for what moves than any level of theirs that looks as good.
/// Source: TurboVNC's pseudo-encodings, which TigerVNC and LibVNCServer know too.
const FINE_QUALITY: i32 = 88;

/// How long a server that connects by itself is waited for where `listen-timeout` says nothing.
const LISTEN: Duration = Duration::from_secs(5);

/// The host waits no longer.
const LONGEST_LISTEN: Duration = Duration::from_secs(600);

/// What the reference daemon does and this host does not: the parameter that asks for it, and the words for the log.
const NO_EFFECT: [(&str, &str); 5] = [
    ("enable-audio", "there is no sound"),
    ("enable-sftp", "no files are transferred"),
    ("disable-server-input", "the server's own keyboard and mouse go on working"),
    ("recording-path", "nothing is recorded into a folder that a connection names"),
    ("wol-send-packet", "no packet that wakes the target is sent"),
];

/// The parameters of a session, as the reference daemon names them.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) wishes: Wishes,
    pub(crate) username: String,
    pub(crate) charset: Charset,
    pub(crate) timeout: Duration,
    /// The server connects by itself, in this time.
    pub(crate) awaited: Option<Duration>,
    /// Nothing need vouch for the server.
    pub(crate) any_certificate: bool,
    /// How often a connection that fails is tried again.
    pub(crate) retries: u32,
    pub(crate) read_only: bool,
    pub(crate) copies: bool,
    pub(crate) pastes: bool,
    pub(crate) resizes: bool,
    /// The server draws the pointer.
    pub(crate) remote_cursor: bool,
}

impl Settings {
    /// Reads the parameters. What cannot work ends the session and says so; what is set and has no effect is told in the
    /// log.
    pub(crate) fn read() -> tubeway::Result<Option<Self>> {
        for (name, words) in NO_EFFECT {
            if param(name)?.is_some_and(|value| !value.is_empty() && value != "false") {
                tubeway::warning!("{name} is set and has no effect: {words}");
            }
        }
        let charset = param_or("clipboard-encoding", "")?;
        let Some(charset) = Charset::named(&charset) else {
            let words = format!("no encoding is named clipboard-encoding={charset}");
            tubeway::end(CloseReason::ConfigurationError, &words);
            return Ok(None);
        };
        let read_only = flag("read-only")?;
        let username = param_or("username", "")?;
        let remote_cursor = param_or("cursor", "")? == "remote";
        let any_certificate = param_or("tls-verify", "true")? == "false";
        let destination = param("dest-host")?.filter(|host| !host.is_empty());
        let port = param_parsed::<u16>("dest-port")?.unwrap_or(5900);
        let awaited = awaited()?;
        if awaited.is_some() && destination.is_some() {
            let words = "reverse-connect and dest-host exclude each other: a repeater is dialled, it does not connect";
            tubeway::end(CloseReason::ConfigurationError, words);
            return Ok(None);
        }
        let login = Login {
            has_name: !username.is_empty(),
            only_tls: flag("tls")?,
            no_tls: !feature("tls"),
            anonymous_tls: any_certificate,
            destination: destination.map(|host| format!("{host}:{port}")),
        };
        Ok(Some(Self {
            wishes: wishes(login, remote_cursor)?,
            any_certificate,
            username,
            charset,
            timeout: Duration::from_secs(param_parsed::<u64>("timeout")?.filter(|seconds| *seconds > 0).unwrap_or(10)),
            awaited,
            retries: param_parsed("autoretry")?.unwrap_or(0),
            read_only,
            copies: !flag("disable-copy")?,
            pastes: !flag("disable-paste")? && !read_only,
            resizes: !flag("disable-display-resize")? && !read_only,
            remote_cursor,
        }))
    }
}

/// How long a server that connects by itself is waited for.
fn awaited() -> tubeway::Result<Option<Duration>> {
    if !flag("reverse-connect")? {
        return Ok(None);
    }
    let time = param_parsed::<u64>("listen-timeout")?.filter(|millis| *millis > 0).map(Duration::from_millis);
    Ok(Some(time.unwrap_or(LISTEN).min(LONGEST_LISTEN)))
}

fn wishes(login: Login, remote_cursor: bool) -> tubeway::Result<Wishes> {
    let named = param_or("encodings", "")?;
    let (mut encodings, unknown) = encodings(if named.trim().is_empty() { ENCODINGS } else { &named });
    if !unknown.is_empty() {
        tubeway::warning!("encodings names some that are not spoken here, which are left out: {}", unknown.join(" "));
    }
    let depth = match param_or("color-depth", "")?.trim() {
        "8" => Depth::Low,
        "16" => Depth::High,
        _ => Depth::True,
    };
    let first = encodings.iter().find(|encoding| ![Encoding::CopyRect, Encoding::Raw].contains(encoding));
    let order = match first {
        Some(Encoding::Zrle | Encoding::Trle) => Order::RedFirst,
        _ => Order::BlueFirst,
    };
    let layout = PixelLayout::new(depth, order, flag("swap-red-blue")?);
    encodings.extend([
        Encoding::LastRect,
        Encoding::DesktopSize,
        Encoding::ExtendedDesktopSize,
        Encoding::DesktopName,
        Encoding::ExtendedClipboard,
        Encoding::ExtendedKey,
        Encoding::LedState,
        Encoding::VmwareLedState,
        Encoding::Fence,
        Encoding::ContinuousUpdates,
    ]);
    if !remote_cursor {
        encodings.extend([
            Encoding::CursorWithAlpha,
            Encoding::Cursor,
            Encoding::XCursor,
            Encoding::PointerPosition,
            Encoding::VmwarePointerPosition,
        ]);
    }
    let mut encodings: Vec<i32> = encodings.into_iter().map(|encoding| encoding as i32).collect();
    let level =
        |name: &str| Ok::<_, tubeway::Error>(param_parsed::<i32>(name)?.filter(|level| (0..=9).contains(level)));
    if let Some(level) = level("compress-level")? {
        encodings.push(Encoding::Compress0 as i32 + level);
    }
    if layout.takes_images() && !flag("force-lossless")? {
        let level = level("quality-level")?;
        encodings.push(Encoding::Quality0 as i32 + level.unwrap_or(QUALITY));
        if level.is_none() {
            // After the level: for some servers the last one holds.
            encodings.extend([Encoding::FineQuality0 as i32 + FINE_QUALITY, Encoding::HalfColor as i32]);
        }
    }
    Ok(Wishes { login, layout, encodings })
}

/// The encodings of a list of names, and the names that are none.
fn encodings(names: &str) -> (Vec<Encoding>, Vec<&str>) {
    let mut known = Vec::new();
    let mut unknown = Vec::new();
    for name in names.split_whitespace() {
        match Encoding::named(name) {
            Some(encoding) if known.contains(&encoding) => {}
            Some(encoding) => known.push(encoding),
            None => unknown.push(name),
        }
    }
    (known, unknown)
}

pub(crate) fn flag(name: &str) -> tubeway::Result<bool> {
    Ok(param(name)?.is_some_and(|value| value == "true"))
}
