"""What the published package does when both ends are the package: the facts that the rest of the suite rests on."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable

import pytest

from ends import SOCKS_LISTEN, Package, Pair, connect, file_descriptors, resident_bytes, to, until
from network import SILENT, UNREACHABLE
from socks import socks_request
from targets import client, echo, first_accepted, receive, refused_port, reset, rest, target

pytestmark = pytest.mark.package_only


@pytest.fixture
def loud(fresh_package: Callable[[], Package]) -> tuple[Package, Package]:
    """Listener and dialler that tell what control messages they get."""
    pair = fresh_package(), fresh_package()
    for end in pair:
        end.listen_to_wire()
    return pair


def got(end: Package, message: str) -> None:
    until(lambda: message in end.control_received(), f"{message} among {end.control_received()}")


def test_statuses_go_from_connecting_to_gone(loud: tuple[Package, Package]) -> None:
    listener, dialler = loud
    near = listener.create("c", {"conversationType": "tunnel", "local_listen_addr": "127.0.0.1:0"})
    far = dialler.create("c", to(refused_port()), offer=near.sdp)
    seen = [listener.status(near.tube_id)]
    listener.accept(near.tube_id, far.sdp)

    def ready() -> bool:
        status = listener.status(near.tube_id)
        if status != seen[-1]:
            seen.append(status)
        return status == "ready"

    until(ready, "ready")
    assert seen in (["connecting", "active", "ready"], ["connecting", "ready"])
    listener.close(near.tube_id)
    until(lambda: listener.status(near.tube_id) == "gone", "the tube is forgotten")


@pytest.mark.parametrize("host", ["127.0.0.1", UNREACHABLE, "nobody.test"])
def test_a_failed_dial_comes_as_connection_failed(loud: tuple[Package, Package], host: str) -> None:
    listener, dialler = loud
    pair = connect(listener, dialler, to(refused_port(), host))
    with client(pair.listen) as connection:
        assert rest(connection) == b""
    got(listener, "CloseConnection(1, ConnectionFailed)")


def test_a_target_s_half_close_comes_as_connection_lost_and_only_once_a_channel(
    loud: tuple[Package, Package],
) -> None:
    listener, dialler = loud

    def greet_then_listen(connection: socket.socket) -> None:
        connection.sendall(b"hello")
        connection.shutdown(socket.SHUT_WR)
        rest(connection)

    with target(greet_then_listen) as served:
        pair = connect(listener, dialler, to(served.port))
        with client(pair.listen) as first:
            assert rest(first) == b"hello"
        got(listener, "CloseConnection(1, ConnectionLost)")
        with client(pair.listen) as second:
            second.settimeout(3)
            assert receive(second, 5) == b"hello"
            with pytest.raises(TimeoutError):
                second.recv(1)
        assert "SendEOF" not in listener.control_received()


def test_a_client_s_close_and_half_close_come_as_eof_and_a_reset_as_nothing(loud: tuple[Package, Package]) -> None:
    listener, dialler = loud
    with target(echo) as served:
        pair = connect(listener, dialler, to(served.port))
        with client(pair.listen) as closing, client(pair.listen) as halving, client(pair.listen) as breaking:
            for connection in (closing, halving, breaking):
                connection.sendall(b"x")
                assert connection.recv(1) == b"x"
            for number, end in ((1, closing.close), (2, lambda: halving.shutdown(socket.SHUT_WR))):
                end()
                until(lambda number=number: dialler.control_received().count("SendEOF") == number, "an EOF came")
            reset(breaking)
            with client(pair.listen):  # whatever the reset had sent would have come before this
                until(lambda: dialler.control_received().count("OpenConnection") == 4, "one more")
                assert dialler.control_received().count("SendEOF") == 2
                assert not [m for m in dialler.control_received() if m.startswith("CloseConnection")]


def test_a_hanging_dial_blocks_the_channel(fresh_package: Callable[[], Package]) -> None:
    listener, dialler = fresh_package(), fresh_package()
    with target(echo) as served:
        allowed = {"conversationType": "tunnel", "allowed_ports": f"{served.port},9"}
        pair = connect(listener, dialler, allowed, SOCKS_LISTEN)
        with client(pair.listen) as hanging, client(pair.listen) as other:
            socks_request(hanging, SILENT, 9)
            time.sleep(0.3)  # the order of the two is the point
            socks_request(other, "127.0.0.1", served.port)
            other.settimeout(4)
            with pytest.raises(TimeoutError):
                other.sendall(b"x")
                receive(other, 10 + 1)


def test_open_file_descriptors_grow_with_every_eof_that_is_not_answered(fresh_package: Callable[[], Package]) -> None:
    listener, dialler = fresh_package(), fresh_package()
    with target(echo) as served:
        pair = connect(listener, dialler, to(served.port))
        before = file_descriptors(listener) + file_descriptors(dialler)
        for _ in range(30):
            with client(pair.listen) as connection:
                connection.sendall(b"x")
                assert connection.recv(1) == b"x"
        assert file_descriptors(listener) + file_descriptors(dialler) >= before + 20


def test_memory_grows_with_what_a_slow_target_does_not_take(fresh_package: Callable[[], Package]) -> None:
    listener, dialler = fresh_package(), fresh_package()
    stop = threading.Event()
    with target(lambda connection: stop.wait(60) and None) as served:
        pair = connect(listener, dialler, to(served.port))
        before = resident_bytes(dialler)
        with client(pair.listen) as connection:
            connection.settimeout(5)
            block = b"\0" * (1 << 20)
            try:
                for _ in range(80):
                    connection.sendall(block)
            except TimeoutError:
                pass
            until(lambda: resident_bytes(dialler) > before + (40 << 20), "its memory grew")
        stop.set()


def test_a_peer_that_vanished_stays_ready_for_a_while(fresh_package: Callable[[], Package]) -> None:
    listener, dialler = fresh_package(), fresh_package()
    pair = connect(listener, dialler, to(refused_port()))
    dialler.kill()
    time.sleep(2)
    assert listener.status(pair.near) == "ready"


def test_it_listens_only_where_it_makes_the_offer(loud: tuple[Package, Package]) -> None:
    listener, dialler = loud
    far = dialler.create("c", to(refused_port()))
    port = refused_port()
    settings = {"conversationType": "tunnel", "local_listen_addr": f"127.0.0.1:{port}"}
    near = listener.create("c", settings, offer=far.sdp)
    dialler.accept(far.tube_id, near.sdp)
    until(lambda: listener.status(near.tube_id) == "ready", "ready")
    assert near.listen is None
    with pytest.raises(ConnectionRefusedError):
        client(("127.0.0.1", port))


def test_a_pair_carries_traffic(loud: tuple[Package, Package]) -> None:
    with target(echo) as served:
        pair: Pair = connect(*loud, to(served.port))
        with client(pair.listen) as connection:
            connection.sendall(b"hello")
            assert receive(connection, 5) == b"hello"
            assert first_accepted(served)
