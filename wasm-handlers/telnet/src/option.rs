//! Options and their negotiation: the Q method of RFC 1143.

/// Telnet options by number.
pub(crate) mod number {
    pub(crate) const BINARY: u8 = 0;
    pub(crate) const ECHO: u8 = 1;
    pub(crate) const SUPPRESS_GO_AHEAD: u8 = 3;
    pub(crate) const TIMING_MARK: u8 = 6;
    pub(crate) const TERMINAL_TYPE: u8 = 24;
    pub(crate) const WINDOW_SIZE: u8 = 31;
    pub(crate) const TERMINAL_SPEED: u8 = 32;
    pub(crate) const NEW_ENVIRON: u8 = 39;
    pub(crate) const CHARSET: u8 = 42;
}

use number::*;

/// Commands of RFC 854.
pub(crate) mod command {
    pub(crate) const END: u8 = 240;
    pub(crate) const SUBNEGOTIATION: u8 = 250;
    pub(crate) const WILL: u8 = 251;
    pub(crate) const WONT: u8 = 252;
    pub(crate) const DO: u8 = 253;
    pub(crate) const DONT: u8 = 254;
    pub(crate) const IAC: u8 = 255;
}

/// One side of one option, as RFC 1143 names the states; the queue bit is the value of the two that wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Side {
    #[default]
    No,
    Yes,
    WantsNo {
        opposite: bool,
    },
    WantsYes {
        opposite: bool,
    },
}

/// What is to be said to the other end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Say {
    Nothing,
    Agree,
    Refuse,
}

impl Side {
    /// The other end says WILL (or DO).
    fn offered(&mut self, wanted: bool) -> Say {
        let (next, say) = match *self {
            Side::No if wanted => (Side::Yes, Say::Agree),
            Side::No => (Side::No, Say::Refuse),
            Side::Yes => (Side::Yes, Say::Nothing),
            // An answer to our refusal that says yes is the other end's error.
            Side::WantsNo { opposite: false } => (Side::No, Say::Nothing),
            Side::WantsNo { opposite: true } => (Side::Yes, Say::Nothing),
            Side::WantsYes { opposite: false } => (Side::Yes, Say::Nothing),
            Side::WantsYes { opposite: true } => (Side::WantsNo { opposite: false }, Say::Refuse),
        };
        *self = next;
        say
    }

    /// The other end says WONT (or DONT).
    fn refused(&mut self) -> Say {
        let (next, say) = match *self {
            Side::No => (Side::No, Say::Nothing),
            Side::Yes => (Side::No, Say::Refuse),
            Side::WantsNo { opposite: false } => (Side::No, Say::Nothing),
            Side::WantsNo { opposite: true } => (Side::WantsYes { opposite: false }, Say::Agree),
            Side::WantsYes { .. } => (Side::No, Say::Nothing),
        };
        *self = next;
        say
    }

    /// We want the option.
    #[cfg(test)]
    fn ask(&mut self) -> Say {
        let (next, say) = match *self {
            Side::No => (Side::WantsYes { opposite: false }, Say::Agree),
            Side::Yes => (Side::Yes, Say::Nothing),
            Side::WantsNo { .. } => (Side::WantsNo { opposite: true }, Say::Nothing),
            Side::WantsYes { .. } => (Side::WantsYes { opposite: false }, Say::Nothing),
        };
        *self = next;
        say
    }
}

/// The state of all options.
pub(crate) struct Options {
    us: [Side; 256],
    them: [Side; 256],
}

/// What we do ourselves when asked.
const OURS: [u8; 8] =
    [BINARY, SUPPRESS_GO_AHEAD, TIMING_MARK, TERMINAL_TYPE, WINDOW_SIZE, TERMINAL_SPEED, NEW_ENVIRON, CHARSET];
/// What the other end may do.
const THEIRS: [u8; 4] = [BINARY, ECHO, SUPPRESS_GO_AHEAD, CHARSET];

impl Options {
    pub(crate) fn new() -> Self {
        Self { us: [Side::No; 256], them: [Side::No; 256] }
    }

    /// Takes a WILL, WONT, DO or DONT and answers it; tells whether it switched one of our options on.
    pub(crate) fn command(&mut self, command: u8, option: u8, out: &mut Vec<u8>) -> bool {
        let index = usize::from(option);
        let ours = matches!(command, command::DO | command::DONT);
        let side = if ours { &mut self.us[index] } else { &mut self.them[index] };
        let before = *side;
        let say = match command {
            command::DO => side.offered(OURS.contains(&option)),
            command::WILL => side.offered(THEIRS.contains(&option)),
            _ => side.refused(),
        };
        let on = ours && *side == Side::Yes && before != Side::Yes;
        if option == TIMING_MARK {
            // A timing mark is answered each time and stays off.
            *side = Side::No;
        }
        self.say(say, ours, option, out);
        on
    }

    /// Asks to switch one of our options on. The terminal's end never begins.
    #[cfg(test)]
    pub(crate) fn offer(&mut self, option: u8, out: &mut Vec<u8>) {
        let say = self.us[usize::from(option)].ask();
        self.say(say, true, option, out);
    }

    /// Asks the other end to switch an option on. The terminal's end never does.
    #[cfg(test)]
    pub(crate) fn demand(&mut self, option: u8, out: &mut Vec<u8>) {
        let say = self.them[usize::from(option)].ask();
        self.say(say, false, option, out);
    }

    fn say(&self, say: Say, ours: bool, option: u8, out: &mut Vec<u8>) {
        let command = match (say, ours) {
            (Say::Nothing, _) => return,
            (Say::Agree, true) => command::WILL,
            (Say::Agree, false) => command::DO,
            (Say::Refuse, true) => command::WONT,
            (Say::Refuse, false) => command::DONT,
        };
        out.extend_from_slice(&[command::IAC, command, option]);
    }

    pub(crate) fn we_do(&self, option: u8) -> bool {
        self.us[usize::from(option)] == Side::Yes
    }

    pub(crate) fn they_do(&self, option: u8) -> bool {
        self.them[usize::from(option)] == Side::Yes
    }
}

#[cfg(test)]
mod tests {
    use super::command::*;
    use super::*;

    fn said(options: &mut Options, command: u8, option: u8) -> Vec<u8> {
        let mut out = Vec::new();
        options.command(command, option, &mut out);
        out
    }

    #[test]
    fn what_we_can_is_agreed_to_once_and_the_rest_refused() {
        let mut options = Options::new();
        assert_eq!(said(&mut options, DO, WINDOW_SIZE), [IAC, WILL, WINDOW_SIZE]);
        assert_eq!(said(&mut options, DO, WINDOW_SIZE), []);
        assert_eq!(said(&mut options, DO, 34), [IAC, WONT, 34]);
        assert_eq!(said(&mut options, WILL, ECHO), [IAC, DO, ECHO]);
        assert_eq!(said(&mut options, WILL, ECHO), []);
        assert_eq!(said(&mut options, WILL, 86), [IAC, DONT, 86]);
        assert!(options.we_do(WINDOW_SIZE) && options.they_do(ECHO) && !options.we_do(34));
    }

    #[test]
    fn a_refusal_is_confirmed_only_where_something_changes() {
        let mut options = Options::new();
        assert_eq!(said(&mut options, WONT, ECHO), []);
        said(&mut options, WILL, ECHO);
        assert_eq!(said(&mut options, WONT, ECHO), [IAC, DONT, ECHO]);
        assert_eq!(said(&mut options, WONT, ECHO), []);
        assert!(!options.they_do(ECHO));
    }

    #[test]
    fn answers_to_our_own_requests_are_not_answered() {
        let mut options = Options::new();
        let mut out = Vec::new();
        options.offer(BINARY, &mut out);
        options.demand(BINARY, &mut out);
        assert_eq!(out, [IAC, WILL, BINARY, IAC, DO, BINARY]);
        assert_eq!(said(&mut options, DO, BINARY), []);
        assert_eq!(said(&mut options, WILL, BINARY), []);
        assert!(options.we_do(BINARY) && options.they_do(BINARY));
        assert_eq!(said(&mut options, DONT, BINARY), [IAC, WONT, BINARY]);
    }

    #[test]
    fn no_sequence_of_commands_makes_an_endless_exchange() {
        // Two ends with the same rules fall silent whatever one of them begins with.
        for seed in 0..2000u32 {
            let (mut one, mut other) = (Options::new(), Options::new());
            let mut wire = Vec::new();
            for step in 0..4 {
                let option = OURS[(seed >> (step * 3)) as usize % OURS.len()];
                match seed >> step & 3 {
                    0 => one.offer(option, &mut wire),
                    1 => one.demand(option, &mut wire),
                    2 => other.offer(option, &mut wire),
                    _ => {}
                }
            }
            let mut turns = 0;
            while !wire.is_empty() {
                let mut answer = Vec::new();
                let to = if turns % 2 == 0 { &mut other } else { &mut one };
                for command in wire.chunks(3) {
                    to.command(command[1], command[2], &mut answer);
                }
                wire = answer;
                turns += 1;
                assert!(turns < 10, "seed={seed}");
            }
        }
    }

    #[test]
    fn a_timing_mark_is_answered_each_time() {
        let mut options = Options::new();
        for _ in 0..2 {
            assert_eq!(said(&mut options, DO, TIMING_MARK), [IAC, WILL, TIMING_MARK]);
        }
    }
}
