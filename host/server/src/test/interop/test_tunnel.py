"""Tunnels between the gateway and the package, each as listener and as dialler."""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from ends import LONG, End, Gateway, Package, Pair, connect, file_descriptors, to, until
from targets import blocks, client, digest_from, digest_of, echo, ended, receive, reset, rest, send_blocks, target

HUNDRED_MB = 100_000_000
Ends = tuple[End, End]


def exchange(listen: tuple[str, int], payload: bytes) -> bytes:
    """Send a payload through an echo, half-close, and return what comes back up to the end."""
    with client(listen) as connection:
        connection.sendall(payload)
        connection.shutdown(socket.SHUT_WR)
        return rest(connection)


def settled(what: Callable[[], int], at_most: int, why: str) -> None:
    until(lambda: what() <= at_most, why)


def test_carries_100_mb_each_way_unchanged(ends: Ends) -> None:
    there: list[str] = []

    def both_ways(connection: socket.socket) -> None:
        sender = threading.Thread(target=send_blocks, args=(connection, HUNDRED_MB, 2))
        sender.start()
        there.append(digest_from(connection, HUNDRED_MB))
        sender.join()

    with target(both_ways) as served:
        pair = connect(*ends, to(served.port))
        with client(pair.listen) as connection:
            sender = threading.Thread(target=send_blocks, args=(connection, HUNDRED_MB, 1))
            sender.start()
            back = digest_from(connection, HUNDRED_MB)
            sender.join()
            until(lambda: there, "the target has read everything")
        assert back == digest_of(HUNDRED_MB, 2)
        assert there == [digest_of(HUNDRED_MB, 1)]


def test_200_short_connections_leave_nothing_open(ends: Ends) -> None:
    with target(echo) as served:
        pair = connect(*ends, to(served.port))
        exchange(pair.listen, b"warm")
        before = [file_descriptors(end) for end in ends]
        for number in range(200):
            payload = f"connection {number}".encode()
            assert exchange(pair.listen, payload) == payload
        for end, count in zip(ends, before, strict=True):
            settled(lambda end=end: file_descriptors(end), count + 10, f"the {end.name}'s sockets are closed")
        assert not served.faults


def test_64_connections_at_once(ends: Ends) -> None:
    with target(echo) as served, ThreadPoolExecutor(64) as pool:
        pair = connect(*ends, to(served.port))
        payloads = [b"".join(blocks(20_000, number)) for number in range(64)]
        assert list(pool.map(lambda payload: exchange(pair.listen, payload), payloads)) == payloads


def test_many_small_writes_of_many_connections_keep_their_order(ends: Ends) -> None:
    def talk(number: int) -> bool:
        with client(pair.listen) as connection:
            for step in range(200):
                connection.sendall(f"{number}:{step};".encode())
            connection.shutdown(socket.SHUT_WR)
            return rest(connection) == "".join(f"{number}:{step};" for step in range(200)).encode()

    with target(echo) as served, ThreadPoolExecutor(8) as pool:
        pair = connect(*ends, to(served.port))
        assert all(pool.map(talk, range(8)))


def test_a_client_that_half_closes_still_receives(ends: Ends) -> None:
    def answer_at_the_end(connection: socket.socket) -> None:
        connection.sendall(hashlib.sha256(rest(connection)).hexdigest().encode())

    with target(answer_at_the_end) as served:
        pair = connect(*ends, to(served.port))
        for _ in range(3):
            payload = b"".join(blocks(300_000, 3))
            assert exchange(pair.listen, payload).decode() == hashlib.sha256(payload).hexdigest()


def test_a_target_that_half_closes_still_receives(ends: Ends) -> None:
    heard: list[bytes] = []

    def greet_then_listen(connection: socket.socket) -> None:
        connection.sendall(b"hello")
        connection.shutdown(socket.SHUT_WR)
        heard.append(rest(connection))

    with target(greet_then_listen) as served:
        pair = connect(*ends, to(served.port))
        for number in range(3):
            with client(pair.listen) as connection:
                assert rest(connection) == b"hello"
                connection.sendall(b"more after the end")
            until(lambda number=number: len(heard) == number + 1, "the target saw the client's end")
        assert heard == [b"more after the end"] * 3


def test_every_end_of_a_target_is_told_and_none_holds_up_the_next(ends: Ends) -> None:
    """The package tells the first end of a channel only, and blocks for 3 s when one is answered wrongly."""

    def answer_and_close(connection: socket.socket) -> None:
        receive(connection, 4)
        connection.sendall(b"bye")

    with target(answer_and_close) as served:
        pair = connect(*ends, to(served.port))
        done = threading.Event()

        def ask_forty_times() -> None:
            for _ in range(40):  # 120 s if each blocked
                with client(pair.listen) as connection:
                    connection.sendall(b"ping")
                    assert rest(connection) == b"bye"
            done.set()

        asker = threading.Thread(target=ask_forty_times)
        asker.start()
        assert done.wait(LONG)
        asker.join()


def test_a_package_that_makes_the_offer_dials_nothing(gateway: Gateway, package: Package) -> None:
    """It says Opened and loses the data: towards the package the listener has to make the offer."""
    with target(echo) as served:
        pair = connect(gateway, package, to(served.port), dialler_offers=True)
        with client(pair.listen) as connection:
            connection.sendall(b"lost")
            until(lambda: [c for c in gateway.client.connections(pair.near) if c.state == "open"], "it says opened")
        assert not served.accepted


def used(listen: tuple[str, int]) -> socket.socket:
    """Return a connection that has carried something, so that the next one has a higher number."""
    connection = client(listen)
    connection.sendall(b"x")
    assert connection.recv(1) == b"x"
    return connection


def test_listening_towards_the_package_each_connection_has_its_channel(gateway: Gateway, package: Package) -> None:
    with target(echo) as served:
        pair = connect(gateway, package, to(served.port))
        with contextlib.ExitStack() as stack:
            first, second, third = (stack.enter_context(used(pair.listen)) for _ in range(3))
            labels = {each.number: each.channel for each in gateway.client.connections(pair.near)}
            assert len(set(labels.values())) == len(labels) == 3
            gateway.client.close_connection(pair.near, min(labels), "adminClosed")
            assert ended(first)
            for connection in (second, third):  # closing one keeps the others and the tube
                connection.sendall(b"y")
                assert connection.recv(1) == b"y"
            assert package.status(pair.far) == "ready"
        assert exchange(pair.listen, b"and again") == b"and again"


def test_a_client_s_reset_ends_the_target_s_connection(fresh_gateway: Callable[..., Gateway], package: Package) -> None:
    """As listener the package says nothing of a reset: the idle timeout is what ends it there."""
    seen: list[bool] = []

    def note_the_end(connection: socket.socket) -> None:
        receive(connection, 1)
        connection.sendall(b"x")
        seen.append(ended(connection))

    gateway = fresh_gateway(limits__idleTimeout="2s")
    with target(note_the_end) as served:
        for count, ends in enumerate(((gateway, package), (package, gateway)), start=1):
            pair = connect(*ends, to(served.port))
            connection = client(pair.listen)
            connection.sendall(b"x")
            assert connection.recv(1) == b"x"
            reset(connection)
            until(lambda count=count: len(seen) == count, f"the target's connection ends, {ends[0].name} listens")
        assert seen == [True, True]


def test_a_target_s_reset_ends_the_client_s_connection(fresh_gateway: Callable[..., Gateway], package: Package) -> None:
    """As dialler the package says nothing of a reset: the idle timeout is what ends it there."""

    def reset_it(connection: socket.socket) -> None:
        receive(connection, 1)
        reset(connection)

    gateway = fresh_gateway(limits__idleTimeout="2s")
    with target(reset_it) as served:
        for ends in ((gateway, package), (package, gateway)):
            pair = connect(*ends, to(served.port))
            with client(pair.listen) as connection:
                connection.sendall(b"x")
                assert ended(connection)


def test_a_connection_is_closed_over_the_api(ends: Ends, gateway: Gateway) -> None:
    with target(echo) as served:
        pair = connect(*ends, to(served.port))
        with used(pair.listen) as connection, used(pair.listen) as other:
            tube = pair.near if pair.listener is gateway else pair.far
            number = min(each.number for each in gateway.client.connections(tube))
            gateway.client.close_connection(tube, number, "adminClosed")
            assert ended(connection)
            other.sendall(b"y")
            assert other.recv(1) == b"y"
        until(
            lambda: (number, 12) in [(n, code) for n, code, _ in gateway.closed_connections(tube)], "told as an event"
        )
        assert exchange(pair.listen, b"and again") == b"and again"


@pytest.mark.parametrize("reason", ["error", "upstreamClosed"])
def test_no_reason_that_stops_the_package_s_listener_is_ever_sent(
    gateway: Gateway, fresh_package: Callable[[], Package], reason: str
) -> None:
    package = fresh_package()
    package.listen_to_wire()
    with target(echo) as served:
        pair: Pair = connect(package, gateway, to(served.port))
        with client(pair.listen) as connection:
            connection.sendall(b"x")
            assert connection.recv(1) == b"x"
            gateway.client.close_connection(pair.far, 1, reason)
            assert ended(connection)
        closes = until(
            lambda: [m for m in package.control_received() if m.startswith("CloseConnection(1,")], "it is closed"
        )
        assert not [m for m in closes if "Error)" in m or "UpstreamClosed)" in m]
        assert exchange(pair.listen, b"it lives on") == b"it lives on"
