"""A Guacamole client of the tests: it answers frames, types, and reads what a terminal shows by marking it."""

from __future__ import annotations

import base64
import socket
from contextlib import suppress

from ends import until

CELL = (10, 19)
MARGIN = 7
RETURN = 0xFF0D


def instruction(*words: str) -> bytes:
    return (",".join(f"{len(word)}.{word}" for word in words) + ";").encode()


class Viewer:
    """One client whose connection begins with what follows a handshake."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.heard: list[str] = []
        self._text = ""
        self._words: list[str] = []

    def say(self, *words: str) -> None:
        self.connection.sendall(instruction(*words))

    def _whole(self) -> list[str] | None:
        """Return the next instruction of what was read; None where it is not whole."""
        while (dot := self._text.find(".")) > 0 and (end := dot + 1 + int(self._text[:dot])) < len(self._text):
            self._words.append(self._text[dot + 1 : end])
            last = self._text[end] == ";"
            self._text = self._text[end + 1 :]
            if last:
                words, self._words = self._words, []
                return words
        return None

    def next(self) -> list[str] | None:
        """Return the next instruction, a frame answered; None at the end."""
        while (came := self._whole()) is None:
            try:
                piece = self.connection.recv(1 << 16)
            except ConnectionResetError:
                if self.heard[-1:] == ["disconnect"]:  # an answer was on its way to who had gone
                    return None
                raise
            if not piece:
                return None
            self._text += piece.decode("latin-1")
        self.heard.append(came[0])
        if came[0] == "sync":
            with suppress(BrokenPipeError, ConnectionResetError):  # who has said the last frame may be gone
                self.say("sync", came[1])
        return came

    def until(self, opcode: str) -> list[str]:
        """Return the first instruction of this kind that comes from now on."""
        while (came := self.next()) is not None:
            if came[0] == opcode:
                return came
        raise AssertionError(f"it ended before {opcode}: {self.heard}")

    def type(self, line: str) -> None:
        for keysym in [*(ord(letter) for letter in line), RETURN]:
            self.say("key", str(keysym), "1")
            self.say("key", str(keysym), "0")

    def screen(self, columns: int, rows: int) -> str:
        """Mark the whole screen and return the text that is copied; where there is none, nothing is."""
        right, bottom = MARGIN + columns * CELL[0] - 2, MARGIN + rows * CELL[1] - 2
        for x, y, buttons in ((MARGIN + 1, MARGIN + 1, 0), (MARGIN + 1, MARGIN + 1, 1), (right, bottom, 1)):
            self.say("mouse", str(x), str(y), str(buttons))
        self.say("mouse", str(right), str(bottom), "0")
        patience = self.connection.gettimeout()
        self.connection.settimeout(0.5)
        try:
            stream = self.until("clipboard")[1]
        except TimeoutError:
            return ""
        finally:
            self.connection.settimeout(patience)
        text = b""
        while (came := self.next()) is not None and came[:2] != ["end", stream]:
            if came[:2] == ["blob", stream]:
                text += base64.b64decode(came[2])
        return text.decode()

    def until_screen(self, columns: int, rows: int, words: str) -> str:
        """Look at the screen until it shows the words."""
        return str(until(lambda: words in (text := self.screen(columns, rows)) and text, f"it shows {words!r}"))
