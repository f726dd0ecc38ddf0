//! Events that the client of a mock session sends.

use super::{MockHost, State};
use crate::sys::{
    EndEvent, Event, EventKind, KeyEvent, MouseEvent, ParamEvent, SizeEvent, StreamEvent,
    UserEvent, event_flags,
};

/// An event that waits to be taken.
pub(crate) enum Queued {
    Record(Vec<u8>),
    /// Becomes a stream and a record when it is taken.
    Stream {
        purpose: i32,
        media_type: String,
        name: String,
        data: Vec<u8>,
    },
}

/// A record of `size` bytes, its head filled in, and texts after it.
fn record(kind: EventKind, flags: u32, size: usize, texts: &[&str]) -> Vec<u8> {
    let mut bytes = vec![0; size];
    texts.iter().for_each(|text| bytes.extend_from_slice(text.as_bytes()));
    let length = bytes.len() as u32;
    Event { kind: kind as u16, flags: flags as u16, length, time_us: 0 }.write(&mut bytes);
    bytes
}

impl Queued {
    pub(crate) fn end(reason: i32, text: &str) -> Self {
        let mut bytes = record(EventKind::End, 0, EndEvent::SIZE, &[text]);
        let fields = EndEvent { reason: reason as u32, text_length: text.len() as u32 };
        fields.write(&mut bytes);
        Self::Record(bytes)
    }

    /// The record, with the time it is taken and a stream's handle.
    pub(crate) fn bytes(&self, time_us: u64, handle: i32) -> Vec<u8> {
        let mut bytes = match self {
            Self::Record(bytes) => bytes.clone(),
            Self::Stream { purpose, media_type, name, .. } => {
                let mut bytes =
                    record(EventKind::Stream, 0, StreamEvent::SIZE, &[media_type, name]);
                let fields = StreamEvent {
                    handle,
                    purpose: *purpose as u32,
                    type_length: media_type.len() as u32,
                    name_length: name.len() as u32,
                };
                fields.write(&mut bytes);
                bytes
            }
        };
        let mut head = Event::read(&bytes).unwrap_or_default();
        if head.time_us == 0 {
            head.time_us = time_us;
            head.write(&mut bytes);
        }
        bytes
    }
}

impl MockHost {
    fn queue(mut self, bytes: Vec<u8>) -> Self {
        self.state.events.push_back(Queued::Record(bytes));
        self
    }

    /// The client sends an event, as the record that the module will find.
    pub fn event(self, record: &[u8]) -> Self {
        self.queue(record.into())
    }

    /// A key goes down or up.
    pub fn key(self, keysym: u32, down: bool) -> Self {
        let mut bytes = record(EventKind::Key, 0, KeyEvent::SIZE, &[]);
        KeyEvent { keysym, down: down.into() }.write(&mut bytes);
        self.queue(bytes)
    }

    /// The mouse moves, or a button changes.
    pub fn mouse(self, event: MouseEvent) -> Self {
        let mut bytes = record(EventKind::Mouse, 0, MouseEvent::SIZE, &[]);
        event.write(&mut bytes);
        self.queue(bytes)
    }

    /// The client has another size.
    pub fn resizes(self, event: SizeEvent) -> Self {
        let mut bytes = record(EventKind::Size, 0, SizeEvent::SIZE, &[]);
        event.write(&mut bytes);
        self.queue(bytes)
    }

    /// A parameter gets a value; none for a secret.
    pub fn answers(self, name: &str, value: Option<&str>) -> Self {
        let flags = if value.is_none() { event_flags::SECRET } else { 0 };
        let text = value.unwrap_or_default();
        let mut bytes = record(EventKind::Param, flags, ParamEvent::SIZE, &[name, text]);
        ParamEvent { name_length: name.len() as u32, value_length: text.len() as u32 }
            .write(&mut bytes);
        self.queue(bytes)
    }

    /// Somebody joins.
    pub fn joins(self, user: u32, rights: u32, name: &str) -> Self {
        self.user(EventKind::Joined, user, rights, name)
    }

    /// Somebody leaves.
    pub fn leaves(self, user: u32, rights: u32, name: &str) -> Self {
        self.user(EventKind::Left, user, rights, name)
    }

    fn user(self, kind: EventKind, user: u32, rights: u32, name: &str) -> Self {
        let mut bytes = record(kind, 0, UserEvent::SIZE, &[name]);
        UserEvent { user, rights, name_length: name.len() as u32 }.write(&mut bytes);
        self.queue(bytes)
    }
}

impl State {
    /// What taking an event does besides giving the record.
    pub(crate) fn taken(&mut self, bytes: &[u8]) {
        let kind = Event::read(bytes).and_then(|head| EventKind::from_raw(head.kind.into()));
        match kind {
            Some(EventKind::Size) => {
                let size = SizeEvent::read(bytes).unwrap_or_default();
                self.measures.columns = size.columns;
                self.measures.rows = size.rows;
                if let Some(grid) = &mut self.grid {
                    grid.resize(size.columns as usize, size.rows as usize);
                }
            }
            Some(EventKind::End) => {
                self.cancelled = true;
                self.over = true;
            }
            _ => {}
        }
    }
}
