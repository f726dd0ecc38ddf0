//! The telnet protocol, sans-io.

use crate::option::Options;
use crate::option::command::{DO, DONT, END, IAC, SUBNEGOTIATION, WILL, WONT};
use crate::option::number::{BINARY, CHARSET, ECHO, NEW_ENVIRON, TERMINAL_SPEED, TERMINAL_TYPE, WINDOW_SIZE};

/// The longest subnegotiation that is kept, bytes.
const LONGEST: usize = 4096;

const IS: u8 = 0;
const SEND: u8 = 1;

/// What the server is told about us.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    /// Name of the terminal type.
    pub terminal_type: String,
    /// Value of USER; empty where nobody is named.
    pub user: String,
    /// Name of the character set.
    pub charset: String,
}

/// Where the parser stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Data,
    Command,
    Negotiation(u8),
    Subnegotiation,
    SubnegotiationCommand,
}

/// One end of a telnet connection: the terminal's.
///
/// It asks for nothing by itself, so that a server that speaks no telnet sees none.
pub struct Telnet {
    identity: Identity,
    options: Options,
    state: State,
    subnegotiation: Vec<u8>,
    size: (usize, usize),
    /// Which of our terminal types was told last.
    told: usize,
    /// The server has spoken telnet.
    negotiates: bool,
}

impl Telnet {
    /// A connection at its beginning.
    #[must_use]
    pub fn new(identity: Identity) -> Self {
        Self {
            identity,
            options: Options::new(),
            state: State::Data,
            subnegotiation: Vec::new(),
            size: (80, 24),
            told: 0,
            negotiates: false,
        }
    }

    /// Takes what the server sent: data go to `data`, answers to `out`.
    pub fn receive(&mut self, bytes: &[u8], data: &mut Vec<u8>, out: &mut Vec<u8>) {
        let mut rest = bytes;
        while let Some((&byte, after)) = rest.split_first() {
            if self.state == State::Data {
                let length = memchr::memchr(IAC, rest).unwrap_or(rest.len());
                self.data(&rest[..length], data);
                rest = &rest[length..];
                if !rest.is_empty() {
                    self.state = State::Command;
                    rest = &rest[1..];
                }
                continue;
            }
            self.command(byte, data, out);
            rest = after;
        }
    }

    /// Data: NUL means nothing, unless the connection is binary.
    fn data(&mut self, bytes: &[u8], data: &mut Vec<u8>) {
        if self.options.they_do(BINARY) {
            data.extend_from_slice(bytes);
            return;
        }
        let mut rest = bytes;
        while let Some(length) = memchr::memchr(0, rest) {
            data.extend_from_slice(&rest[..length]);
            rest = &rest[length + 1..];
        }
        data.extend_from_slice(rest);
    }

    // Away from the loop over the data, which is compiled early only if it is small.
    #[inline(never)]
    fn command(&mut self, byte: u8, data: &mut Vec<u8>, out: &mut Vec<u8>) {
        self.state = match (self.state, byte) {
            (State::Command, IAC) => {
                data.push(IAC);
                State::Data
            }
            (State::Command, WILL | WONT | DO | DONT) => State::Negotiation(byte),
            (State::Command, SUBNEGOTIATION) => {
                self.subnegotiation.clear();
                State::Subnegotiation
            }
            (State::Negotiation(command), option) => {
                self.negotiates = true;
                if self.options.command(command, option, out) && option == WINDOW_SIZE {
                    self.tell_size(out);
                }
                State::Data
            }
            (State::Subnegotiation, IAC) => State::SubnegotiationCommand,
            (State::Subnegotiation, byte) => {
                if self.subnegotiation.len() < LONGEST {
                    self.subnegotiation.push(byte);
                }
                State::Subnegotiation
            }
            (State::SubnegotiationCommand, IAC) => {
                if self.subnegotiation.len() < LONGEST {
                    self.subnegotiation.push(IAC);
                }
                State::Subnegotiation
            }
            (State::SubnegotiationCommand, END) => {
                self.subnegotiated(out);
                State::Data
            }
            // A subnegotiation without end: the command begins anew.
            (State::SubnegotiationCommand, byte) => {
                self.state = State::Command;
                return self.command(byte, data, out);
            }
            // GA, NOP, DM and the like mean nothing to a terminal.
            (State::Command, _) | (State::Data, _) => State::Data,
        };
    }

    /// Wraps what is typed.
    pub fn send(&mut self, typed: &[u8], out: &mut Vec<u8>) {
        let binary = self.options.we_do(BINARY) || !self.negotiates;
        for (at, &byte) in typed.iter().enumerate() {
            out.push(byte);
            if byte == IAC {
                out.push(IAC);
            } else if byte == b'\r' && !binary && typed.get(at + 1) != Some(&b'\n') {
                out.push(0);
            }
        }
    }

    /// Takes the size of the screen, and tells it where that was agreed on.
    pub fn resize(&mut self, columns: usize, rows: usize, out: &mut Vec<u8>) {
        self.size = (columns, rows);
        if self.options.we_do(WINDOW_SIZE) {
            self.tell_size(out);
        }
    }

    /// Whether the server shows what is typed.
    #[must_use]
    pub fn echoes(&self) -> bool {
        self.options.they_do(ECHO)
    }

    fn tell_size(&self, out: &mut Vec<u8>) {
        let number = |value: usize| u16::try_from(value).unwrap_or(u16::MAX).to_be_bytes();
        let body = [number(self.size.0), number(self.size.1)].concat();
        self.subnegotiate(WINDOW_SIZE, &body, out);
    }

    fn subnegotiate(&self, option: u8, body: &[u8], out: &mut Vec<u8>) {
        out.extend_from_slice(&[IAC, SUBNEGOTIATION, option]);
        for &byte in body {
            out.push(byte);
            if byte == IAC {
                out.push(IAC);
            }
        }
        out.extend_from_slice(&[IAC, END]);
    }

    fn subnegotiated(&mut self, out: &mut Vec<u8>) {
        let body = std::mem::take(&mut self.subnegotiation);
        match body.as_slice() {
            [TERMINAL_TYPE, SEND] if self.options.we_do(TERMINAL_TYPE) => {
                let name = self.next_type();
                self.subnegotiate(TERMINAL_TYPE, &[&[IS], name.as_bytes()].concat(), out);
            }
            [TERMINAL_SPEED, SEND] if self.options.we_do(TERMINAL_SPEED) => {
                self.subnegotiate(TERMINAL_SPEED, b"\x0038400,38400", out);
            }
            [NEW_ENVIRON, SEND, wanted @ ..] if self.options.we_do(NEW_ENVIRON) => self.environment(wanted, out),
            [CHARSET, 1, offered @ ..] => self.charset(offered, out),
            _ => {}
        }
        self.subnegotiation = body;
    }

    /// RFC 1091: each time the next name, the last one twice, and then from the first again.
    fn next_type(&mut self) -> String {
        let first = &self.identity.terminal_type;
        let mut names = vec![first.as_str()];
        names
            .extend(["xterm", "vt220", "vt100"].into_iter().filter(|name| name != first && first.starts_with("xterm")));
        let name = names[self.told.min(names.len() - 1)].to_owned();
        self.told = if self.told == names.len() { 0 } else { self.told + 1 };
        name
    }

    /// RFC 1572: the user name is the only variable there is.
    fn environment(&self, wanted: &[u8], out: &mut Vec<u8>) {
        const VAR: u8 = 0;
        const VALUE: u8 = 1;
        const ESCAPE: u8 = 2;
        const USER_VAR: u8 = 3;
        let mut body = vec![IS];
        let mut tell = |kind: u8, name: &[u8], value: Option<&str>| {
            let escaped = |text: &[u8], body: &mut Vec<u8>| {
                for &byte in text {
                    if byte <= USER_VAR {
                        body.push(ESCAPE);
                    }
                    body.push(byte);
                }
            };
            body.push(kind);
            escaped(name, &mut body);
            if let Some(value) = value {
                body.push(VALUE);
                escaped(value.as_bytes(), &mut body);
            }
        };
        let user = Some(self.identity.user.as_str()).filter(|user| !user.is_empty());
        let mut names = wanted.split_inclusive(|byte| matches!(*byte, VAR | USER_VAR)).peekable();
        if wanted.is_empty() || wanted == [VAR] || wanted == [VAR, USER_VAR] {
            if user.is_some() {
                tell(VAR, b"USER", user);
            }
        } else {
            // The first part is only the kind of the first name; each later one ends with the kind of the next.
            let mut kind = names.next().and_then(|part| part.last().copied()).unwrap_or(VAR);
            while let Some(part) = names.next() {
                let last = names.peek().is_none() && !matches!(part.last(), Some(&(VAR | USER_VAR)));
                let (name, next) = if last { (part, VAR) } else { (&part[..part.len() - 1], part[part.len() - 1]) };
                if !name.is_empty() {
                    let known = kind == VAR && name == b"USER";
                    tell(kind, name, user.filter(|_| known));
                }
                kind = next;
            }
        }
        self.subnegotiate(NEW_ENVIRON, &body, out);
    }

    /// RFC 2066: ours if it is on offer.
    fn charset(&self, offered: &[u8], out: &mut Vec<u8>) {
        const ACCEPTED: u8 = 2;
        const REJECTED: u8 = 3;
        let offered = match offered.strip_prefix(b"[TTABLE]") {
            Some(rest) => rest.get(1..).unwrap_or_default(),
            None => offered,
        };
        let ours = offered.split_first().and_then(|(separator, names)| {
            names
                .split(|byte| byte == separator)
                .find(|name| name.eq_ignore_ascii_case(self.identity.charset.as_bytes()))
        });
        match ours {
            Some(name) => self.subnegotiate(CHARSET, &[&[ACCEPTED], name].concat(), out),
            None => self.subnegotiate(CHARSET, &[REJECTED], out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::option::number::SUPPRESS_GO_AHEAD;

    fn telnet() -> Telnet {
        Telnet::new(Identity { terminal_type: "xterm-256color".into(), user: "alice".into(), charset: "UTF-8".into() })
    }

    fn exchange(telnet: &mut Telnet, bytes: &[u8]) -> (Vec<u8>, Vec<u8>) {
        let (mut data, mut out) = (Vec::new(), Vec::new());
        telnet.receive(bytes, &mut data, &mut out);
        (data, out)
    }

    #[test]
    fn data_pass_and_commands_do_not() {
        let mut telnet = telnet();
        let (data, out) = exchange(&mut telnet, b"a\xff\xffb\xff\xf1c\xff\xf9\r\0d\r\n");
        assert_eq!((data, out), (b"a\xffbc\rd\r\n".to_vec(), vec![]));
    }

    #[test]
    fn every_cut_gives_the_same() {
        let bytes = b"one\r\0two\xff\xfd\x1f\xff\xfb\x01\xff\xfd\x18\xff\xfa\x18\x01\xff\xf0th\xff\xffree\xff\xfd\x27\xff\xfa\x27\x01\0USER\xff\xf0\r\0";
        let (data, out) = exchange(&mut telnet(), bytes);
        assert_eq!(data, b"one\rtwoth\xffree\r");
        for cut in 0..=bytes.len() {
            let mut telnet = telnet();
            let (mut data_now, mut out_now) = exchange(&mut telnet, &bytes[..cut]);
            let (more_data, more_out) = exchange(&mut telnet, &bytes[cut..]);
            data_now.extend(more_data);
            out_now.extend(more_out);
            assert_eq!((&data_now, &out_now), (&data, &out), "cut={cut}");
        }
    }

    #[test]
    fn the_window_size_is_told_when_it_is_wanted_and_when_it_changes() {
        let mut telnet = telnet();
        let mut out = Vec::new();
        telnet.resize(99, 39, &mut out);
        assert_eq!(out, []);
        assert_eq!(exchange(&mut telnet, b"\xff\xfd\x1f").1, b"\xff\xfb\x1f\xff\xfa\x1f\0\x63\0\x27\xff\xf0");
        telnet.resize(255, 40, &mut out);
        assert_eq!(out, b"\xff\xfa\x1f\0\xff\xff\0\x28\xff\xf0");
    }

    #[test]
    fn terminal_types_are_a_list_that_repeats_its_last() {
        let mut telnet = telnet();
        exchange(&mut telnet, b"\xff\xfd\x18");
        let names: Vec<String> = (0..6)
            .map(|_| {
                let (_, out) = exchange(&mut telnet, b"\xff\xfa\x18\x01\xff\xf0");
                String::from_utf8_lossy(&out[4..out.len() - 2]).into_owned()
            })
            .collect();
        assert_eq!(names, ["xterm-256color", "xterm", "vt220", "vt100", "vt100", "xterm-256color"]);
    }

    #[test]
    fn the_user_is_told_to_a_server_that_asks() {
        for (asked, told) in [
            (b"".as_slice(), b"\0\0USER\x01alice".as_slice()),
            (b"\0", b"\0\0USER\x01alice"),
            (b"\0USER", b"\0\0USER\x01alice"),
            (b"\0JOB\0USER\x03LANG", b"\0\0JOB\0USER\x01alice\x03LANG"),
            (b"\x03USER", b"\0\x03USER"),
        ] {
            let mut telnet = telnet();
            exchange(&mut telnet, b"\xff\xfd\x27");
            let (_, out) = exchange(&mut telnet, &[b"\xff\xfa\x27\x01", asked, b"\xff\xf0"].concat());
            assert_eq!(out, [b"\xff\xfa\x27", told, b"\xff\xf0"].concat(), "{asked:?}");
        }
    }

    #[test]
    fn line_mode_is_refused_and_what_a_terminal_needs_is_agreed_to() {
        let mut telnet = telnet();
        assert_eq!(exchange(&mut telnet, b"\xff\xfd\x22").1, b"\xff\xfc\x22");
        assert_eq!(exchange(&mut telnet, &[IAC, WILL, SUPPRESS_GO_AHEAD]).1, [IAC, DO, SUPPRESS_GO_AHEAD]);
        assert!(!telnet.echoes());
        exchange(&mut telnet, &[IAC, WILL, ECHO]);
        assert!(telnet.echoes());
    }

    #[test]
    fn a_return_is_followed_by_nul_unless_binary_or_no_telnet_at_all() {
        let mut telnet = telnet();
        let typed = |telnet: &mut Telnet| {
            let mut out = Vec::new();
            telnet.send(b"a\r\xff", &mut out);
            out
        };
        assert_eq!(typed(&mut telnet), b"a\r\xff\xff");
        exchange(&mut telnet, &[IAC, WILL, ECHO]);
        assert_eq!(typed(&mut telnet), b"a\r\0\xff\xff");
        // Only what is typed: a Unix daemon that sends binary no longer turns line feeds into new lines.
        let (_, out) = exchange(&mut telnet, &[IAC, DO, BINARY]);
        assert_eq!(out, [IAC, WILL, BINARY]);
        assert_eq!(typed(&mut telnet), b"a\r\xff\xff");
    }

    #[test]
    fn the_charset_is_accepted_where_it_is_on_offer() {
        let mut telnet = telnet();
        assert_eq!(exchange(&mut telnet, b"\xff\xfa\x2a\x01;latin1;utf-8\xff\xf0").1, b"\xff\xfa\x2a\x02utf-8\xff\xf0");
        assert_eq!(exchange(&mut telnet, b"\xff\xfa\x2a\x01;latin1\xff\xf0").1, b"\xff\xfa\x2a\x03\xff\xf0");
    }

    #[test]
    fn noise_does_not_break_it_and_a_long_subnegotiation_is_cut() {
        let mut seed = 7u64;
        for _ in 0..300 {
            let mut telnet = telnet();
            let bytes: Vec<u8> = (0..500)
                .map(|_| {
                    seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                    let byte = (seed >> 33) as u8;
                    if byte < 90 { [255, 250, 240, 253, 251, 39, 24, 1, 0][usize::from(byte) % 9] } else { byte }
                })
                .collect();
            exchange(&mut telnet, &bytes);
        }
        let mut telnet = telnet();
        exchange(&mut telnet, b"\xff\xfa\x18");
        exchange(&mut telnet, &vec![b'x'; 1 << 20]);
        assert_eq!(exchange(&mut telnet, b"\xff\xf0after").0, b"after");
        assert!(telnet.subnegotiation.len() <= LONGEST);
    }
}
