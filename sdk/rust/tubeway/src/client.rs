//! Whoever looks at the session.

use crate::answer::{bytes, check};
use crate::error::{Error, Result};
use crate::stream::Stream;
use crate::sys::{
    self, CloseReason, Event as Head, EventKind, KeyEvent, LagEvent, MouseEvent, SizeEvent, Status,
    StreamPurpose, TouchEvent, event_flags,
};
use crate::timeout::Timeout;
use crate::waiting::Source;
use alloc::string::String;
use alloc::vec::Vec;
use core::time::Duration;

/// Whoever looks at the session.
#[derive(Clone, Copy, Debug, Default)]
pub struct Client;

impl Source for Client {
    fn handle(&self) -> i32 {
        1
    }
}

/// What the client did.
#[derive(Debug)]
#[non_exhaustive]
pub enum Event {
    /// A key went down or up.
    Key(KeyEvent),
    /// The mouse moved or a button changed.
    Mouse(MouseEvent),
    /// A finger touched, moved or left.
    Touch(TouchEvent),
    /// The client has, or wants, another size. One is always the first event.
    Size(SizeEvent),
    /// The client opens a stream.
    Stream(IncomingStream),
    /// A parameter got a value.
    Param {
        /// As the manifest names it.
        name: String,
        /// None for a secret: read it by [`secret`](crate::secret).
        value: Option<String>,
    },
    /// Somebody joined.
    Joined(User),
    /// Somebody left.
    Left(User),
    /// How far the slowest client is behind.
    Lag(LagEvent),
    /// The session ends from outside; the last event.
    End {
        /// Why; none where this version does not know the number.
        reason: Option<CloseReason>,
        /// Why, for people.
        text: String,
    },
    /// An event that this version does not know.
    Other(u16),
}

/// A stream that the client opens; dropping it closes it.
#[derive(Debug)]
pub struct IncomingStream {
    /// What for; none where this version does not know the number.
    pub purpose: Option<StreamPurpose>,
    /// Media type.
    pub media_type: String,
    /// Of the file or pipe; may be empty.
    pub name: String,
    /// To read from.
    pub stream: Stream,
}

impl IncomingStream {
    /// Refuses it: the client is told why.
    pub fn refuse(self, status: Status, text: &str) -> Result<()> {
        let handle = self.stream.into_handle();
        check("stream_refuse", unsafe {
            sys::stream_refuse(handle, status as i32, text.as_ptr(), text.len())
        })
        .map(drop)
    }
}

/// Somebody who looks at the session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Number in this session.
    pub number: u32,
    /// Of `rights`.
    pub rights: u32,
    /// May be empty.
    pub name: String,
}

impl Client {
    /// Takes the next event.
    pub fn event(&self, timeout: impl Into<Timeout>) -> Result<Event> {
        self.timed_event(timeout).map(|(_, event)| event)
    }

    /// Takes the next event, with the time on the clock of [`now`](crate::now) when the host took it.
    pub fn timed_event(&self, timeout: impl Into<Timeout>) -> Result<(Duration, Event)> {
        let timeout = timeout.into().raw();
        let mut small = [0; 64];
        let length =
            check("event", unsafe { sys::event(small.as_mut_ptr(), small.len(), timeout) })?;
        if let Some(record) = small.get(..length) {
            return read(record);
        }
        read(&bytes("event", |out, length| unsafe { sys::event(out, length, timeout) })?)
    }

    /// Opens a stream to the client; each purpose needs its capability.
    pub fn open(&self, purpose: StreamPurpose, media_type: &str, name: &str) -> Result<Stream> {
        check("stream_open", unsafe {
            sys::stream_open(
                purpose as i32,
                media_type.as_ptr(),
                media_type.len(),
                name.as_ptr(),
                name.len(),
            )
        })
        .map(|handle| Stream::from_handle(handle as i32))
    }

    /// Shows a message to the person.
    pub fn message(&self, text: &str) -> Result<()> {
        check("message", unsafe { sys::message(text.as_ptr(), text.len()) }).map(drop)
    }
}

/// Reads an event record.
fn read(record: &[u8]) -> Result<(Duration, Event)> {
    let broken = || Error::new("event", Status::HostError as i32);
    let head = Head::read(record).ok_or_else(broken)?;
    let event = event(&head, record).ok_or_else(broken)?;
    Ok((Duration::from_micros(head.time_us), event))
}

fn event(head: &Head, record: &[u8]) -> Option<Event> {
    Some(match EventKind::from_raw(head.kind.into()) {
        Some(EventKind::Key) => Event::Key(KeyEvent::read(record)?),
        Some(EventKind::Mouse) => Event::Mouse(MouseEvent::read(record)?),
        Some(EventKind::Touch) => Event::Touch(TouchEvent::read(record)?),
        Some(EventKind::Size) => Event::Size(SizeEvent::read(record)?),
        Some(EventKind::Stream) => {
            let fields = sys::StreamEvent::read(record)?;
            let tail = record.get(sys::StreamEvent::SIZE..)?;
            let [media_type, name] = texts(tail, [fields.type_length, fields.name_length])?;
            let stream = Stream::from_handle(fields.handle);
            let purpose = StreamPurpose::from_raw(fields.purpose as i32);
            Event::Stream(IncomingStream { purpose, media_type, name, stream })
        }
        Some(EventKind::Param) => {
            let fields = sys::ParamEvent::read(record)?;
            let tail = record.get(sys::ParamEvent::SIZE..)?;
            let [name, value] = texts(tail, [fields.name_length, fields.value_length])?;
            let secret = u32::from(head.flags) & event_flags::SECRET != 0;
            Event::Param { name, value: (!secret).then_some(value) }
        }
        Some(EventKind::Joined) => Event::Joined(user(record)?),
        Some(EventKind::Left) => Event::Left(user(record)?),
        Some(EventKind::Lag) => Event::Lag(LagEvent::read(record)?),
        Some(EventKind::End) => {
            let fields = sys::EndEvent::read(record)?;
            let [text] = texts(record.get(sys::EndEvent::SIZE..)?, [fields.text_length])?;
            Event::End { reason: CloseReason::from_raw(fields.reason as i32), text }
        }
        None => Event::Other(head.kind),
    })
}

fn user(record: &[u8]) -> Option<User> {
    let fields = sys::UserEvent::read(record)?;
    let [name] = texts(record.get(sys::UserEvent::SIZE..)?, [fields.name_length])?;
    Some(User { number: fields.user, rights: fields.rights, name })
}

/// Texts that lie one after the other.
fn texts<const N: usize>(mut tail: &[u8], lengths: [u32; N]) -> Option<[String; N]> {
    let mut texts = Vec::with_capacity(N);
    for length in lengths {
        let (text, rest) = tail.split_at_checked(length as usize)?;
        texts.push(String::from_utf8_lossy(text).into_owned());
        tail = rest;
    }
    texts.try_into().ok()
}
