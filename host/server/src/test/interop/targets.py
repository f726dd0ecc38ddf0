"""TCP targets and clients with the manners that the tests need."""

from __future__ import annotations

import hashlib
import random
import socket
import struct
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from ends import LONG, until

CHUNK = 256 * 1024


@dataclass
class Target:
    """A TCP server on every address; each connection runs `manner` on its own thread and is closed after it."""

    manner: Callable[[socket.socket], None]
    accepted: deque[socket.socket] = field(default_factory=deque)
    faults: deque[BaseException] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self._server = socket.create_server(("", 0), backlog=512)
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._server.accept()
            except OSError:
                return
            self.accepted.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        try:
            with connection:
                self.manner(connection)
        except OSError as fault:
            self.faults.append(fault)  # resets are part of the tests

    def close(self) -> None:
        self._server.shutdown(socket.SHUT_RDWR)
        self._server.close()
        for connection in self.accepted:
            connection.close()


@contextmanager
def target(manner: Callable[[socket.socket], None]) -> Iterator[Target]:
    served = Target(manner)
    try:
        yield served
    finally:
        served.close()


def echo(connection: socket.socket) -> None:
    while data := connection.recv(CHUNK):
        connection.sendall(data)


def refused_port() -> int:
    """Return a port of loopback where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])


def client(listen: tuple[str, int]) -> socket.socket:
    """Return a connection to a listener; every step of it has a deadline."""
    return socket.create_connection(listen, LONG)


def reset(connection: socket.socket) -> None:
    """End a connection with an RST."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def receive(connection: socket.socket, count: int) -> bytes:
    """Return exactly so many bytes, or fewer where the other side ends first."""
    data = b""
    while len(data) < count and (piece := connection.recv(count - len(data))):
        data += piece
    return data


def ended(connection: socket.socket) -> bool:
    """Return whether the next thing on a connection is its end, by FIN or by RST."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def ends_a_client(listen: tuple[str, int]) -> bool:
    """Return whether a listener ends its next client, which may be so soon that it is still connecting."""
    try:
        with client(listen) as connection:
            return ended(connection)
    except ConnectionResetError:
        return True


def rest(connection: socket.socket) -> bytes:
    """Return everything up to the end."""
    data = b""
    while piece := connection.recv(CHUNK):
        data += piece
    return data


def blocks(count: int, seed: int) -> Iterator[bytes]:
    """Return so many bytes in pieces: random, the same for a seed."""
    block = random.Random(seed).randbytes(CHUNK - 1)
    sent = 0
    while sent < count:
        piece = block[: count - sent]
        yield piece
        sent += len(piece)


def digest_of(count: int, seed: int) -> str:
    sum_ = hashlib.sha256()
    for piece in blocks(count, seed):
        sum_.update(piece)
    return sum_.hexdigest()


def send_blocks(connection: socket.socket, count: int, seed: int) -> None:
    for piece in blocks(count, seed):
        connection.sendall(piece)


def digest_from(connection: socket.socket, count: int) -> str:
    """Read so many bytes; return their digest. Fewer give another digest."""
    sum_ = hashlib.sha256()
    while count > 0 and (piece := connection.recv(min(CHUNK, count))):
        sum_.update(piece)
        count -= len(piece)
    return sum_.hexdigest()


def first_accepted(served: Target) -> socket.socket:
    until(lambda: served.accepted, "the target has a connection")
    return served.accepted[0]
