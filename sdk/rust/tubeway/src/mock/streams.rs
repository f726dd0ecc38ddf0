//! The other ends of a mock session's streams.

use std::collections::VecDeque;
use std::time::Duration;

/// What answers each write.
type Answer = Box<dyn FnMut(&[u8]) -> Vec<u8>>;

/// The other end of a connection.
pub struct MockTarget {
    pub(super) input: VecDeque<u8>,
    /// What comes later, each so long after what came before.
    later: VecDeque<(Duration, Vec<u8>)>,
    pub(super) closes: bool,
    pub(super) room: usize,
    answer: Option<Answer>,
}

impl MockTarget {
    /// Sends bytes and closes.
    pub fn sends(bytes: &[u8]) -> Self {
        Self { input: bytes.iter().copied().collect(), closes: true, ..Self::silent() }
    }

    /// Sends nothing and stays open.
    pub fn silent() -> Self {
        Self {
            input: VecDeque::new(),
            later: VecDeque::new(),
            closes: false,
            room: usize::MAX,
            answer: None,
        }
    }

    /// Answers each write, and stays open.
    pub fn answers(answer: impl FnMut(&[u8]) -> Vec<u8> + 'static) -> Self {
        Self { answer: Some(Box::new(answer)), ..Self::silent() }
    }

    /// Sends bytes before all answers.
    pub fn greets(mut self, bytes: &[u8]) -> Self {
        self.input.extend(bytes);
        self
    }

    /// Sends more, so long after what it sent before.
    ///
    /// ```
    /// # use tubeway::mock::{MockHost, MockTarget};
    /// # use tubeway::{Stream, Timeout};
    /// # use std::time::Duration;
    /// let target = MockTarget::sends(b"now").later(Duration::from_millis(30), b"then");
    /// MockHost::new().target(target).run(|| -> tubeway::Result<()> {
    ///     let target = Stream::connect(Timeout::secs(10))?;
    ///     let mut buffer = [0; 8];
    ///     assert_eq!(target.receive(&mut buffer, Timeout::NOW)?, 3);
    ///     assert!(target.receive(&mut buffer, Timeout::millis(29)).is_err_and(|error| error.is_again()));
    ///     assert_eq!(target.receive(&mut buffer, Timeout::FOREVER)?, 4);
    ///     assert!(target.receive(&mut buffer, Timeout::NOW).is_err_and(|error| error.is_closed()));
    ///     Ok(())
    /// });
    /// ```
    pub fn later(mut self, after: Duration, bytes: &[u8]) -> Self {
        self.later.push_back((after, bytes.to_vec()));
        self
    }

    /// Does not close after what it sends.
    pub fn stays_open(mut self) -> Self {
        self.closes = false;
        self
    }

    /// Takes only so many bytes.
    pub fn takes(mut self, bytes: usize) -> Self {
        self.room = bytes;
        self
    }
}

/// A stream as the mock holds it.
pub(crate) struct Flow {
    pub(super) end: MockTarget,
    /// Which of the session's streams it is.
    pub(super) index: usize,
    /// Whether it is a connection, not a stream with the client.
    pub(super) is_connection: bool,
    pub(super) shut_down: bool,
    /// When what came last did, nanoseconds.
    pub(super) since: u64,
}

impl Flow {
    pub(super) fn is_readable(&self) -> bool {
        !self.end.input.is_empty() || self.is_closed()
    }

    pub(super) fn is_closed(&self) -> bool {
        self.end.input.is_empty() && self.end.later.is_empty() && self.end.closes
    }

    /// When more comes, nanoseconds.
    pub(super) fn next(&self) -> Option<u64> {
        self.end.later.front().map(|(after, _)| self.since + after.as_nanos() as u64)
    }

    /// Takes what has come until now, nanoseconds.
    pub(super) fn arrive(&mut self, now: u64) {
        while let Some(next) = self.next().filter(|next| *next <= now) {
            self.since = next;
            if let Some((_, bytes)) = self.end.later.pop_front() {
                self.end.input.extend(bytes);
            }
        }
    }

    pub(super) fn read(&mut self, out: &mut [u8]) -> usize {
        let count = out.len().min(self.end.input.len());
        for (to, from) in out.iter_mut().zip(self.end.input.drain(..count)) {
            *to = from;
        }
        count
    }

    /// Takes what there is room for, and answers it.
    pub(super) fn write(&mut self, data: &[u8], sent: &mut Vec<u8>) -> usize {
        let count = data.len().min(self.end.room);
        if self.end.room != usize::MAX {
            self.end.room -= count;
        }
        sent.extend_from_slice(&data[..count]);
        if let Some(answer) = &mut self.end.answer {
            self.end.input.extend(answer(&data[..count]));
        }
        count
    }
}
