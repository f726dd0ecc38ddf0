"""A gateway that is killed leaves the package alone for a while; late in the suite, so that the while has passed."""

from __future__ import annotations

from conftest import Vanished
from ends import TERMINAL, Package, until


def test_the_package_takes_a_killed_gateway_for_ready_at_first_and_lets_it_go_by_itself(
    vanished: Vanished, other_package: Package
) -> None:
    assert vanished.status_after == "ready"
    until(lambda: other_package.status(vanished.tube_id) in (*TERMINAL, "disconnected"), "it is let go", 150)
