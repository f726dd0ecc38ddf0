"""A peer that speaks the tube protocol by hand, for what the package never sends and never shows.

To the gateway it looks like any older peer. Frames: docs/protocol.md.
"""

from __future__ import annotations

import asyncio
import base64
import struct
import threading
from collections import deque
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiortc import RTCDataChannel, RTCPeerConnection, RTCSessionDescription

from ends import LONG, until

PING, PONG, OPEN, CLOSE, OPENED, EOF = 1, 2, 101, 102, 103, 104


def frame(connection: int, payload: bytes) -> bytes:
    return struct.pack(">IQI", connection, 0, len(payload)) + payload + b";"


def control(code: int, data: bytes = b"") -> bytes:
    return frame(0, struct.pack(">H", code) + data)


def number(connection: int) -> bytes:
    return struct.pack(">I", connection)


@dataclass
class Channel:
    """A data channel and what came through it."""

    raw: RTCDataChannel
    messages: deque[bytes | str] = field(default_factory=deque)

    def frames(self) -> list[tuple[int, bytes]]:
        """Return connection and payload of every whole frame that came, in order."""
        data = b"".join(message for message in list(self.messages) if isinstance(message, bytes))
        found = []
        while len(data) >= 17:
            connection, _, length = struct.unpack(">IQI", data[:16])
            if len(data) < 17 + length:
                break
            assert data[16 + length : 17 + length] == b";"
            found.append((connection, data[16 : 16 + length]))
            data = data[17 + length :]
        return found

    def controls(self) -> list[tuple[int, bytes]]:
        """Return code and data of every control message that came, in order."""
        return [(int.from_bytes(payload[:2], "big"), payload[2:]) for conn, payload in self.frames() if conn == 0]

    def data(self, connection: int) -> bytes:
        return b"".join(payload for conn, payload in self.frames() if conn == connection)


class RawPeer:
    """One peer connection on an event loop of its own."""

    def __init__(self) -> None:
        self.channels: deque[Channel] = deque()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._peer = self._do(self._make())

    def offer(self, label: str) -> str:
        """Open a channel; return the offer, base64."""

        async def make() -> None:
            self._take(self._peer.createDataChannel(label))
            await self._peer.setLocalDescription(await self._peer.createOffer())

        self._do(make())
        return self._local()

    def answer(self, offer: str) -> str:
        """Take the offer; return the answer, both base64."""

        async def make() -> None:
            await self._peer.setRemoteDescription(_description(offer, "offer"))
            await self._peer.setLocalDescription(await self._peer.createAnswer())

        self._do(make())
        return self._local()

    def accept(self, answer: str) -> None:
        self._do(self._peer.setRemoteDescription(_description(answer, "answer")))

    def channel(self, index: int = 0) -> Channel:
        """Return the channel of that place, once it is or was open."""
        until(lambda: len(self.channels) > index, "the channel is there")
        channel = self.channels[index]
        until(lambda: channel.raw.readyState != "connecting", "the channel is open")
        return channel

    def send(self, *messages: bytes, through: Channel | None = None) -> None:
        channel = through or self.channel()

        async def send() -> None:
            for message in messages:
                channel.raw.send(message)

        self._do(send())

    def close(self) -> None:
        self._do(self._peer.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(LONG)
        self._loop.close()

    async def _make(self) -> RTCPeerConnection:
        peer = RTCPeerConnection()
        peer.on("datachannel", self._take)
        return peer

    def _take(self, raw: RTCDataChannel) -> None:
        channel = Channel(raw)
        raw.on("message", channel.messages.append)
        self.channels.append(channel)

    def _local(self) -> str:
        return base64.b64encode(self._peer.localDescription.sdp.encode()).decode()

    def _do(self, work: Coroutine[Any, Any, Any]) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(LONG)


def _description(text: str, kind: str) -> RTCSessionDescription:
    return RTCSessionDescription(base64.b64decode(text).decode(), kind)
