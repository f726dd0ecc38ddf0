//! Compression.

use super::Answer;
use crate::sys::{DeflateFormat, Flush, Status};
use alloc::boxed::Box;
use alloc::vec::Vec;
use crc32fast::Hasher;
use miniz_oxide::deflate::core::{CompressorOxide, create_comp_flags_from_zip_params};
use miniz_oxide::deflate::stream::deflate;
use miniz_oxide::inflate::stream::{InflateState, inflate};
use miniz_oxide::{DataFormat, MZError, MZFlush, MZStatus};

/// Most input that may lie unread.
const MOST_INPUT: usize = 16 << 20;

/// A header without name and time: magic, deflate, no flags, no time, no hints, unknown system.
const GZIP_HEADER: [u8; 10] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];

/// How far a decompressor is in a gzip member; the other formats are in the body from start to end.
enum Part {
    Header,
    Body,
    Trailer,
    End,
}

pub(crate) struct Inflate {
    state: Box<InflateState>,
    is_gzip: bool,
    part: Part,
    input: Vec<u8>,
    hasher: Hasher,
    total: u32,
}

impl Inflate {
    pub(crate) fn new(format: DeflateFormat) -> Self {
        let is_gzip = format == DeflateFormat::Gzip;
        let data = if format == DeflateFormat::Zlib { DataFormat::Zlib } else { DataFormat::Raw };
        Self {
            state: InflateState::new_boxed(data),
            is_gzip,
            part: if is_gzip { Part::Header } else { Part::Body },
            input: Vec::new(),
            hasher: Hasher::new(),
            total: 0,
        }
    }

    pub(crate) fn inflate(&mut self, data: &[u8], out: &mut [u8]) -> Answer<usize> {
        if self.input.len() + data.len() > MOST_INPUT {
            return Err(Status::Limit);
        }
        self.input.extend_from_slice(data);
        if let Part::Header = self.part {
            let Some(length) = header_length(&self.input)? else { return Ok(0) };
            self.input.drain(..length);
            self.part = Part::Body;
        }
        let mut count = 0;
        if let Part::Body = self.part {
            count = self.body(out)?;
        }
        if let Part::Trailer = self.part
            && let Some(trailer) = self.input.get(..8)
        {
            let (crc, length) = trailer.split_at(4);
            let sum = core::mem::take(&mut self.hasher).finalize();
            if crc != sum.to_le_bytes() || length != self.total.to_le_bytes() {
                return Err(Status::PeerError);
            }
            self.part = Part::End;
        }
        match self.part {
            Part::End if count == 0 => Err(Status::Closed),
            _ => Ok(count),
        }
    }

    fn body(&mut self, out: &mut [u8]) -> Answer<usize> {
        let result = inflate(&mut self.state, &self.input, out, MZFlush::None);
        self.input.drain(..result.bytes_consumed);
        let count = result.bytes_written;
        if self.is_gzip {
            self.hasher.update(&out[..count]);
            self.total = self.total.wrapping_add(count as u32);
        }
        match result.status {
            Ok(MZStatus::StreamEnd) if self.is_gzip => self.part = Part::Trailer,
            Ok(MZStatus::StreamEnd) => self.part = Part::End,
            Ok(_) | Err(MZError::Buf) => {}
            Err(_) => return Err(Status::PeerError),
        }
        Ok(count)
    }
}

/// Length of a gzip header; none while it is not all there.
fn header_length(input: &[u8]) -> Answer<Option<usize>> {
    let magic = input.len().min(3);
    if input[..magic] != GZIP_HEADER[..magic] {
        return Err(Status::PeerError);
    }
    let Some(flags) = input.get(3) else { return Ok(None) };
    let mut at = GZIP_HEADER.len();
    if flags & 4 != 0 {
        let Some(length) = input.get(at..at + 2) else { return Ok(None) };
        at += 2 + usize::from(u16::from_le_bytes([length[0], length[1]]));
    }
    // A name, then a comment, each ended by a zero.
    for flag in [8, 16] {
        if flags & flag != 0 {
            let end = input.get(at..).and_then(|rest| rest.iter().position(|byte| *byte == 0));
            let Some(end) = end else { return Ok(None) };
            at += end + 1;
        }
    }
    if flags & 2 != 0 {
        at += 2;
    }
    Ok((input.len() >= at).then_some(at))
}

pub(crate) struct Deflate {
    compressor: Box<CompressorOxide>,
    gzip: Option<(Hasher, u32)>,
    output: Vec<u8>,
    is_finished: bool,
}

impl Deflate {
    /// Level −1 is the default.
    pub(crate) fn new(format: DeflateFormat, level: i32) -> Answer<Self> {
        if !(-1..=9).contains(&level) {
            return Err(Status::Invalid);
        }
        let level = if level < 0 { 6 } else { level };
        let window = if format == DeflateFormat::Zlib { 15 } else { -15 };
        let is_gzip = format == DeflateFormat::Gzip;
        let flags = create_comp_flags_from_zip_params(level, window, 0);
        Ok(Self {
            compressor: Box::new(CompressorOxide::new(flags)),
            gzip: is_gzip.then(|| (Hasher::new(), 0)),
            output: if is_gzip { GZIP_HEADER.to_vec() } else { Vec::new() },
            is_finished: false,
        })
    }

    pub(crate) fn deflate(&mut self, data: &[u8], flush: Flush, out: &mut [u8]) -> Answer<usize> {
        if self.is_finished && !data.is_empty() {
            return Err(Status::Invalid);
        }
        if !self.is_finished {
            self.compress(data, flush);
        }
        if self.is_finished && self.output.is_empty() {
            return Err(Status::Closed);
        }
        let count = out.len().min(self.output.len());
        out[..count].copy_from_slice(&self.output[..count]);
        self.output.drain(..count);
        Ok(count)
    }

    fn compress(&mut self, mut data: &[u8], flush: Flush) {
        if let Some((hasher, total)) = &mut self.gzip {
            hasher.update(data);
            *total = total.wrapping_add(data.len() as u32);
        }
        let pushes = match flush {
            Flush::None => MZFlush::None,
            Flush::Sync => MZFlush::Sync,
            Flush::Finish => MZFlush::Finish,
        };
        // Asked for the rest of a flush that is all out already: a second one would be written.
        if data.is_empty() && flush != Flush::Finish && !self.output.is_empty() {
            return;
        }
        let mut part = [0; 4096];
        loop {
            let result = deflate(&mut self.compressor, data, &mut part, pushes);
            data = &data[result.bytes_consumed..];
            self.output.extend_from_slice(&part[..result.bytes_written]);
            let is_full = result.bytes_written == part.len();
            if result.status == Ok(MZStatus::StreamEnd) {
                self.is_finished = true;
                if let Some((hasher, total)) = self.gzip.take() {
                    self.output.extend_from_slice(&hasher.finalize().to_le_bytes());
                    self.output.extend_from_slice(&total.to_le_bytes());
                }
                return;
            }
            if result.status.is_err() || (data.is_empty() && !is_full) {
                return;
            }
        }
    }
}
