"""The gateway's events as an iterator that outlives its connection."""

from __future__ import annotations

import http.client
import json
import logging
import threading
import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any

from ._http import Http, Stream
from ._sse import Message, Parser
from .errors import GatewayUnreachable, ProblemError, TubewayError, Unauthorized
from .model import Event

log = logging.getLogger("tubeway")

_RETRIED = (429, 502, 503, 504)
_LONGEST_DELAY_SECONDS = 5.0


class EventStream(Iterator[Event]):
    """Events in order; after a broken connection it resumes behind the last one it gave.

    Errors of `next`: GatewayUnreachable when no new connection could be made within `reconnect_seconds`, and any
    ProblemError that another try would not mend, such as Unauthorized.
    Threading: one thread iterates; `close` may be called from any and ends the iteration.
    """

    def __init__(
        self,
        http_client: Http,
        path: str,
        last_event_id: str = "",
        idle_seconds: float = 90.0,
        reconnect_seconds: float = 60.0,
    ) -> None:
        self._http = http_client
        self._path = path
        self._idle_seconds = idle_seconds
        self._reconnect_seconds = reconnect_seconds
        self._parser = Parser(last_event_id)
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._stream: Stream | None = None
        self._first: Message | None = None

    @property
    def last_event_id(self) -> str:
        """Where a new stream resumes; empty before the first event."""
        return self._parser.last_event_id

    def connect(self) -> EventStream:
        """Subscribe now instead of at the first `next`, so that no event from here on is missed.

        Returns when the gateway has said that it follows: the first thing on every stream is a comment or an event.
        """
        while self._stream is None and not self._closed.is_set():
            self._reconnect()
            first = self._read(only_first=True)
            if first is not None:
                self._first = first
        return self

    def close(self) -> None:
        """End the stream; a blocked `next` stops at once. Idempotent."""
        self._closed.set()
        with self._lock:
            if self._stream is not None:
                self._stream.abort()

    def __enter__(self) -> EventStream:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
        self._drop()

    def __iter__(self) -> EventStream:
        return self

    def __next__(self) -> Event:
        while not self._closed.is_set():
            if self._stream is None and self._first is None:
                self._reconnect()
            message, self._first = self._first or self._read(), None
            if message is not None:
                return _event(message)
        self._drop()
        raise StopIteration

    def _read(self, only_first: bool = False) -> Message | None:
        """Return the next message; None when the connection has ended, and is then given up.

        With `only_first` also None at the first blank line, which ends a comment or a message.
        """
        stream = self._stream
        if stream is None:
            return None
        try:
            while line := stream.readline():
                message = self._parser.take(line)
                if message is not None:
                    return message
                if only_first and not line.strip():
                    return None
            log.debug("event stream ended: lastEventId=%s", self.last_event_id)
        except (OSError, ValueError, http.client.HTTPException) as fault:
            log.debug("event stream broke: lastEventId=%s cause=%s", self.last_event_id, type(fault).__name__)
        self._drop()
        return None

    def _drop(self) -> None:
        with self._lock:
            stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()
        self._parser.cut()

    def _reconnect(self) -> None:
        deadline = time.monotonic() + self._reconnect_seconds
        delay = 0.1
        while not self._closed.is_set():
            try:
                self._open()
                return
            except (OSError, http.client.HTTPException, ProblemError) as fault:
                delay = self._delay(fault, delay)
                if time.monotonic() + delay > deadline:
                    raise _final(fault, self._http.url) from fault
            self._closed.wait(delay)
            delay = min(delay * 2, _LONGEST_DELAY_SECONDS)

    def _open(self) -> None:
        headers = {"Accept": "text/event-stream", "Cache-Control": "no-store"}
        if self.last_event_id:
            headers["Last-Event-ID"] = self.last_event_id
        try:
            stream = self._http.stream(self._path, headers, self._idle_seconds)
        except Unauthorized:
            if not self._http.renew_token():
                raise
            stream = self._http.stream(self._path, headers, self._idle_seconds)
        with self._lock:
            self._stream = stream
            if self._closed.is_set():
                stream.abort()

    def _delay(self, fault: Exception, delay: float) -> float:
        """Return how long to wait after a failed try; raises what another try would not mend."""
        if isinstance(fault, ProblemError):
            if fault.status not in _RETRIED:
                raise fault
            if fault.retry_after_seconds is not None:
                return fault.retry_after_seconds
        return max(delay, self._parser.retry_seconds or 0.0)


def _final(fault: Exception, url: str) -> TubewayError:
    if isinstance(fault, ProblemError):
        return fault
    return GatewayUnreachable(f"no event stream from {url}: {fault or type(fault).__name__}")


def _event(message: Message) -> Event:
    try:
        data: Any = json.loads(message.data)
    except ValueError:
        data = {"text": message.data}
    if not isinstance(data, dict):
        data = {"value": data}
    kind = message.kind if message.kind != "message" else str(data.get("type") or "message")
    return Event(message.event_id, kind, str(data.get("tubeId") or ""), data)
