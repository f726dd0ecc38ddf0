"""Against the real gateway, which the command in TUBEWAY_SERVE starts, such as ``./tubeway serve``."""

from __future__ import annotations

import base64
import contextlib
import os
import re
import shlex
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable

import pytest

import tubeway
from network import enter_private_network
from tubeway import Client, PyCloseConnectionReason, PyTubeRegistry

pytestmark = pytest.mark.gateway

LISTENER = {"conversationType": "tunnel", "local_listen_addr": "127.0.0.1:0"}
LONG = 30.0


@dataclass
class Gateway:
    url: str
    data: Path
    process: subprocess.Popen[str]

    @property
    def client(self) -> Client:
        return Client(self.url, token_file=self.data / "token")


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gateway]:
    command = os.environ.get("TUBEWAY_SERVE")
    if not command:
        pytest.fail('TUBEWAY_SERVE is not set: give the command that starts a gateway, such as "./tubeway serve"')
    enter_private_network()
    data = tmp_path_factory.mktemp("data")
    arguments = [*shlex.split(command), "--listen", "127.0.0.1:0", "--data", str(data)]
    with open(data / "stderr", "w", encoding="utf-8") as errors:
        # A gateway takes TUBEWAY_… of the environment for its settings.
        environment = {name: value for name, value in os.environ.items() if name != "TUBEWAY_SERVE"}
        process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment)
    try:
        yield Gateway(address(process, data), data, process)
    finally:
        process.terminate()
        try:
            code = process.wait(LONG)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
            raise
        finally:
            if process.stdout is not None:
                process.stdout.close()
    assert code == 0


def address(process: subprocess.Popen[str], data: Path) -> str:
    """Return where the gateway says that it is ready."""
    assert process.stdout is not None
    for line in process.stdout:
        found = re.search(r"https?://[^\s/]+:\d+", line)
        if found:
            return found.group()
    raise AssertionError(f"the gateway said no address: {(data / 'stderr').read_text()}")


@pytest.fixture
def client(running: Gateway) -> Iterator[Client]:
    client = running.client
    yield client
    PyTubeRegistry(client=client).cleanup_all()


@pytest.fixture
def registry(client: Client) -> Iterator[PyTubeRegistry]:
    registry = PyTubeRegistry(client=client)
    yield registry
    registry.shutdown_runtime()


@pytest.fixture
def echo() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve(connection: socket.socket) -> None:
            # A tube that is closed with its connections resets them.
            with connection, contextlib.suppress(ConnectionResetError):
                while data := connection.recv(65536):
                    connection.sendall(data)

        def accept() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

        acceptor = threading.Thread(target=accept, daemon=True)
        acceptor.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
    acceptor.join(LONG)


def until(what: Callable[[], Any]) -> Any:
    """Return the first true value that comes before the deadline."""
    deadline = time.monotonic() + LONG
    while not (value := what()):
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.01)
    return value


def pair(client: Client, port: int) -> tuple[tubeway.Tube, tubeway.Tube]:
    """Return a listening and a dialling tube of the same gateway, connected with each other."""
    near = client.create_tube("conversation", LISTENER)
    target = {"conversationType": "tunnel", "target_host": "127.0.0.1", "target_port": str(port)}
    far = client.create_tube("conversation", target, offer=near.offer)
    assert far.answer is not None
    client.set_remote_description(near.tube_id, far.answer)
    return client.wait_ready(near.tube_id, LONG), client.wait_ready(far.tube_id, LONG)


def ended(connection: socket.socket) -> bool:
    """Return whether the next thing on the connection is its end."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


def connect(listen: str | None) -> socket.socket:
    assert listen is not None
    host, _, port = listen.rpartition(":")
    return socket.create_connection((host, int(port)), LONG)


def test_is_healthy_and_says_what_it_speaks(running: Gateway, client: Client) -> None:
    assert client.live()
    assert client.ready()
    assert "3.1" in client.openapi()
    assert "tubeway_" in client.metrics()
    assert client.capacity().can_accept_more
    assert all(finding.subject for finding in client.diagnose())
    assert (running.data / "token").stat().st_mode & 0o077 == 0


def test_refuses_a_wrong_token(running: Gateway) -> None:
    with pytest.raises(tubeway.Unauthorized):
        Client(running.url, token="wrong").tubes()
    with pytest.raises(tubeway.Unauthorized):
        Client(running.url).events().connect()


def test_carries_a_connection(client: Client, echo: int) -> None:
    near, far = pair(client, echo)
    assert {tube.tube_id for tube in client.tubes()} == {near.tube_id, far.tube_id}
    with connect(near.local_listen_addr) as connection:
        connection.sendall(b"hello")
        assert connection.recv(100) == b"hello"
        open_now = until(lambda: client.connections(near.tube_id))
        assert (open_now[0].number, open_now[0].channel) == (1, "conversation")
        stats = until(lambda: (s := client.stats(near.tube_id)).bytes_received >= 5 and s)
        assert (stats.bytes_sent, stats.open_connections) == (5, 1)
        client.close_connection(near.tube_id, 1, "adminClosed")
        assert ended(connection)
    with pytest.raises(tubeway.ConnectionNotFound):
        client.close_connection(near.tube_id, 99)
    client.close_tube(near.tube_id, 12)
    until(lambda: far.tube_id not in {tube.tube_id for tube in client.tubes()})


def test_scripts_of_the_published_peer_run(registry: PyTubeRegistry, echo: int) -> None:
    settings = {"conversationType": "tunnel", "target_host": "127.0.0.1", "target_port": str(echo)}
    cloud = {
        "trickle_ice": False,
        "callback_token": "TEST_MODE_CALLBACK_TOKEN",
        "ksm_config": "TEST_MODE_KSM_CONFIG",
        "krelay_server": "",
        "client_version": "ms16.5.0",
    }
    states: list[str] = []

    def signal(told: dict[str, Any]) -> None:
        if told["kind"] == "connection_state_changed":
            states.append(told["data"])

    near = registry.create_tube(conversation_id="c1", settings=LISTENER, signal_callback=signal, **cloud)  # type: ignore[arg-type]
    far = registry.create_tube(conversation_id="c1", settings=settings, offer=near["offer"], **cloud)  # type: ignore[arg-type]
    registry.set_remote_description(near["tube_id"], far["answer"], True)
    until(lambda: registry.get_tube_status(near["tube_id"]) == "ready")
    with connect(near["actual_local_listen_addr"]) as connection:
        connection.sendall(b"hello")
        assert connection.recv(100) == b"hello"
    assert registry.get_connection_state(near["tube_id"]) == "Connected"
    assert registry.check_capacity()["can_accept_more"] is True
    assert registry.get_connection_stats(near["tube_id"])["bytes_sent"] > 0
    registry.close_connection("c1", PyCloseConnectionReason.Normal)
    registry.close_tube(near["tube_id"])
    until(lambda: "connected" in states and "closed" in states)
    with pytest.raises(RuntimeError, match="Tube not found"):
        registry.get_tube_status(near["tube_id"])


def test_trickles_candidates_through_signals_and_restarts_ice(registry: PyTubeRegistry, echo: int) -> None:
    tubes: dict[str, str] = {}
    waiting: list[tuple[str, str]] = []
    lock = threading.Lock()

    def forward(to: str) -> Callable[[dict[str, Any]], None]:
        def signal(told: dict[str, Any]) -> None:
            if told["kind"] == "icecandidate":
                with lock:
                    waiting.append((to, told["data"]))

        return signal

    def deliver() -> None:
        with lock:
            ready, waiting[:] = waiting[:], []
        for to, candidate in ready:
            registry.add_ice_candidate(tubes[to], candidate)

    settings = {"conversationType": "tunnel", "target_host": "127.0.0.1", "target_port": str(echo)}
    near = registry.create_tube("c1", LISTENER, True, signal_callback=forward("far"))
    far = registry.create_tube("c1", settings, True, offer=near["offer"], signal_callback=forward("near"))
    tubes.update(near=near["tube_id"], far=far["tube_id"])
    registry.set_remote_description(near["tube_id"], far["answer"], True)

    def ready() -> bool:
        deliver()
        return registry.get_tube_status(near["tube_id"]) == "ready"

    until(ready)
    assert "a=candidate" not in base64.b64decode(near["offer"]).decode()
    answer = registry.set_remote_description(far["tube_id"], registry.restart_ice(near["tube_id"]), False)
    assert answer
    registry.set_remote_description(near["tube_id"], answer, True)
    with connect(near["actual_local_listen_addr"]) as connection:
        connection.sendall(b"hello")
        assert connection.recv(100) == b"hello"


def test_refusals_have_their_exceptions(client: Client) -> None:
    with pytest.raises(tubeway.InvalidSettings, match=r"local_listen_addr|localListenAddr"):
        client.create_tube("c1", {"conversationType": "tunnel", "local_listen_adr": "127.0.0.1:0"})
    with pytest.raises(tubeway.InvalidDescription):
        client.create_tube("c1", LISTENER, offer="%%%")
    with pytest.raises(tubeway.TubeNotFound):
        client.tube("nobody")
    tube = client.create_tube("c1", LISTENER)
    with pytest.raises(tubeway.UnexpectedDescription):
        client.set_remote_description(tube.tube_id, str(tube.offer), "answer")
    with pytest.raises(tubeway.InvalidCandidate):
        client.add_candidate(tube.tube_id, "no candidate")
    with pytest.raises(tubeway.TrickleRequired):
        client.restart_ice(tube.tube_id)
    with pytest.raises(tubeway.ListenFailed):
        client.create_tube("c2", {**LISTENER, "local_listen_addr": tube.local_listen_addr})


def test_an_idempotency_key_makes_one_tube(client: Client) -> None:
    first = client.create_tube("c1", LISTENER, idempotency_key="once")
    again = client.create_tube("c1", LISTENER, idempotency_key="once")
    assert first == again
    assert len(client.tubes()) == 1
    with pytest.raises(tubeway.IdempotencyKeyReused):
        client.create_tube("c2", LISTENER, idempotency_key="once")


def test_events_resume_where_they_ended(client: Client) -> None:
    with client.events().connect() as events:
        tube = client.create_tube("c1", LISTENER)
        created = next(event for event in events if event.kind == "tube_created")
        assert (created.tube_id, created.data["conversationId"]) == (tube.tube_id, "c1")
    client.close_tube(tube.tube_id)
    with client.events(created.event_id, tube_id=tube.tube_id) as events:
        assert "closed" in (event.data.get("state") for event in events)
    with client.events("elsewhere-1") as events:
        assert next(events).kind == "reset"
