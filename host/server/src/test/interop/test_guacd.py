"""The guacd conversation: the package and the gateway in front of a guacd, and a session of the gateway.

Behind the package what comes together with ``ready`` is lost, and what is held for a moment comes.
"""

from __future__ import annotations

import socket
import time
from contextlib import suppress

import pytest

from ends import End, Gateway, Package, connect
from targets import client, target
from viewer import Viewer, instruction


READY = instruction("ready", "$session")
NEXT = instruction("name", "hello")


def heard(connection: socket.socket) -> bytes:
    """Return everything up to the end, which is a reset where the package held the guacd for broken."""
    data = b""
    with suppress(ConnectionResetError):
        while piece := connection.recv(4096):
            data += piece
    return data


def until_said(connection: socket.socket, word: bytes) -> None:
    said = b""
    while word not in said:
        piece = connection.recv(4096)
        assert piece, f"it ended before {word!r}"
        said += piece


@pytest.mark.parametrize(("held", "comes"), [(False, b""), (True, NEXT)])
def test_the_instruction_after_ready_has_to_be_held_a_moment(
    gateway: Gateway, package: Package, held: bool, comes: bytes
) -> None:
    def guacd(connection: socket.socket) -> None:
        until_said(connection, b"select")
        connection.sendall(instruction("args", "VERSION_1_5_0", "hostname", "port"))
        until_said(connection, b"connect")
        if held:
            connection.sendall(READY)
            time.sleep(0.3)  # the moment is the point
            connection.sendall(NEXT)
        else:
            connection.sendall(READY + NEXT)
        # An end in order: closing with something unread would reset the connection.
        connection.shutdown(socket.SHUT_WR)
        heard(connection)

    with target(guacd) as served:
        settings = {
            "conversationType": "ssh",
            "guacd": {"guacd_host": "127.0.0.1", "guacd_port": served.port},
            "guacd_params": {"hostname": "localhost", "port": "22", "protocol": "ssh"},
        }
        pair = connect(gateway, package, settings)
        # What is sent at once is not always read at once: of a few tries one is.
        for _ in range(1 if held else 8):
            with client(pair.listen) as connection:
                came = heard(connection)
            if came == comes:
                break
        assert came == comes


def test_the_gateway_does_the_handshake_with_a_guacd_and_loses_nothing_after_it(
    gateway: Gateway, package: Package
) -> None:
    connects: list[bytes] = []
    last = instruction("error", "Aborted.", "519") + instruction("disconnect")

    def guacd(connection: socket.socket) -> None:
        until_said(connection, b"select,3.ssh;")
        connection.sendall(instruction("args", "VERSION_1_5_0", "hostname", "port"))
        said = b""
        while b"connect" not in said or not said.endswith(b";"):
            said += connection.recv(4096)
        connects.append(said)
        connection.sendall(READY + NEXT)
        until_said(connection, b"sync")
        connection.sendall(last)

    with target(guacd) as served:
        settings = {
            "conversationType": "ssh",
            "guacd": {"guacd_host": "127.0.0.1", "guacd_port": served.port},
            "guacd_params": {"hostname": "db.internal", "port": "22", "protocol": "ssh", "width": "800"},
        }
        pair = connect(package, gateway, settings)
        with client(pair.listen) as connection:
            came = b""
            while len(came) < len(NEXT):
                came += connection.recv(4096)
            assert came == NEXT
            connection.sendall(instruction("sync", "1"))
            assert heard(connection) == last
        assert instruction("size", "800", "768", "96") in connects[0]
        assert instruction("connect", "VERSION_1_5_0", "db.internal", "22") in connects[0]


def test_a_session_of_the_gateway_answers_a_package_that_listens(gateway: Gateway, package: Package) -> None:
    pair = connect(package, gateway, {"conversationType": "guacd", "guacd_params": {"protocol": "gopher"}})
    with client(pair.listen) as connection:
        answer = heard(connection)
    assert answer == instruction("error", "no module here speaks the protocol gopher", "516") + instruction(
        "disconnect"
    )


COLUMNS, ROWS = 61, 24


def hall(connection: socket.socket) -> None:
    """Greet by telnet, answer a line, and end at the next one."""
    connection.sendall(b"who is there?\r\n")
    until_said(connection, b"marco")
    connection.sendall(b"\r\npolo\r\n")
    until_said(connection, b"bye")


def settings(port: int, **more: object) -> dict[str, object]:
    parameters = {"protocol": "telnet", "hostname": "127.0.0.1", "port": str(port), "width": "640", "height": "480"}
    return {"conversationType": "telnet", "guacd_params": parameters, **more}


def visit(viewer: Viewer) -> None:
    """Talk with the hall to its end."""
    assert "who is there?" in viewer.until_screen(COLUMNS, ROWS, "there?")
    viewer.type("marco")
    assert "polo" in viewer.until_screen(COLUMNS, ROWS, "polo")
    viewer.type("bye")
    viewer.until("disconnect")
    assert viewer.next() is None


def test_a_person_behind_a_package_that_listens_uses_a_session_of_the_gateway(
    gateway: Gateway, package: Package
) -> None:
    with target(hall) as served:
        pair = connect(package, gateway, settings(served.port))
        with client(pair.listen) as connection:
            viewer = Viewer(connection)
            assert viewer.next()[0] == "ready"
            visit(viewer)


def test_who_dials_finds_its_guacd_in_a_gateway(ends: tuple[End, End], gateway: Gateway) -> None:
    guacd = {"guacd_host": "127.0.0.1", "guacd_port": gateway.guacd}
    with target(hall) as served:
        pair = connect(*ends, settings(served.port, guacd=guacd))
        with client(pair.listen) as connection:
            visit(Viewer(connection))
