//! From the server's first word to its desktop: versions, security, TLS, the log-in.

use super::input::{Fault, Input, Step, Stop, broken};

const NONE: u8 = 1;
const VNC: u8 = 2;
const VENCRYPT: u8 = 19;

const PLAIN: u32 = 256;
const TLS_NONE: u32 = 257;
const TLS_VNC: u32 = 258;
const TLS_PLAIN: u32 = 259;
const X509_NONE: u32 = 260;
const X509_VNC: u32 = 261;
const X509_PLAIN: u32 = 262;

/// Longest text that a server may say about itself, bytes.
const LONGEST_TEXT: usize = 64 * 1024;

/// How somebody wants to log in.
#[derive(Clone, Debug, Default)]
pub struct Login {
    /// There is a user's name, for servers that ask for one.
    pub has_name: bool,
    /// Nothing but TLS will do.
    pub only_tls: bool,
    /// TLS is not granted here.
    pub no_tls: bool,
    /// TLS will do without a certificate.
    pub anonymous_tls: bool,
    /// `host:port` behind a repeater.
    pub destination: Option<String>,
}

/// What the server wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// What this is, enciphered with the password.
    Challenge([u8; 16]),
    /// A user's name and the password.
    NameAndPassword,
    /// That TLS begins. Nothing of the server may be lying unread then.
    Tls {
        /// The server has no certificate.
        anonymous: bool,
    },
}

/// The desktop as the server first describes it.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Desktop {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) name: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Repeater,
    Version,
    Security,
    /// A refusal; the reason follows.
    Reason,
    Challenge,
    VencryptVersion,
    VencryptAnswer,
    VencryptTypes,
    TlsAnswer,
    /// Until a question is answered.
    Asked(Question),
    Verdict,
    Desktop,
}

/// The handshake.
#[derive(Debug)]
pub(super) struct Handshake {
    login: Login,
    stage: Stage,
    /// 3, 7 or 8.
    minor: u8,
    /// What comes after TLS.
    inner: u32,
    /// The reason that comes next is one of a log-in.
    judged: bool,
}

impl Handshake {
    pub(super) fn new(login: Login) -> Self {
        let stage = if login.destination.is_some() { Stage::Repeater } else { Stage::Version };
        Self { login, stage, minor: 8, inner: 0, judged: false }
    }

    pub(super) fn question(&self) -> Option<Question> {
        match self.stage {
            Stage::Asked(question) => Some(question),
            _ => None,
        }
    }

    /// The answer to [`Question::Challenge`].
    pub(super) fn answer_challenge(&mut self, answer: &[u8; 16], out: &mut Vec<u8>) {
        out.extend_from_slice(answer);
        self.stage = Stage::Verdict;
    }

    /// Whether what is said from now on is enciphered.
    pub(super) fn is_enciphered(&self) -> bool {
        self.inner >= TLS_NONE
    }

    /// The answer to [`Question::NameAndPassword`].
    pub(super) fn answer_name(&mut self, name: &str, password: &str, out: &mut Vec<u8>) {
        for text in [name, password] {
            out.extend_from_slice(&(text.len() as u32).to_be_bytes());
        }
        out.extend_from_slice(name.as_bytes());
        out.extend_from_slice(password.as_bytes());
        self.stage = Stage::Verdict;
    }

    /// TLS has begun.
    pub(super) fn tls_begun(&mut self) {
        self.stage = match self.inner {
            X509_VNC | TLS_VNC => Stage::Challenge,
            X509_PLAIN | TLS_PLAIN => Stage::Asked(Question::NameAndPassword),
            _ => Stage::Verdict,
        };
    }

    /// One step; the desktop is the last.
    pub(super) fn step(&mut self, input: &mut Input<'_>, out: &mut Vec<u8>) -> Step<Option<Desktop>> {
        match self.stage {
            Stage::Repeater => self.repeater(input, out)?,
            Stage::Version => self.version(input, out)?,
            Stage::Security if self.minor == 3 => self.given(input, out)?,
            Stage::Security => self.choose(input, out)?,
            Stage::Reason => return Err(self.reason(input)?.into()),
            Stage::Challenge => self.stage = Stage::Asked(Question::Challenge(input.array()?)),
            Stage::VencryptVersion => {
                let [major, minor] = input.array()?;
                if (major, minor) < (0, 2) {
                    return Err(unserved(format!("the server speaks VeNCrypt {major}.{minor}, which is too old")));
                }
                out.extend_from_slice(&[0, 2]);
                self.stage = Stage::VencryptAnswer;
            }
            Stage::VencryptAnswer => {
                if input.u8()? != 0 {
                    return Err(unserved("the server speaks no VeNCrypt 0.2"));
                }
                self.stage = Stage::VencryptTypes;
            }
            Stage::VencryptTypes => self.vencrypt(input, out)?,
            Stage::TlsAnswer => {
                if input.u8()? != 1 {
                    return Err(unserved("the server could not begin TLS"));
                }
                let anonymous = matches!(self.inner, TLS_NONE | TLS_VNC | TLS_PLAIN);
                self.stage = Stage::Asked(Question::Tls { anonymous });
            }
            Stage::Asked(_) => return Err(Stop::Asked),
            Stage::Verdict => self.verdict(input, out)?,
            Stage::Desktop => return desktop(input).map(Some),
        }
        Ok(None)
    }

    fn repeater(&mut self, input: &mut Input<'_>, out: &mut Vec<u8>) -> Step {
        if input.array::<12>()? != *b"RFB 000.000\n" {
            return Err(unserved("dest-host is set, and what answers is no VNC repeater"));
        }
        let mut name = self.login.destination.take().unwrap_or_default().into_bytes();
        name.resize(250, 0);
        out.extend_from_slice(&name);
        self.stage = Stage::Version;
        Ok(())
    }

    fn version(&mut self, input: &mut Input<'_>, out: &mut Vec<u8>) -> Step {
        let told = input.array::<12>()?;
        let number = |digits: &[u8]| std::str::from_utf8(digits).ok()?.parse::<u16>().ok();
        let (major, minor) = match (&told[..4], number(&told[4..7]), told[7], number(&told[8..11]), told[11]) {
            (b"RFB ", Some(major), b'.', Some(minor), b'\n') => (major, minor),
            _ => return Err(unserved("what answers is no VNC server")),
        };
        self.minor = match (major, minor) {
            (0..3, _) => return Err(unserved(format!("the server speaks RFB {major}.{minor}, which is too old"))),
            (3, 0..7) => 3,
            (3, 7) => 7,
            _ => 8,
        };
        out.extend_from_slice(format!("RFB 003.00{}\n", self.minor).as_bytes());
        self.stage = Stage::Security;
        Ok(())
    }

    /// RFB 3.3: the server says which security there is.
    fn given(&mut self, input: &mut Input<'_>, out: &mut Vec<u8>) -> Step {
        match input.u32()? {
            0 => self.stage = Stage::Reason,
            1 if !self.login.only_tls => self.verdict_of_none(out),
            2 if !self.login.only_tls => self.stage = Stage::Challenge,
            other => return Err(self.no_type(&other.to_string())),
        }
        Ok(())
    }

    /// RFB 3.7 and later: the client chooses.
    fn choose(&mut self, input: &mut Input<'_>, out: &mut Vec<u8>) -> Step {
        let count = input.u8()?;
        let types = input.take(count.into())?;
        if types.is_empty() {
            self.stage = Stage::Reason;
            return Ok(());
        }
        // Behind VeNCrypt is TLS, the best first; of the others, what the server names first it likes best.
        let plain = types.iter().find(|kind| matches!(**kind, NONE | VNC));
        let chosen = match plain {
            Some(kind) if !self.login.only_tls && (self.login.no_tls || !types.contains(&VENCRYPT)) => *kind,
            _ if types.contains(&VENCRYPT) => VENCRYPT,
            _ => return Err(self.no_type(&list(types))),
        };
        out.push(chosen);
        match chosen {
            NONE => self.verdict_of_none(out),
            VNC => self.stage = Stage::Challenge,
            _ => self.stage = Stage::VencryptVersion,
        }
        Ok(())
    }

    fn no_type(&self, types: &str) -> Stop {
        let wanted = if self.login.only_tls { "TLS" } else { "a security type that fits" };
        unserved(format!("the server does not offer {wanted}: it has the types {types}"))
    }

    /// Before 3.8 a server without security gives no verdict.
    fn verdict_of_none(&mut self, out: &mut Vec<u8>) {
        if self.minor == 8 {
            self.stage = Stage::Verdict;
        } else {
            self.admitted(out);
        }
    }

    fn vencrypt(&mut self, input: &mut Input<'_>, out: &mut Vec<u8>) -> Step {
        let count = input.u8()?;
        let types: Vec<u32> =
            input.take(usize::from(count) * 4)?.chunks_exact(4).map(|four| four.iter().fold(0, add_byte)).collect();
        let Some(chosen) = self.wishes().into_iter().find(|wish| types.contains(wish)) else {
            let without = types.iter().any(|kind| (TLS_NONE..=TLS_PLAIN).contains(kind));
            let words = match (without, &self.login) {
                (_, Login { no_tls: true, .. }) => "the server demands TLS, which is not granted here",
                (true, Login { anonymous_tls: false, .. }) => {
                    "the server encrypts without a certificate, which tls-verify=false would take"
                }
                _ => "the server has no kind of TLS that fits",
            };
            return Err(unserved(format!("{words}: it has the VeNCrypt types {}", list(&types))));
        };
        out.extend_from_slice(&chosen.to_be_bytes());
        self.inner = chosen;
        match u8::try_from(chosen) {
            Ok(NONE) => self.verdict_of_none(out),
            Ok(_) => self.stage = Stage::Challenge,
            Err(_) if chosen == PLAIN => self.stage = Stage::Asked(Question::NameAndPassword),
            Err(_) => self.stage = Stage::TlsAnswer,
        }
        Ok(())
    }

    /// What is wished for behind VeNCrypt, the best first. A name is used where there is one, and not asked for where
    /// the server can do without.
    fn wishes(&self) -> Vec<u32> {
        let named = self.login.has_name;
        let order = |plain, vnc, none| if named { [plain, vnc, none] } else { [vnc, none, plain] };
        let mut wishes = Vec::with_capacity(9);
        if !self.login.no_tls {
            wishes.extend(order(X509_PLAIN, X509_VNC, X509_NONE));
        }
        if self.login.anonymous_tls && !self.login.no_tls {
            wishes.extend(order(TLS_PLAIN, TLS_VNC, TLS_NONE));
        }
        if !self.login.only_tls {
            // The password itself is said in the clear only where there is no other way.
            wishes.extend([VNC.into(), NONE.into(), PLAIN]);
        }
        wishes
    }

    fn verdict(&mut self, input: &mut Input<'_>, out: &mut Vec<u8>) -> Step {
        match input.u32()? {
            0 => self.admitted(out),
            _ if self.minor == 8 => {
                self.judged = true;
                self.stage = Stage::Reason;
            }
            2 => return Err(Fault::Refused("the server refused the log-in: too many attempts".into()).into()),
            _ => return Err(Fault::Refused("the server refused the password".into()).into()),
        }
        Ok(())
    }

    /// The session is shared: nobody is thrown out by it.
    fn admitted(&mut self, out: &mut Vec<u8>) {
        out.push(1);
        self.stage = Stage::Desktop;
    }

    fn reason(&self, input: &mut Input<'_>) -> Step<Fault> {
        let words = text(input)?;
        Ok(match (self.judged, words.is_empty()) {
            (true, true) => Fault::Refused("the server refused the log-in".into()),
            (true, false) => Fault::Refused(format!("the server refused the log-in: {words}")),
            (false, _) => Fault::Unserved(format!("the server refused the connection: {words}")),
        })
    }
}

fn add_byte(number: u32, byte: &u8) -> u32 {
    number << 8 | u32::from(*byte)
}

fn list<T: ToString>(numbers: &[T]) -> String {
    numbers.iter().map(T::to_string).collect::<Vec<_>>().join(", ")
}

fn unserved(words: impl Into<String>) -> Stop {
    Fault::Unserved(words.into()).into()
}

/// A text after its length, without control characters.
pub(super) fn text(input: &mut Input<'_>) -> Step<String> {
    let length = input.u32()? as usize;
    if length > LONGEST_TEXT {
        return broken(format!("the server says a text of {length} bytes"));
    }
    let text = String::from_utf8_lossy(input.take(length)?).into_owned();
    Ok(text.chars().filter(|character| !character.is_control()).collect())
}

fn desktop(input: &mut Input<'_>) -> Step<Desktop> {
    let (width, height) = (input.u16()?, input.u16()?);
    input.take(16)?;
    let name = text(input)?;
    if width == 0 || height == 0 {
        return broken(format!("the desktop has no size: {width}x{height}"));
    }
    Ok(Desktop { width, height, name })
}
