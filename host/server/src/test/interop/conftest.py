from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[5] / "sdk" / "python" / "src"))

from ends import End, Gateway, Package
from network import enter_private_network

PACKAGE_LISTENS = "package-listens"
GATEWAY_LISTENS = "gateway-listens"
SHARED: list[Package | Gateway] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--packages", action="store_true", help="put the package at both ends, to see what it does and try the suite"
    )


@pytest.fixture(scope="session", autouse=True)
def _network() -> None:
    enter_private_network()


@pytest.fixture(autouse=True)
def _no_tube_outlives_its_test() -> Iterator[None]:
    yield
    for end in SHARED:
        end.close_all()


@pytest.fixture(scope="session")
def package(_network: None) -> Iterator[Package]:
    """One process of the package that all tests share which do not harm it."""
    end = Package()
    SHARED.append(end)
    yield end
    SHARED.remove(end)
    end.kill()


@pytest.fixture(scope="session")
def other_package(_network: None) -> Iterator[Package]:
    end = Package()
    yield end
    end.kill()


@pytest.fixture
def fresh_package(_network: None) -> Iterator[Callable[..., Package]]:
    """Start processes of the package that end with the test."""
    started: list[Package] = []

    def start(*arguments: str) -> Package:
        started.append(Package(*arguments))
        return started[-1]

    yield start
    for end in started:
        end.kill()


@pytest.fixture(scope="session")
def gateway(_network: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """One gateway that all tests share which do not harm it."""
    end = Gateway(tmp_path_factory.mktemp("gateway") / "data")
    SHARED.append(end)
    yield end
    SHARED.remove(end)
    assert end.stop() == 0


@pytest.fixture
def fresh_gateway(_network: None, tmp_path: Path) -> Iterator[Callable[..., Gateway]]:
    """Start gateways with settings of their own, ``limits__openTimeout="2s"``, that end with the test."""
    started: list[Gateway] = []

    def start(**settings: str) -> Gateway:
        started.append(Gateway(tmp_path / f"gateway{len(started)}", **settings))
        return started[-1]

    yield start
    for end in started:
        if end.process.poll() is None:
            end.kill()


@pytest.fixture(params=[GATEWAY_LISTENS, PACKAGE_LISTENS])
def ends(request: pytest.FixtureRequest) -> tuple[End, End]:
    """Listener and dialler: the gateway and the package, each in both parts."""
    package = request.getfixturevalue("package")
    gateway = request.getfixturevalue("other_package" if request.config.getoption("packages") else "gateway")
    return (gateway, package) if request.param == GATEWAY_LISTENS else (package, gateway)
