"""Older releases of the package, each as listener and as dialler."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from conftest import OLDER
from ends import Gateway, Package, connect, to
from targets import blocks, client, echo, rest, target


@pytest.mark.parametrize("version", OLDER)
@pytest.mark.parametrize("gateway_listens", [True, False])
def test_an_older_package_carries_connections_both_ways(
    gateway: Gateway, fresh_package: Callable[..., Package], version: str, gateway_listens: bool
) -> None:
    package = fresh_package(version)
    assert package.version == version
    # As diallers both stop reading their target, now and then, in the midst of answers that are not short.
    payload = b"".join(blocks(30_000 if gateway_listens else 1_000_000, 5))
    with target(echo) as served:
        ends = (gateway, package) if gateway_listens else (package, gateway)
        pair = connect(*ends, to(served.port))
        # As listener 1.1.5 loses, now and then, what a connection after its first one sends, to its own kind as well.
        for _ in range(5 if gateway_listens or version != "1.1.5" else 1):
            with client(pair.listen) as connection:
                connection.sendall(payload)
                connection.shutdown(socket.SHUT_WR)
                assert rest(connection) == payload
