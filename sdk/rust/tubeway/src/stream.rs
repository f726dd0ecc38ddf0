//! Everything that flows: sockets, files, clipboard, pipes, audio.

use crate::answer::{bytes, check};
use crate::error::Result;
use crate::sys::{self, Status, StreamInfo, connect_flags};
use crate::timeout::Timeout;
use crate::waiting::Source;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

/// Something that flows; dropping it closes it.
///
/// With `std` it is a [`std::io::Read`] and [`std::io::Write`] that waits for ever; the methods here take a
/// [`Timeout`].
#[derive(Debug)]
pub struct Stream {
    handle: i32,
}

/// How [`Stream::start_tls`] judges the other end; by default its certificate must hold for the name that was dialled.
#[derive(Clone, Debug, Default)]
pub struct Tls {
    lines: String,
}

impl Tls {
    /// The certificate must hold for the name that was dialled.
    pub fn new() -> Self {
        Self::default()
    }

    /// The name that the certificate must hold for, and that is told to the other end.
    pub fn server_name(self, name: &str) -> Self {
        self.line("server-name", name)
    }

    /// Takes any certificate; policy may forbid it.
    pub fn any_certificate(self) -> Self {
        self.line("verify", "none")
    }

    /// Speaks with a server that has no certificate: encryption without proof of who answers. Policy may forbid it.
    pub fn without_certificate(self) -> Self {
        self.line("verify", "anonymous")
    }

    /// Takes the certificate whose public key has this SHA-256, in hex.
    pub fn pin_sha256(self, hex: &str) -> Self {
        self.line("pin-sha256", hex)
    }

    /// Offers an application protocol.
    pub fn alpn(self, name: &str) -> Self {
        self.line("alpn", name)
    }

    fn line(mut self, name: &str, value: &str) -> Self {
        self.lines += &format!("{name}={value}\n");
        self
    }
}

impl Stream {
    /// Connects to the session's target.
    pub fn connect(timeout: impl Into<Timeout>) -> Result<Self> {
        Self::connect_to("", timeout)
    }

    /// Connects to another address, `host:port`; needs the capability `network`.
    pub fn connect_to(target: &str, timeout: impl Into<Timeout>) -> Result<Self> {
        Self::open(target, 0, timeout.into())
    }

    /// Waits for the session's target to connect by itself: the host listens at the target's port until that one
    /// connection is there.
    ///
    /// Denied where policy lets nobody wait there, unreachable where the host cannot listen, again where nobody came in
    /// time.
    pub fn await_target(timeout: impl Into<Timeout>) -> Result<Self> {
        Self::open("", connect_flags::AWAIT as i32, timeout.into())
    }

    fn open(target: &str, flags: i32, timeout: Timeout) -> Result<Self> {
        check("connect", unsafe {
            sys::connect(target.as_ptr(), target.len(), flags, timeout.raw())
        })
        .map(|handle| Self::from_handle(handle as i32))
    }

    pub(crate) fn from_handle(handle: i32) -> Self {
        Self { handle }
    }

    /// The handle, which no longer is closed by itself.
    pub(crate) fn into_handle(self) -> i32 {
        let handle = self.handle;
        core::mem::forget(self);
        handle
    }

    /// Reads what is there. An error that [is closed](crate::Error::is_closed) is the end.
    pub fn receive(&self, out: &mut [u8], timeout: impl Into<Timeout>) -> Result<usize> {
        check("read", unsafe {
            sys::read(self.handle, out.as_mut_ptr(), out.len(), timeout.into().raw())
        })
    }

    /// Writes as much as is taken now.
    pub fn send(&self, data: &[u8], timeout: impl Into<Timeout>) -> Result<usize> {
        check("write", unsafe {
            sys::write(self.handle, data.as_ptr(), data.len(), timeout.into().raw())
        })
    }

    /// Writes everything. After an error an unknown part was written.
    pub fn send_all(&self, data: &[u8], timeout: impl Into<Timeout>) -> Result<()> {
        check("write_all", unsafe {
            sys::write_all(self.handle, data.as_ptr(), data.len(), timeout.into().raw())
        })
        .map(drop)
    }

    /// Ends the outgoing direction; reading goes on.
    pub fn shutdown(&self) -> Result<()> {
        check("shutdown", unsafe { sys::shutdown(self.handle) }).map(drop)
    }

    /// Turns the stream into TLS; needs the capability `tls`.
    pub fn start_tls(&self, tls: &Tls, timeout: impl Into<Timeout>) -> Result<()> {
        let lines = &tls.lines;
        check("start_tls", unsafe {
            sys::start_tls(self.handle, lines.as_ptr(), lines.len(), timeout.into().raw())
        })
        .map(drop)
    }

    /// A fact about the stream; none where it has no such fact.
    pub fn info(&self, kind: StreamInfo) -> Result<Option<Vec<u8>>> {
        let answer = bytes("stream_info", |out, length| unsafe {
            sys::stream_info(self.handle, kind as i32, out, length)
        });
        match answer {
            Err(error) if error.status() == Status::NotFound => Ok(None),
            answer => answer.map(Some),
        }
    }
}

impl Drop for Stream {
    fn drop(&mut self) {
        unsafe { sys::close(self.handle) };
    }
}

impl Source for Stream {
    fn handle(&self) -> i32 {
        self.handle
    }
}

#[cfg(feature = "std")]
impl std::io::Read for &Stream {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        match self.receive(out, Timeout::FOREVER) {
            Err(error) if error.is_closed() => Ok(0),
            answer => Ok(answer?),
        }
    }
}

#[cfg(feature = "std")]
impl std::io::Write for &Stream {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        Ok(self.send(data, Timeout::FOREVER)?)
    }

    fn write_all(&mut self, data: &[u8]) -> std::io::Result<()> {
        Ok(self.send_all(data, Timeout::FOREVER)?)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[cfg(feature = "std")]
impl std::io::Read for Stream {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        (&*self).read(out)
    }
}

#[cfg(feature = "std")]
impl std::io::Write for Stream {
    fn write(&mut self, data: &[u8]) -> std::io::Result<usize> {
        (&*self).write(data)
    }

    fn write_all(&mut self, data: &[u8]) -> std::io::Result<()> {
        (&*self).write_all(data)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
