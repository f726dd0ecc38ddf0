"""Server-sent events, sans-io: lines in, events out.

Source: the HTML standard, section 9.2 ("Server-sent events").
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Message:
    """One event as the stream carries it."""

    event_id: str
    kind: str
    data: str


class Parser:
    """Takes lines; gives a message at the blank line that ends it.

    Attributes:
        last_event_id: what a new stream resumes after; empty before the first
        retry_seconds: how long the server asks to wait before a new stream; None where it does not

    """

    def __init__(self, last_event_id: str = "") -> None:
        self.last_event_id = last_event_id
        self.retry_seconds: float | None = None
        self._restart()

    def _restart(self) -> None:
        self._id = self.last_event_id
        self._kind = ""
        self._data: list[str] = []

    def cut(self) -> None:
        """Forget a message that the end of a stream cut short."""
        self._restart()

    def take(self, line: bytes) -> Message | None:
        """Take a line, its end included; return the message that it completes."""
        text = line.decode("utf-8", "replace").rstrip("\r\n")
        if not text:
            return self._end()
        name, _, value = text.partition(":")
        value = value[1:] if value.startswith(" ") else value
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._kind = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry_seconds = int(value) / 1000
        return None

    def _end(self) -> Message | None:
        self.last_event_id = self._id
        message = Message(self._id, self._kind or "message", "\n".join(self._data)) if self._data else None
        self._restart()
        return message
