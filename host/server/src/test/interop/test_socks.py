"""SOCKS5 between the gateway and the package, each as listener and as dialler."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import pytest

from ends import LONG, SOCKS_LISTEN, End, Gateway, Package, connect
from network import HOST, NAME, OTHER_HOST, SILENT, UNREACHABLE
from socks import (
    ADDRESS_TYPE,
    COMMAND,
    NOT_ALLOWED,
    REFUSED,
    SUCCEEDED,
    socks,
    socks_reply,
    socks_request,
)
from socks import UNREACHABLE as HOST_UNREACHABLE
from targets import client, echo, ended, receive, refused_port, target

Ends = tuple[End, End]
NOBODY = "nobody.test"


def allow(*ports: int, hosts: str = f"{HOST},{NAME},{UNREACHABLE},{SILENT},{NOBODY}") -> dict[str, Any]:
    """Return the settings of a dialler that reaches these hosts at these ports."""
    return {
        "conversationType": "tunnel",
        "socks_mode": True,
        "allowed_hosts": hosts,
        "allowed_ports": ",".join(str(port) for port in ports),
    }


def refused(connection: socket.socket, listener: End) -> bool:
    """Read the answer to a request; return whether it is no: by a reply, where the package listens by the end alone."""
    if listener.name == "package":
        return ended(connection)
    return socks_reply(connection) != SUCCEEDED and ended(connection)


def denied(connection: socket.socket, host: str, port: int, listener: End) -> bool:
    """Ask for a host; return whether the answer is no."""
    socks_request(connection, host, port)
    return refused(connection, listener)


@pytest.mark.parametrize("host", [HOST, NAME])
def test_reaches_an_allowed_host_by_address_and_by_name(ends: Ends, host: str) -> None:
    with target(echo) as served:
        pair = connect(*ends, allow(served.port), SOCKS_LISTEN)
        for payload in (b"first", b"second"):
            with client(pair.listen) as connection:
                assert socks(connection, host, served.port) == SUCCEEDED
                connection.sendall(payload)
                assert receive(connection, len(payload)) == payload


def test_refuses_a_host_that_is_not_allowed_and_goes_on(ends: Ends) -> None:
    with target(echo) as served:
        pair = connect(*ends, allow(served.port, hosts=HOST), SOCKS_LISTEN)
        for host in (OTHER_HOST, "127.0.0.1"):
            with client(pair.listen) as connection:
                assert denied(connection, host, served.port, ends[0])
        assert not served.accepted
        with client(pair.listen) as connection:
            assert socks(connection, HOST, served.port) == SUCCEEDED


def test_refuses_a_port_that_is_not_allowed_and_goes_on(
    fresh_gateway: Callable[..., Gateway], package: Package
) -> None:
    """Of a port that is not allowed the package's dialler says nothing: our open timeout is what ends it."""
    gateway = fresh_gateway(limits__openTimeout="2s")
    with target(echo) as served, target(echo) as forbidden:
        for ends in ((gateway, package), (package, gateway)):
            pair = connect(*ends, allow(served.port, hosts=HOST), SOCKS_LISTEN)
            with client(pair.listen) as connection:
                assert denied(connection, HOST, forbidden.port, ends[0])
            with client(pair.listen) as connection:
                assert socks(connection, HOST, served.port) == SUCCEEDED
        assert not forbidden.accepted


@pytest.mark.parametrize(
    ("host", "codes"),
    [
        (HOST, (REFUSED,)),
        (UNREACHABLE, (HOST_UNREACHABLE,)),
        (NOBODY, (NOT_ALLOWED, HOST_UNREACHABLE)),  # the package has one text for both
    ],
)
def test_tells_why_a_dial_of_the_package_failed(
    gateway: Gateway, package: Package, host: str, codes: tuple[int, ...]
) -> None:
    port = refused_port()
    pair = connect(gateway, package, allow(port), SOCKS_LISTEN)
    with client(pair.listen) as connection:
        assert socks(connection, host, port) in codes


def test_a_dial_of_ours_that_fails_is_told_to_the_package_s_client(gateway: Gateway, package: Package) -> None:
    port = refused_port()
    pair = connect(package, gateway, allow(port), SOCKS_LISTEN)
    for host in (HOST, NOBODY):
        with client(pair.listen) as connection:
            assert denied(connection, host, port, package)


def test_a_hanging_dial_holds_up_only_itself(fresh_gateway: Callable[..., Gateway], package: Package) -> None:
    gateway = fresh_gateway(limits__openTimeout="4s")
    with target(echo) as served:
        for ends in ((gateway, package), (package, gateway)):
            pair = connect(*ends, allow(served.port, 9), SOCKS_LISTEN)
            with client(pair.listen) as hanging:
                socks_request(hanging, SILENT, 9)
                for _ in range(3):
                    with client(pair.listen) as connection:
                        assert socks(connection, HOST, served.port) == SUCCEEDED
                        connection.sendall(b"x")
                        assert receive(connection, 1) == b"x"
                hanging.setblocking(False)
                with pytest.raises(BlockingIOError):
                    hanging.recv(1)
                hanging.settimeout(LONG)
                assert refused(hanging, ends[0])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (b"\x05\x02\x00\x01\x0a\x4d\x00\x01\x00\x50", COMMAND),
        (b"\x05\x01\x00\x09\x00\x00\x00\x00", ADDRESS_TYPE),
    ],
)
def test_our_listener_refuses_what_it_does_not_do(gateway: Gateway, package: Package, asked: bytes, code: int) -> None:
    pair = connect(gateway, package, allow(80), SOCKS_LISTEN)
    with client(pair.listen) as connection:
        connection.sendall(b"\x05\x01\x00")
        assert receive(connection, 2) == b"\x05\x00"
        connection.sendall(asked)
        assert socks_reply(connection) == code


def test_our_dialler_reaches_no_loopback_that_the_package_s_client_chooses(gateway: Gateway, package: Package) -> None:
    with target(echo) as served:
        pair = connect(package, gateway, allow(served.port, hosts="127.0.0.1,localhost"), SOCKS_LISTEN)
        for host in ("127.0.0.1", "localhost"):
            with client(pair.listen) as connection:
                assert denied(connection, host, served.port, package)
        assert not served.accepted
