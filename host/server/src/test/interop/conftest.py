from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[5] / "sdk" / "python" / "src"))

from ends import End, Gateway, Package, connect, to
from network import enter_private_network

PACKAGE_LISTENS = "package-listens"
GATEWAY_LISTENS = "gateway-listens"
OLDER = ("1.1.5", "2.2.4")
STATE = Path(__file__).resolve().parents[5] / ".tubeway"
SHARED: list[Package | Gateway] = []


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--packages", action="store_true", help="put the package at both ends, to see what it does and try the suite"
    )


def pytest_sessionstart() -> None:
    """Get the older packages, as long as there is a network."""
    for version in OLDER:
        folder = STATE / f"package-{version}"
        if not (folder / "made").exists():
            pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            subprocess.run([*pip, "--target", str(folder), f"keeper-pam-webrtc-rs=={version}"], check=True)
            (folder / "made").touch()


@dataclass(frozen=True)
class Vanished:
    """A tube of the package whose gateway was killed."""

    tube_id: str
    status_after: str


@pytest.fixture(scope="session", autouse=True)
def vanished(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, _network: None
) -> Vanished | None:
    """Kill a gateway when the suite starts; the package needs a minute to notice."""
    if not any(Path(str(item.path)).name == "test_vanished.py" for item in request.session.items):
        return None
    package = request.getfixturevalue("other_package")
    gateway = Gateway(tmp_path_factory.mktemp("vanished") / "data")
    pair = connect(package, gateway, to(1))
    gateway.kill()
    return Vanished(pair.near, package.status(pair.near))


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
    """Start processes of the package, of an older version where it is named, that end with the test."""
    started: list[Package] = []

    def start(version: str | None = None) -> Package:
        started.append(Package(STATE / f"package-{version}" if version else None))
        return started[-1]

    yield start
    for end in started:
        end.kill()


@pytest.fixture(scope="session")
def gateway(_network: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    """One gateway that all tests share which do not harm it."""
    end = Gateway(tmp_path_factory.mktemp("gateway") / "data", guacd__listen="127.0.0.1:0")
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
