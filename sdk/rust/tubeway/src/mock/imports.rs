//! The calls, as a mock session answers them.

use super::events::Queued;
use super::streams::{Flow, MockTarget};
use super::{Handle, MockGrid, MockSession, MockStream, MockSurface, State};
use crate::Rect;
use crate::sys::{
    Cell, ClockKind, CloseReason, CursorKind, CursorShape, CursorVisibility, GridInfo, Imports,
    LogLevel, PixelFormat, Poll, Status, StreamInfo, StreamPurpose, Time, connect_flags, interest,
};
use std::cell::RefCell;
use std::rc::Rc;

/// The state, which the test looks at afterwards.
pub(super) struct Shared(pub(super) Rc<RefCell<State>>);

pub(super) type Answer = Result<i32, Status>;

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// At most so many bytes, whole characters.
fn cut(bytes: &[u8], most: usize) -> String {
    let mut text = text(bytes);
    let end = (0..=most.min(text.len())).rev().find(|at| text.is_char_boundary(*at));
    text.truncate(end.unwrap_or_default());
    text
}

/// The full length; written only if it fits.
pub(super) fn give(value: &[u8], out: &mut [u8]) -> Answer {
    if let Some(place) = out.get_mut(..value.len()) {
        place.copy_from_slice(value);
    }
    Ok(value.len() as i32)
}

pub(super) fn known<T>(value: Option<T>) -> Result<T, Status> {
    value.ok_or(Status::Invalid)
}

fn check(good: bool) -> Answer {
    if good { Ok(0) } else { Err(Status::Invalid) }
}

/// A rectangle whose sides are not negative.
pub(super) fn rect(x: i32, y: i32, width: i32, height: i32) -> Result<Rect, Status> {
    check(width >= 0 && height >= 0).map(|_| Rect::new(x, y, width, height))
}

fn size(width: i32, height: i32, most: i32) -> Answer {
    check((1..=most).contains(&width) && (1..=most).contains(&height))
}

const PURPOSES: [(StreamPurpose, &str); 4] = [
    (StreamPurpose::Clipboard, "clipboard"),
    (StreamPurpose::File, "files"),
    (StreamPurpose::Pipe, "pipes"),
    (StreamPurpose::Audio, "audio"),
];

const CAPABILITIES: [&str; 10] = [
    "network",
    "tls",
    "secrets",
    "clipboard",
    "files",
    "pipes",
    "audio",
    "ssh",
    "sshagent",
    "sshforward",
];

const OFFERED: &str = "feature param param_require secret clock random log end target_info wait close connect read write \
     write_all shutdown start_tls stream_info event stream_open stream_refuse message surface_new surface_size \
     surface_put surface_palette surface_fill surface_rects surface_runs surface_copy cursor cursor_named cursor_move \
     frame \
     grid_open grid_cells grid_fill grid_grapheme grid_scroll grid_clear grid_cursor grid_mode grid_palette \
     grid_scrollback_clear grid_title grid_raw ssh_connect ssh_authenticate ssh_question ssh_failure ssh_shell ssh_exec \
     ssh_subsystem ssh_forward ssh_resize ssh_hostkey ssh_agent";

impl State {
    /// What is left when the module has returned.
    pub(super) fn finish(&mut self) -> MockSession {
        let mut session = std::mem::take(&mut self.session);
        session.grid = self.grid.take();
        session.screen = std::mem::take(&mut self.screen);
        session.open_handles = self.handles.len();
        for (handle, kind) in std::mem::take(&mut self.handles) {
            if let Handle::Surface(surface) = kind {
                session.surfaces.insert(handle, surface);
            }
        }
        session
    }

    pub(super) fn needs(&self, capability: &str) -> Answer {
        if self.grants.contains(capability) { Ok(0) } else { Err(Status::Denied) }
    }

    pub(super) fn running(&self) -> Answer {
        if self.cancelled { Err(Status::Cancelled) } else { Ok(0) }
    }

    pub(super) fn open(&mut self, handle: Handle) -> Answer {
        if self.handles.len() >= self.max_handles {
            return Err(Status::Limit);
        }
        let number = self.next_handle;
        self.next_handle += 1;
        if let Handle::Stream(flow) = &handle {
            self.session.streams[flow.index].handle = number;
        }
        self.handles.insert(number, handle);
        Ok(number)
    }

    /// Opens a stream; it is only kept when there is room for its handle.
    pub(super) fn open_stream(&mut self, end: MockTarget, stream: MockStream) -> Answer {
        let flow = Flow {
            end,
            index: self.session.streams.len(),
            is_connection: !stream.address.is_empty(),
            shut_down: false,
            since: self.nanos,
        };
        self.session.streams.push(stream);
        self.open(Handle::Stream(flow)).inspect_err(|_| drop(self.session.streams.pop()))
    }

    fn flow(&mut self, handle: i32) -> Result<(&mut Flow, &mut MockStream), Status> {
        match self.handles.get_mut(&handle) {
            Some(Handle::Stream(flow)) => {
                let stream = &mut self.session.streams[flow.index];
                Ok((flow, stream))
            }
            _ => Err(Status::Invalid),
        }
    }

    pub(super) fn surface(&mut self, handle: i32) -> Result<&mut MockSurface, Status> {
        match self.handles.get_mut(&handle) {
            _ if handle == 0 => Ok(&mut self.screen),
            Some(Handle::Surface(surface)) => Ok(surface),
            _ => Err(Status::Invalid),
        }
    }

    fn grid(&mut self) -> Result<&mut MockGrid, Status> {
        self.running()?;
        self.grid.as_mut().ok_or(Status::NotFound)
    }

    /// When a wait that begins now runs out, nanoseconds; never is none.
    fn until(&self, timeout_ms: i32) -> Option<u64> {
        (timeout_ms >= 0).then(|| self.nanos + timeout_ms as u64 * 1_000_000)
    }

    /// The clock goes on to when a target sends more; false if none does until then.
    fn arrives(&mut self, until: Option<u64>) -> bool {
        let streams = self.handles.values_mut().filter_map(|handle| match handle {
            Handle::Stream(flow) => Some(flow),
            _ => None,
        });
        let mut flows: Vec<&mut Flow> = streams.collect();
        let next = flows.iter().filter_map(|flow| flow.next()).min();
        let Some(next) = next.filter(|next| until.is_none_or(|until| *next <= until)) else {
            return false;
        };
        self.nanos = self.nanos.max(next);
        flows.iter_mut().for_each(|flow| flow.arrive(self.nanos));
        true
    }

    /// Nothing is there: the clock goes on, or the session ends when it never would be.
    fn nothing(&mut self, until: Option<u64>) -> Answer {
        self.idle += u32::from(until != Some(self.nanos));
        match until {
            Some(until) if self.idle <= 100 => {
                self.nanos = until;
                Err(Status::Again)
            }
            _ => {
                self.cancelled = true;
                Err(Status::Cancelled)
            }
        }
    }

    /// What a handle is ready for.
    fn ready(&self, handle: i32, want: i32) -> Result<i32, Status> {
        let mut found = 0;
        match self.handles.get(&handle) {
            _ if handle == 1 => {
                if !self.events.is_empty() {
                    found |= interest::READ;
                }
            }
            Some(Handle::Stream(flow)) => {
                if flow.is_readable() {
                    found |= interest::READ;
                }
                if flow.end.room > 0 {
                    found |= interest::WRITE;
                }
            }
            _ => return Err(Status::Invalid),
        }
        found &= want as u32;
        if let Some(Handle::Stream(flow)) = self.handles.get(&handle)
            && flow.is_closed()
        {
            found |= interest::CLOSED;
        }
        Ok(found as i32)
    }

    fn wait(&mut self, polls: &mut [u8], timeout_ms: i32) -> Answer {
        self.running()?;
        check(polls.len().is_multiple_of(Poll::SIZE))?;
        let until = self.until(timeout_ms);
        loop {
            let mut count = 0;
            for bytes in polls.chunks_exact_mut(Poll::SIZE) {
                let mut poll = known(Poll::read(bytes))?;
                poll.ready = self.ready(poll.handle, poll.want)?;
                count += i32::from(poll.ready != 0);
                poll.write(bytes);
            }
            if count > 0 {
                self.idle = 0;
                return Ok(count);
            }
            if !self.arrives(until) {
                break;
            }
        }
        let asks_client = polls.chunks_exact(Poll::SIZE).any(|poll| poll[..4] == [1, 0, 0, 0]);
        match self.nothing(until) {
            // The module learns the end as an event, when it waits for events.
            Err(Status::Cancelled) if asks_client => {
                self.cancelled = false;
                self.events.push_back(Queued::end(0, "nothing can happen any more"));
                self.wait(polls, timeout_ms)
            }
            answer => answer,
        }
    }

    fn event(&mut self, out: &mut [u8], timeout_ms: i32) -> Answer {
        if self.over {
            return Err(Status::Cancelled);
        }
        if self.cancelled {
            self.events.clear();
            self.events.push_back(Queued::end(CloseReason::Normal as i32, ""));
        }
        let Some(event) = self.events.front() else {
            if let Err(Status::Cancelled) = self.nothing(self.until(timeout_ms)) {
                self.cancelled = true;
                return self.event(out, timeout_ms);
            }
            return Err(Status::Again);
        };
        let bytes = event.bytes(self.nanos / 1000, self.next_handle);
        if bytes.len() > out.len() {
            return Ok(bytes.len() as i32);
        }
        self.idle = 0;
        if let Some(Queued::Stream { purpose, media_type, name, data }) = self.events.pop_front() {
            let stream = MockStream { purpose, media_type, name, ..MockStream::default() };
            self.open_stream(MockTarget::sends(&data), stream)?;
        }
        self.taken(&bytes);
        give(&bytes, out)
    }

    fn connect(&mut self, target: &[u8], flags: i32) -> Answer {
        let awaited = flags as u32 & connect_flags::AWAIT != 0;
        check(!awaited || target.is_empty())?;
        if !target.is_empty() {
            self.needs("network")?;
        }
        self.running()?;
        let mut address = text(target);
        if address.is_empty() {
            address = format!("{}:{}", self.target.0, self.target.1);
        } else {
            let port = address.rsplit_once(':').and_then(|(_, port)| port.parse::<u16>().ok());
            known(port)?;
        }
        let end = self.targets.pop_front().unwrap_or(Err(Status::Refused))?;
        self.open_stream(end, MockStream { address, awaited, ..MockStream::default() })
    }

    fn read(&mut self, handle: i32, out: &mut [u8], timeout_ms: i32) -> Answer {
        self.running()?;
        let until = self.until(timeout_ms);
        loop {
            let (flow, _) = self.flow(handle)?;
            if out.is_empty() {
                return Ok(0);
            }
            match flow.read(out) {
                0 if flow.is_closed() => return Err(Status::Closed),
                0 if self.arrives(until) => {}
                0 => return self.nothing(until),
                count => {
                    self.idle = 0;
                    return Ok(count as i32);
                }
            }
        }
    }

    fn write(&mut self, handle: i32, data: &[u8], all: bool, timeout_ms: i32) -> Answer {
        self.running()?;
        let (flow, stream) = self.flow(handle)?;
        if flow.shut_down {
            return Err(Status::Closed);
        }
        let count = flow.write(data, &mut stream.sent);
        if count < data.len() && (all || count == 0) {
            return self.nothing(self.until(timeout_ms));
        }
        self.idle = 0;
        Ok(count as i32)
    }

    fn stream_open(&mut self, purpose: i32, media_type: &[u8], name: &[u8]) -> Answer {
        let kind = known(StreamPurpose::from_raw(purpose))?;
        if let Some((_, capability)) = PURPOSES.iter().find(|(known, _)| *known == kind) {
            self.needs(capability)?;
        }
        self.running()?;
        let (media_type, name) = (text(media_type), text(name));
        let stream = MockStream { purpose, media_type, name, ..MockStream::default() };
        self.open_stream(MockTarget::silent(), stream)
    }

    fn refuse(&mut self, handle: i32, status: i32, words: &[u8]) -> Answer {
        self.running()?;
        let (flow, stream) = self.flow(handle)?;
        let allowed =
            [Status::Denied, Status::Unsupported, Status::Invalid, Status::NotFound, Status::Limit];
        check(!flow.is_connection && allowed.iter().any(|allowed| *allowed as i32 == status))?;
        stream.refused = Some((status, text(words)));
        self.handles.remove(&handle);
        Ok(0)
    }

    fn info(&mut self, handle: i32, kind: i32, out: &mut [u8]) -> Answer {
        let kind = known(StreamInfo::from_raw(kind))?;
        let (flow, stream) = self.flow(handle)?;
        let value = match kind {
            StreamInfo::PeerAddress if flow.is_connection => stream.address.clone(),
            StreamInfo::Type if !flow.is_connection => stream.media_type.clone(),
            StreamInfo::Name if !flow.is_connection => stream.name.clone(),
            StreamInfo::ExitStatus if stream.exit_status.is_some() => {
                stream.exit_status.unwrap_or_default().to_string()
            }
            _ => return Err(Status::NotFound),
        };
        give(value.as_bytes(), out)
    }

    fn feature(&self, name: &str) -> Answer {
        if CAPABILITIES.contains(&name) {
            return self.needs(name).map(|_| 1);
        }
        #[cfg(feature = "software")]
        if super::kernels::OFFERED.contains(&name) {
            return Ok(1);
        }
        if !OFFERED.split(' ').any(|offered| offered == name) {
            return Err(Status::Unsupported);
        }
        match name {
            "secret" => self.needs("secrets").map(|_| 1),
            "start_tls" => self.needs("tls").map(|_| 1),
            "ssh_agent" => self.needs("sshagent").map(|_| 1),
            "ssh_forward" => self.needs("sshforward").map(|_| 1),
            name if name.starts_with("ssh_") => self.needs("ssh").map(|_| 1),
            _ => Ok(1),
        }
    }

    /// Reads a parameter that is, or is not, secret.
    fn param(&self, name: &str, secret: bool, out: &mut [u8]) -> Answer {
        let param = self.params.get(name).ok_or(Status::NotFound)?;
        if param.secret && !secret {
            return Err(Status::Denied);
        }
        let value = param.value.as_ref().filter(|_| param.secret == secret);
        give(value.ok_or(Status::NotFound)?.as_bytes(), out)
    }

    fn require(&mut self, names: &[u8]) -> Answer {
        self.running()?;
        let names: Vec<String> = text(names).lines().map(str::to_owned).collect();
        if names.iter().any(|name| !self.params.contains_key(name)) {
            return Err(Status::NotFound);
        }
        self.session.required.extend(names);
        Ok(0)
    }

    fn clock(&self, kind: i32, out: &mut [u8]) -> Answer {
        let nanoseconds = match known(ClockKind::from_raw(kind))? {
            ClockKind::Monotonic => self.nanos,
            ClockKind::Wall => self.wall_nanos + self.nanos,
        };
        check(out.len() >= Time::SIZE)?;
        Time { nanoseconds }.write(out);
        Ok(0)
    }

    /// A generator of Marsaglia's, always from the same start.
    fn random(&mut self, out: &mut [u8]) {
        for byte in out {
            self.random ^= self.random << 13;
            self.random ^= self.random >> 7;
            self.random ^= self.random << 17;
            *byte = (self.random >> 32) as u8;
        }
    }

    fn copy(&mut self, from: i32, at: Rect, to: i32, x: i32, y: i32) -> Answer {
        let width = at.width;
        let pixels = self.surface(from)?.cut(at);
        self.surface(to)?.paste(&pixels, width.max(1), x, y);
        Ok(0)
    }

    fn grid_open(&mut self, out: &mut [u8]) -> Answer {
        self.running()?;
        check(out.len() >= GridInfo::SIZE)?;
        self.measures.write(out);
        let (columns, rows) = (self.measures.columns as usize, self.measures.rows as usize);
        self.grid = Some(MockGrid::new(columns, rows));
        Ok(0)
    }
}

impl Shared {
    pub(super) fn with(&self, call: impl FnOnce(&mut State) -> Answer) -> i32 {
        call(&mut self.0.borrow_mut()).unwrap_or_else(|status| status as i32)
    }

    fn draw(&self, surface: i32, call: impl FnOnce(&mut MockSurface) -> Answer) -> i32 {
        self.with(|state| {
            state.running()?;
            call(state.surface(surface)?)
        })
    }
}

impl Imports for Shared {
    fn feature(&mut self, name: &[u8]) -> i32 {
        self.with(|state| state.feature(&text(name)))
    }

    fn param(&mut self, name: &[u8], out: &mut [u8]) -> i32 {
        self.with(|state| state.param(&text(name), false, out))
    }

    fn param_require(&mut self, names: &[u8]) -> i32 {
        self.with(|state| state.require(names))
    }

    fn secret(&mut self, name: &[u8], out: &mut [u8]) -> i32 {
        self.with(|state| {
            state.needs("secrets")?;
            let length = state.param(&text(name), true, out)?;
            if length as usize <= out.len() {
                state.session.secrets_read.push(text(name));
            }
            Ok(length)
        })
    }

    fn clock(&mut self, kind: i32, out: &mut [u8]) -> i32 {
        self.with(|state| state.clock(kind, out))
    }

    fn random(&mut self, out: &mut [u8]) -> i32 {
        self.with(|state| {
            state.random(out);
            Ok(0)
        })
    }

    fn log(&mut self, level: i32, text: &[u8]) -> i32 {
        self.with(|state| {
            known(LogLevel::from_raw(level))?;
            state.session.log.push((level, cut(text, 4096)));
            Ok(0)
        })
    }

    fn end(&mut self, reason: i32, text: &[u8]) -> i32 {
        self.with(|state| {
            known(CloseReason::from_raw(reason))?;
            state.session.end.get_or_insert_with(|| (reason, cut(text, 1024)));
            Ok(0)
        })
    }

    fn target_info(&mut self, out: &mut [u8]) -> i32 {
        self.with(|state| {
            let (host, port, protocol) = &state.target;
            give(format!("host={host}\nport={port}\nprotocol={protocol}\n").as_bytes(), out)
        })
    }

    fn wait(&mut self, polls: &mut [u8], timeout_ms: i32) -> i32 {
        self.with(|state| state.wait(polls, timeout_ms))
    }

    fn close(&mut self, handle: i32) -> i32 {
        self.with(|state| known(state.handles.remove(&handle)).map(|_| 0))
    }

    fn connect(&mut self, target: &[u8], flags: i32, _timeout_ms: i32) -> i32 {
        self.with(|state| state.connect(target, flags))
    }

    fn read(&mut self, handle: i32, out: &mut [u8], timeout_ms: i32) -> i32 {
        self.with(|state| state.read(handle, out, timeout_ms))
    }

    fn write(&mut self, handle: i32, data: &[u8], timeout_ms: i32) -> i32 {
        self.with(|state| state.write(handle, data, false, timeout_ms))
    }

    fn write_all(&mut self, handle: i32, data: &[u8], timeout_ms: i32) -> i32 {
        self.with(|state| state.write(handle, data, true, timeout_ms))
    }

    fn shutdown(&mut self, handle: i32) -> i32 {
        self.with(|state| {
            state.running()?;
            let (flow, stream) = state.flow(handle)?;
            flow.shut_down = true;
            stream.shut_down = true;
            Ok(0)
        })
    }

    fn start_tls(&mut self, handle: i32, options: &[u8], _timeout_ms: i32) -> i32 {
        self.with(|state| {
            state.needs("tls")?;
            state.running()?;
            let (flow, stream) = state.flow(handle)?;
            check(flow.is_connection && stream.tls.is_none())?;
            let options = text(options);
            let mut judges = options.lines().filter_map(|line| line.strip_prefix("verify="));
            let judge = judges.next_back().unwrap_or("full");
            let pinned = options.lines().any(|line| line.starts_with("pin-sha256="));
            check(
                ["full", "none", "anonymous"].contains(&judge) && !(pinned && judge == "anonymous"),
            )?;
            stream.tls = Some(options);
            Ok(0)
        })
    }

    fn stream_info(&mut self, handle: i32, kind: i32, out: &mut [u8]) -> i32 {
        self.with(|state| state.info(handle, kind, out))
    }

    fn event(&mut self, out: &mut [u8], timeout_ms: i32) -> i32 {
        self.with(|state| state.event(out, timeout_ms))
    }

    fn stream_open(&mut self, purpose: i32, media_type: &[u8], name: &[u8]) -> i32 {
        self.with(|state| state.stream_open(purpose, media_type, name))
    }

    fn stream_refuse(&mut self, handle: i32, status: i32, text: &[u8]) -> i32 {
        self.with(|state| state.refuse(handle, status, text))
    }

    fn message(&mut self, text: &[u8]) -> i32 {
        self.with(|state| {
            state.running()?;
            state.session.messages.push(cut(text, 1024));
            Ok(0)
        })
    }

    fn ssh_connect(&mut self, options: &[u8], _timeout_ms: i32) -> i32 {
        self.connect_ssh(options)
    }

    fn ssh_authenticate(&mut self, handle: i32, options: &[u8], _timeout_ms: i32) -> i32 {
        self.authenticate_ssh(handle, options)
    }

    fn ssh_question(&mut self, handle: i32, out: &mut [u8]) -> i32 {
        self.question_of_ssh(handle, out)
    }

    fn ssh_failure(&mut self, out: &mut [u8]) -> i32 {
        self.failure_of_ssh(out)
    }

    fn ssh_shell(&mut self, handle: i32, options: &[u8], _timeout_ms: i32) -> i32 {
        self.shell_of_ssh(handle, options)
    }

    fn ssh_exec(&mut self, handle: i32, command: &[u8], options: &[u8], _timeout_ms: i32) -> i32 {
        self.exec_by_ssh(handle, command, options)
    }

    fn ssh_subsystem(&mut self, handle: i32, name: &[u8], _timeout_ms: i32) -> i32 {
        self.subsystem_of_ssh(handle, name)
    }

    fn ssh_forward(&mut self, handle: i32, target: &[u8], _timeout_ms: i32) -> i32 {
        self.forward_by_ssh(handle, target)
    }

    fn ssh_agent(&mut self, handle: i32) -> i32 {
        self.lend_by_ssh(handle)
    }

    fn ssh_resize(&mut self, handle: i32, columns: i32, rows: i32, width: i32, height: i32) -> i32 {
        self.resize_ssh(handle, [columns, rows, width, height])
    }

    fn ssh_hostkey(&mut self, handle: i32, out: &mut [u8]) -> i32 {
        self.key_of_ssh(handle, out)
    }

    fn surface_new(&mut self, width: i32, height: i32) -> i32 {
        self.with(|state| {
            state.running()?;
            size(width, height, 16384)?;
            state.open(Handle::Surface(MockSurface::new(width, height)))
        })
    }

    fn surface_size(&mut self, surface: i32, width: i32, height: i32) -> i32 {
        self.draw(surface, |surface| {
            size(width, height, 16384)?;
            surface.resize(width, height);
            Ok(0)
        })
    }

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
        self.draw(surface, |surface| {
            let at = rect(x, y, width, height)?;
            let format = known(PixelFormat::from_raw(format))?;
            check(stride >= 0 && surface.put(at, format, stride, data))
        })
    }

    fn surface_palette(&mut self, surface: i32, first: i32, colors: &[u8]) -> i32 {
        self.draw(surface, |surface| check(surface.set_palette(first, colors)))
    }

    fn surface_fill(
        &mut self,
        surface: i32,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        color: i32,
    ) -> i32 {
        self.draw(surface, |surface| {
            surface.fill(rect(x, y, width, height)?, color as u32);
            Ok(0)
        })
    }

    fn surface_rects(&mut self, surface: i32, rects: &[u8]) -> i32 {
        self.draw(surface, |surface| check(surface.fill_all(rects)))
    }

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
        self.draw(surface, |surface| {
            let at = rect(x, y, width, height)?;
            let format = known(PixelFormat::from_raw(format))?;
            check(surface.runs(at, format, runs))
        })
    }

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
        self.with(|state| {
            state.running()?;
            state.copy(surface, rect(x, y, width, height)?, destination, to_x, to_y)
        })
    }

    fn cursor(
        &mut self,
        _x: i32,
        _y: i32,
        width: i32,
        height: i32,
        format: i32,
        data: &[u8],
    ) -> i32 {
        self.with(|state| {
            state.running()?;
            size(width, height, 256)?;
            let format = known(PixelFormat::from_raw(format))?;
            let mut picture = MockSurface::new(width, height);
            check(picture.put(Rect::new(0, 0, width, height), format, 0, data))?;
            state.session.cursor = Some(picture);
            Ok(0)
        })
    }

    fn cursor_named(&mut self, kind: i32) -> i32 {
        self.with(|state| {
            state.running()?;
            known(CursorKind::from_raw(kind)).map(|_| 0)
        })
    }

    fn cursor_move(&mut self, x: i32, y: i32) -> i32 {
        self.with(|state| {
            state.running()?;
            state.session.pointer = Some((x, y));
            Ok(0)
        })
    }

    fn frame(&mut self) -> i32 {
        self.with(|state| {
            state.running()?;
            state.session.frames += 1;
            Ok(0)
        })
    }

    fn grid_open(&mut self, _options: &[u8], out: &mut [u8]) -> i32 {
        self.with(|state| state.grid_open(out))
    }

    fn grid_cells(&mut self, row: i32, column: i32, cells: &[u8]) -> i32 {
        self.with(|state| {
            let grid = state.grid()?;
            check(cells.len().is_multiple_of(Cell::SIZE))?;
            for (place, cell) in (0..).zip(cells.chunks_exact(Cell::SIZE)) {
                grid.put(row, column.saturating_add(place), known(Cell::read(cell))?);
            }
            Ok(0)
        })
    }

    fn grid_fill(&mut self, row: i32, column: i32, rows: i32, columns: i32, cell: &[u8]) -> i32 {
        self.with(|state| {
            let grid = state.grid()?;
            check(rows >= 0 && columns >= 0)?;
            grid.fill(row, column, rows, columns, known(Cell::read(cell))?);
            Ok(0)
        })
    }

    fn grid_grapheme(&mut self, text: &[u8]) -> i32 {
        self.with(|state| {
            let grid = state.grid()?;
            check((1..=64).contains(&text.len()))?;
            Ok(grid.grapheme(&String::from_utf8_lossy(text)))
        })
    }

    fn grid_scroll(&mut self, top: i32, bottom: i32, lines: i32) -> i32 {
        self.with(|state| check(state.grid()?.scroll(top, bottom, lines)))
    }

    fn grid_clear(&mut self) -> i32 {
        self.with(|state| {
            state.grid()?.fill(0, 0, i32::MAX, i32::MAX, Cell::default());
            Ok(0)
        })
    }

    fn grid_cursor(&mut self, row: i32, column: i32, shape: i32, visible: i32) -> i32 {
        self.with(|state| {
            let grid = state.grid()?;
            known(CursorShape::from_raw(shape))?;
            known(CursorVisibility::from_raw(visible))?;
            grid.cursor = (row, column, shape, visible);
            Ok(0)
        })
    }

    fn grid_mode(&mut self, flags: i32) -> i32 {
        self.with(|state| {
            state.grid()?.mode = flags as u32;
            Ok(0)
        })
    }

    fn grid_palette(&mut self, index: i32, color: i32) -> i32 {
        self.with(|state| {
            let grid = state.grid()?;
            check((0..=258).contains(&index) && color >= -1)?;
            grid.palette.push((index, color));
            Ok(0)
        })
    }

    fn grid_scrollback_clear(&mut self) -> i32 {
        self.with(|state| {
            state.grid()?.scrollback.clear();
            Ok(0)
        })
    }

    fn grid_title(&mut self, text: &[u8]) -> i32 {
        self.with(|state| {
            state.grid()?.title = cut(text, 1024);
            Ok(0)
        })
    }

    fn grid_raw(&mut self, data: &[u8]) -> i32 {
        self.with(|state| {
            state.grid()?.raw.extend_from_slice(data);
            Ok(0)
        })
    }

    #[cfg(feature = "software")]
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
        self.with(|state| state.put_encoded(surface, rect(x, y, width, height)?, codec, data))
    }

    #[cfg(feature = "software")]
    fn inflate_new(&mut self, format: i32) -> i32 {
        self.with(|state| state.inflate_new(format))
    }

    #[cfg(feature = "software")]
    fn inflate(&mut self, handle: i32, data: &[u8], out: &mut [u8]) -> i32 {
        self.with(|state| state.inflate(handle, data, out))
    }

    #[cfg(feature = "software")]
    fn deflate_new(&mut self, format: i32, level: i32) -> i32 {
        self.with(|state| state.deflate_new(format, level))
    }

    #[cfg(feature = "software")]
    fn deflate(&mut self, handle: i32, data: &[u8], flush: i32, out: &mut [u8]) -> i32 {
        self.with(|state| state.deflate(handle, data, flush, out))
    }

    #[cfg(feature = "software")]
    fn digest(&mut self, kind: i32, data: &[u8], out: &mut [u8]) -> i32 {
        self.with(|_| super::kernels::digest(kind, data, out))
    }

    #[cfg(feature = "software")]
    fn hmac(&mut self, kind: i32, key: &[u8], data: &[u8], out: &mut [u8]) -> i32 {
        self.with(|_| super::kernels::hmac(kind, key, data, out))
    }

    #[cfg(feature = "software")]
    fn cipher_new(&mut self, kind: i32, direction: i32, key: &[u8], iv: &[u8]) -> i32 {
        self.with(|state| state.cipher_new(kind, direction, key, iv))
    }

    #[cfg(feature = "software")]
    fn cipher(&mut self, handle: i32, data: &[u8], out: &mut [u8]) -> i32 {
        self.with(|state| state.cipher(handle, data, out))
    }

    #[cfg(feature = "software")]
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
        self.with(|_| super::kernels::aead([kind, direction], key, nonce, aad, data, out))
    }

    #[cfg(feature = "software")]
    fn image_decode(&mut self, codec: i32, data: &[u8], out: &mut [u8]) -> i32 {
        self.with(|_| super::kernels::image_decode(codec, data, out))
    }
}
