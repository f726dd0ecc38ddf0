"""Why a connection ended, in both directions."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ends import Gateway, Package, connect, to, until
from network import UNREACHABLE
from targets import client, echo, ended, ends_a_client, receive, refused_port, rest, target

NOBODY = "nobody.test"
CONNECTION_FAILED = 10


@pytest.mark.parametrize("host", ["127.0.0.1", UNREACHABLE, NOBODY])
def test_a_dial_that_fails_at_the_package_ends_the_client_with_reason_and_words(
    gateway: Gateway, package: Package, host: str
) -> None:
    pair = connect(gateway, package, to(refused_port(), host))
    assert ends_a_client(pair.listen)
    _, code, words = until(lambda: gateway.closed_connections(pair.near), "the end is told as an event")[0]
    assert code == CONNECTION_FAILED
    assert words
    assert gateway.status(pair.near) == "ready"


@pytest.mark.parametrize(
    ("host", "reasons"),
    [
        ("127.0.0.1", ("ConnectionFailed",)),
        (UNREACHABLE, ("ConnectionFailed",)),
        (NOBODY, ("ConnectionFailed", "AddressResolutionFailed")),
    ],
)
def test_a_dial_that_fails_at_the_gateway_ends_the_client_and_the_listener_lives_on(
    gateway: Gateway, fresh_package: Callable[[], Package], host: str, reasons: tuple[str, ...]
) -> None:
    package = fresh_package()
    package.listen_to_wire()
    pair = connect(package, gateway, to(refused_port(), host))
    for number in (1, 2):
        assert ends_a_client(pair.listen)
        due = {f"CloseConnection({number}, {reason})" for reason in reasons}
        until(lambda due=due: due.intersection(package.control_received()), f"the package got one of {due}")
    assert package.status(pair.near) == "ready"


def test_a_target_s_end_at_the_package_is_an_end_of_file_and_no_fault(gateway: Gateway, package: Package) -> None:
    with target(lambda connection: connection.sendall(b"bye")) as served:
        pair = connect(gateway, package, to(served.port))
        with client(pair.listen) as connection:
            assert rest(connection) == b"bye"
        _, code, _ = until(lambda: gateway.closed_connections(pair.near), "the end is told as an event")[0]
        assert code == 0


def test_the_package_s_api_closes_a_conversation_and_the_gateway_s_clients_see_it(
    gateway: Gateway, package: Package
) -> None:
    with target(echo) as served:
        pair = connect(package, gateway, to(served.port))
        with client(pair.listen) as connection:
            connection.sendall(b"x")
            assert receive(connection, 1) == b"x"
            conversation = package.call("get_conversation_ids_by_tube_id", tube_id=pair.near)[0]
            package.call("close_connection", connection_id=conversation, reason=12)
            assert ended(connection)
        until(lambda: not gateway.client.connections(pair.far) if gateway.status(pair.far) != "gone" else True, "gone")
