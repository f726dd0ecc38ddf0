"""How tubes end: a goodbye, a peer that is killed, a gateway that stops."""

from __future__ import annotations

import socket
from collections.abc import Callable

import pytest

from ends import TERMINAL, End, Gateway, Package, Pair, connect, refused, to, until
from targets import client, echo, ended, target

SOON = 20.0
"""Generous for what takes the package 0.2 s when it is told, and 90 s when it is not."""


def busy(pair: Pair) -> socket.socket:
    """Return a connection through the pair that has carried something."""
    connection = client(pair.listen)
    connection.sendall(b"x")
    assert connection.recv(1) == b"x"
    return connection


def test_a_goodbye_lets_the_package_go_at_once(ends: tuple[End, End], gateway: End, package: Package) -> None:
    with target(echo) as served:
        pair = connect(*ends, to(served.port))
        mine, theirs = (pair.near, pair.far) if pair.listener is gateway else (pair.far, pair.near)
        with busy(pair) as connection:
            gateway.close(mine, 12)
            assert ended(connection)
            until(lambda: package.status(theirs) == "gone", "the package has let go", SOON)
            assert gateway.status(mine) in TERMINAL


def test_a_package_that_closes_its_tube_ends_ours(ends: tuple[End, End], gateway: Gateway, package: Package) -> None:
    with target(echo) as served:
        pair = connect(*ends, to(served.port))
        mine, theirs = (pair.near, pair.far) if pair.listener is gateway else (pair.far, pair.near)
        with busy(pair) as connection:
            package.close(theirs, 12)
            assert ended(connection)
            until(lambda: gateway.status(mine) in TERMINAL, "the gateway's tube has ended")
            assert until(lambda: gateway.closed_tube(mine), "it has a reason")["name"]


@pytest.mark.parametrize("gateway_listens", [True, False])
def test_a_package_that_is_killed_is_noticed_and_cleaned_up(
    fresh_gateway: Callable[..., Gateway], fresh_package: Callable[[], Package], gateway_listens: bool
) -> None:
    gateway, package = fresh_gateway(limits__disconnectTimeout="2s"), fresh_package()
    with target(echo) as served:
        listener, dialler = (gateway, package) if gateway_listens else (package, gateway)
        pair = connect(listener, dialler, to(served.port))
        mine = pair.near if gateway_listens else pair.far
        with busy(pair) as connection:
            package.kill()
            assert ended(connection)
            until(lambda: gateway.status(mine) in TERMINAL, "the gateway has noticed")
            assert until(lambda: gateway.closed_tube(mine), "it has a reason")["name"]
        until(lambda: not gateway.client.tubes(), "nothing is left")
        if gateway_listens:
            until(lambda: refused(pair.listen), "its listener is closed")


def test_a_gateway_that_stops_says_goodbye(fresh_gateway: Callable[..., Gateway], package: Package) -> None:
    gateway = fresh_gateway(drainTimeout="0s")
    with target(echo) as served:
        listening = connect(gateway, package, to(served.port))
        dialling = connect(package, gateway, to(served.port))
        with busy(listening), busy(dialling) as connection:
            assert gateway.stop() == 0
            assert ended(connection)
            until(lambda: package.status(listening.far) == "gone", "the package has let go", SOON)
            until(lambda: package.status(dialling.near) == "gone", "the package has let go", SOON)
