"""Nobody's slowness grows the gateway."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from ends import Gateway, Package, connect, resident_bytes, to, until
from targets import client, receive, target

PUSHED = 300 << 20
BOUND = 200 << 20
"""How much resident memory may come on top while 300 MB are pushed: buffers of 64 MiB a tube, and the heap's slack."""


@pytest.fixture
def gateway(fresh_gateway: Callable[..., Gateway]) -> Gateway:
    return fresh_gateway()


@pytest.fixture
def package(fresh_package: Callable[[], Package]) -> Package:
    return fresh_package()


@pytest.fixture
def stop() -> Iterator[threading.Event]:
    """Lets those go that do not read."""
    event = threading.Event()
    yield event
    event.set()


def push(connection: socket.socket) -> None:
    """Send until everything is sent or the other side has had enough."""
    block = b"\0" * (1 << 20)
    for _ in range(PUSHED >> 20):
        connection.sendall(block)


def one_letter_picks_the_manner(stop: threading.Event) -> Callable[[socket.socket], None]:
    def manner(connection: socket.socket) -> None:
        letter = receive(connection, 1)
        if letter == b"p":
            push(connection)
        elif letter == b"n":
            stop.wait(120)
        else:
            connection.sendall(letter)

    return manner


def test_a_client_that_does_not_read_what_the_package_pushes_is_closed(
    gateway: Gateway, package: Package, stop: threading.Event
) -> None:
    with target(one_letter_picks_the_manner(stop)) as served:
        pair = connect(gateway, package, to(served.port))
        before = resident_bytes(gateway)
        with client(pair.listen) as slow:
            slow.sendall(b"p")
            number, code, words = until(lambda: gateway.closed_connections(pair.near), "it is closed")[0]
            assert (number, code != 0) == (1, True)
            assert words
            assert resident_bytes(gateway) < before + BOUND
        with client(pair.listen) as other:
            other.sendall(b"x")
            assert other.recv(1) == b"x"


def test_a_target_that_does_not_read_what_the_package_pushes_is_closed(
    gateway: Gateway, package: Package, stop: threading.Event
) -> None:
    with target(one_letter_picks_the_manner(stop)) as served:
        pair = connect(package, gateway, to(served.port))
        before = resident_bytes(gateway)
        with client(pair.listen) as pushing:
            pushing.sendall(b"n")
            until(lambda: gateway.client.connections(pair.far), "it is opened, and is number 1")
            other = client(pair.listen)
            pusher = threading.Thread(target=_push_until_closed, args=(pushing,))
            pusher.start()
            number, code, words = until(lambda: gateway.closed_connections(pair.far), "it is closed")[0]
            assert (number, code != 0) == (1, True)
            assert words
            pusher.join(60)
            assert not pusher.is_alive()
            with other:
                other.sendall(b"x")
                assert other.recv(1) == b"x"
        assert resident_bytes(gateway) < before + BOUND
        with client(pair.listen) as again:
            again.sendall(b"x")
            assert again.recv(1) == b"x"


def test_a_target_behind_the_package_that_does_not_read_grows_the_package_only(
    gateway: Gateway, package: Package, stop: threading.Event
) -> None:
    with target(one_letter_picks_the_manner(stop)) as served:
        pair = connect(gateway, package, to(served.port))
        before = resident_bytes(gateway)
        with client(pair.listen) as pushing:
            pushing.settimeout(5)
            pushing.sendall(b"n")
            try:
                push(pushing)
            except OSError:  # held up or closed: both are bounds
                pass
            assert resident_bytes(gateway) < before + BOUND
        with client(pair.listen) as other:
            other.sendall(b"x")
            assert other.recv(1) == b"x"


def _push_until_closed(connection: socket.socket) -> None:
    try:
        push(connection)
    except OSError:
        return
