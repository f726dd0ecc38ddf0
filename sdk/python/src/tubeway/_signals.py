"""The gateway's events as the published peer's signals."""

from __future__ import annotations

import json
import logging
import queue
import threading
from collections.abc import Mapping
from typing import Any, Callable

from .client import Client
from .errors import TubewayError
from .events import EventStream
from .model import Event, Tube
from .reasons import PyCloseConnectionReason

log = logging.getLogger("tubeway")

Signal = dict[str, Any]
SignalCallback = Callable[[Signal], None]

_MANY_EVENTS = 10_000
_PATH_STATES = {"active": "connected", "initializing": "new"}
_CRITICAL = ("Error", "DecryptionFailed", "ConfigurationError", "ProtocolError", "SecurityThreat")
_RETRYABLE = ("Timeout", "ConnectionLost", "ConnectionFailed", "AddressResolutionFailed")


class Signals:
    """Gives each tube's events to its callback, from before the tube is made until it has closed.

    The stream is open before the first create with a callback is sent. What comes for a tube whose create has not
    returned yet is kept, and given once it has: no candidate is lost, and none comes before the callback is known.
    """

    def __init__(self, client: Client, chosen: Callable[[str], str]) -> None:
        self._client = client
        self._chosen = chosen
        self._lock = threading.Lock()
        self._stream: EventStream | None = None
        self._creating = 0
        self._early: list[Event] = []
        self._watched: dict[str, tuple[SignalCallback, str]] = {}
        self._told: queue.SimpleQueue[tuple[Event, SignalCallback, str] | None] = queue.SimpleQueue()

    def create(self, callback: SignalCallback | None) -> Create:
        return Create(self, callback)

    def begin(self) -> None:
        with self._lock:
            self._creating += 1
            if self._stream is not None:
                return
            try:
                self._stream = self._client.events().connect()
            except BaseException:
                self._creating -= 1
                raise
            stream = self._stream
            told = self._told = queue.SimpleQueue()
        threading.Thread(target=self._read, args=(stream,), name="tubeway-events", daemon=True).start()
        threading.Thread(target=self._tell, args=(told,), name="tubeway-signals", daemon=True).start()

    def watch(self, tube: Tube, callback: SignalCallback) -> None:
        with self._lock:
            self._watched[tube.tube_id] = (callback, tube.conversation_id)
            early = [event for event in self._early if event.tube_id == tube.tube_id]
            self._early = [event for event in self._early if event.tube_id != tube.tube_id]
            for event in early:
                self._route(event)

    def end(self) -> None:
        with self._lock:
            self._creating -= 1
            if self._creating == 0:
                self._early.clear()

    def stop(self) -> None:
        with self._lock:
            stream, self._stream = self._stream, None
            self._watched.clear()
            self._told.put(None)
        if stream is not None:
            stream.close()

    def _read(self, stream: EventStream) -> None:
        try:
            for event in stream:
                with self._lock:
                    self._route(event)
        except TubewayError as problem:
            log.warning("signals ended: cause=%s", type(problem).__name__)
        with self._lock:
            if self._stream is stream:
                self._stream = None
                self._told.put(None)

    def _route(self, event: Event) -> None:
        """Hand an event on to the thread that tells, in order. Holds the lock."""
        if event.kind == "reset":
            log.warning("signals were missed: the gateway started anew, or this script fell too far behind")
        watched = self._watched.get(event.tube_id)
        if watched is not None:
            if event.data.get("state") == "closed":
                del self._watched[event.tube_id]
            self._told.put((event, *watched))
        elif self._creating > 0 and len(self._early) < _MANY_EVENTS:
            self._early.append(event)

    def _tell(self, told: queue.SimpleQueue[tuple[Event, SignalCallback, str] | None]) -> None:
        while (entry := told.get()) is not None:
            event, callback, conversation_id = entry
            for kind, data in signals_of(event):
                signal = {
                    "tube_id": self._chosen(event.tube_id),
                    "kind": kind,
                    "data": data,
                    "conversation_id": conversation_id,
                    "signal_id": event.event_id,
                }
                try:
                    callback(signal)
                except Exception:
                    log.exception("signal callback failed: tubeId=%s kind=%s", event.tube_id, kind)


class Create:
    """Keeps early events while one create is under way."""

    def __init__(self, signals: Signals, callback: SignalCallback | None) -> None:
        self._signals = signals
        self._callback = callback

    def __enter__(self) -> Callable[[Tube], None]:
        if self._callback is not None:
            self._signals.begin()
        return self._watch

    def __exit__(self, *_: object) -> None:
        if self._callback is not None:
            self._signals.end()

    def _watch(self, tube: Tube) -> None:
        if self._callback is not None:
            self._signals.watch(tube, self._callback)


def signals_of(event: Event) -> list[tuple[str, str]]:
    """Return the package's signals for an event, as kind and data; most have one or none."""
    data = event.data
    if event.kind == "icecandidate":
        return [("icecandidate", str(data.get("candidate") or ""))]
    if event.kind == "answer":
        return [("answer", str(data.get("answer") or ""))]
    if event.kind == "ice_restart_offer":
        return [("ice_restart_offer", str(data.get("offer") or ""))]
    if event.kind == "channel_closed":
        return [("channel_closed", json.dumps(_channel_closed(data)))]
    if event.kind == "connection_state_changed":
        state = str(data.get("state"))
        # The package knows the path's states only; that the channel is open too is no signal there.
        return [] if state == "ready" else [("connection_state_changed", _PATH_STATES.get(state, state))]
    return []


def _channel_closed(data: Mapping[str, Any]) -> dict[str, Any]:
    reason = data.get("reason") or {}
    known = PyCloseConnectionReason.from_code(int(reason.get("code", 6)) if isinstance(reason, dict) else 6)
    name = known.name
    return {
        "channel_id": str(data.get("channel") or ""),
        "close_reason": {
            "code": int(known),
            "name": name,
            "is_critical": name in _CRITICAL,
            "is_retryable": name in _RETRYABLE,
        },
        "outcome": "normal_exit" if name == "Normal" else "tube_closed",
    }
