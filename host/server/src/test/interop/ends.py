"""The two kinds of tube ends that the suite puts together: the published package and the gateway.

Both answer to the same few methods, so that a test says only which end plays which part.
"""

from __future__ import annotations

import json
import os
import queue
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import tubeway

HERE = Path(__file__).parent
LONG = 60.0
TERMINAL = ("failed", "closing", "closed", "gone")


@dataclass(frozen=True)
class Made:
    """A tube that an end has made: its own description, and where clients connect to if it listens."""

    tube_id: str
    sdp: str
    listen: tuple[str, int] | None


class End(Protocol):
    """One process that has tubes."""

    name: str

    def create(self, conversation: str, settings: dict[str, Any], offer: str | None = None) -> Made: ...

    def accept(self, tube_id: str, answer: str) -> None: ...

    def status(self, tube_id: str) -> str:
        """Return the tube's status; ``gone`` when the end knows it no more."""
        ...

    def close(self, tube_id: str, reason: int = 0) -> None: ...

    def pid(self) -> int: ...

    def kill(self) -> None: ...


def until(what: Callable[[], Any], why: str, seconds: float = LONG) -> Any:
    """Return the first true value that comes before the deadline."""
    deadline = time.monotonic() + seconds
    while not (value := what()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {seconds:g} s: {why}")
        time.sleep(0.02)
    return value


class Package:
    """A process of the published package, driven through `peer.py`; of another version where its folder is given."""

    def __init__(self, folder: Path | None = None) -> None:
        self.name = "package"
        environment = dict(os.environ) if folder is None else {**os.environ, "PYTHONPATH": str(folder)}
        self.process = subprocess.Popen(
            [sys.executable, str(HERE / "peer.py")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            bufsize=1,
        )
        self.signals: deque[dict[str, Any]] = deque()
        self.logs: deque[str] = deque(maxlen=100_000)
        self._answers: dict[int, queue.SimpleQueue[dict[str, Any]]] = {}
        self._lock = threading.Lock()
        self._number = 0
        self._ready: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.version = self._ready.get(timeout=LONG)["version"]

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            message = json.loads(line)
            if "id" in message:
                self._answers.pop(message["id"]).put(message)
            elif "signal" in message:
                self.signals.append(message["signal"])
            elif "log" in message:
                self.logs.append(message["log"]["message"])
            else:
                self._ready.put(message["ready"])

    def call(self, name: str, **arguments: Any) -> Any:
        answer: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        with self._lock:
            self._number += 1
            self._answers[self._number] = answer
            assert self.process.stdin is not None
            self.process.stdin.write(json.dumps({"id": self._number, "call": name, "args": arguments}) + "\n")
        message = answer.get(timeout=LONG)
        if "error" in message:
            raise RuntimeError(message["error"]["message"])
        return message["ok"]

    def create(self, conversation: str, settings: dict[str, Any], offer: str | None = None) -> Made:
        made = self.call("create_tube", conversation_id=conversation, settings=settings, offer=offer)
        return Made(
            made["tube_id"], made.get("offer") or made["answer"], _address(made.get("actual_local_listen_addr"))
        )

    def accept(self, tube_id: str, answer: str) -> None:
        self.call("set_remote_description", tube_id=tube_id, sdp=answer, is_answer=True)

    def status(self, tube_id: str) -> str:
        try:
            return str(self.call("get_tube_status", tube_id=tube_id))
        except RuntimeError as fault:
            if "no attribute" in str(fault):  # releases before 2.0 know the path's state only
                return {"Connected": "ready"}.get(self.call("get_connection_state", tube_id=tube_id), "connecting")
            if "not found" in str(fault):
                return "gone"
            raise

    def close(self, tube_id: str, reason: int = 0) -> None:
        self.call("close_tube", tube_id=tube_id, reason=reason)

    def close_all(self) -> None:
        self.call("cleanup_all")

    def pid(self) -> int:
        return self.process.pid

    def kill(self) -> None:
        self.process.kill()
        self.process.wait(LONG)
        self._reader.join(LONG)
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.close()
        self.process.stdout.close()

    def listen_to_wire(self) -> None:
        """Collect what the package logs about control messages that it gets."""
        self.call(
            "log", level=5, contains=["Processing control message (", " closed: ", "Endpoint Closing connection "]
        )

    def control_received(self) -> list[str]:
        """Return the control messages that the package got, in order; a close with its reason."""
        told = []
        for message in list(self.logs):
            kind = re.search(r"Processing control message \(.*message_type: (\w+)", message)
            if kind and kind[1] != "CloseConnection":
                told.append(kind[1])
            closed = re.search(
                r"(?:Connection (\d+) closed: .*|Endpoint Closing connection (\d+)) \(reason: (\w+)", message
            )
            if closed:
                told.append(f"CloseConnection({closed[1] or closed[2]}, {closed[3]})")
        return told


class Gateway:
    """A gateway process, steered over HTTP by the Python client.

    The command that starts one is in the environment, TUBEWAY_SERVE, such as ``./tubeway serve``.
    """

    def __init__(self, data: Path, **settings: str) -> None:
        command = os.environ.get("TUBEWAY_SERVE")
        if not command:
            raise RuntimeError('TUBEWAY_SERVE is not set: give the command that starts a gateway, "./tubeway serve"')
        self.name = "gateway"
        data.mkdir(parents=True)
        arguments = [*shlex.split(command), "--listen", "127.0.0.1:0", "--data", str(data)]
        for key, value in settings.items():
            arguments += ["--set", f"{key.replace('__', '.')}={value}"]
        self._errors = data / "stderr"
        self.guacd: int | None = None
        with open(self._errors, "w", encoding="utf-8") as errors:
            # A gateway takes TUBEWAY_… of the environment for its settings.
            environment = {name: value for name, value in os.environ.items() if name != "TUBEWAY_SERVE"}
            self.process = subprocess.Popen(
                arguments, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment
            )
        self.client = tubeway.Client(self._address(), token_file=data / "token")
        self.events: deque[tubeway.Event] = deque()
        self._stream = self.client.events(reconnect_seconds=1.0).connect()
        self._follower = threading.Thread(target=self._follow, daemon=True)
        self._follower.start()

    def _address(self) -> str:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = re.search(r"https?://[^\s/]+:\d+", line)
            if found:
                clients = re.search(r"Guacamole clients at \S+:(\d+)", line)
                self.guacd = int(clients[1]) if clients else None
                self._drain = threading.Thread(target=self.process.stdout.read, daemon=True)
                self._drain.start()
                return found.group()
        self.process.stdout.close()
        self.process.wait(LONG)
        raise RuntimeError(f"the gateway said no address: {self._errors.read_text()}")

    def _follow(self) -> None:
        try:
            with self._stream:
                self.events.extend(self._stream)
        except tubeway.TubewayError:
            return  # the gateway is gone

    def create(self, conversation: str, settings: dict[str, Any], offer: str | None = None) -> Made:
        tube = self.client.create_tube(conversation, settings, offer=offer)
        sdp = tube.offer if offer is None else tube.answer
        assert sdp is not None
        return Made(tube.tube_id, sdp, _address(tube.local_listen_addr))

    def accept(self, tube_id: str, answer: str) -> None:
        self.client.set_remote_description(tube_id, answer)

    def status(self, tube_id: str) -> str:
        try:
            return self.client.tube(tube_id).status
        except tubeway.TubeNotFound:
            return "gone"

    def close(self, tube_id: str, reason: int = 0) -> None:
        self.client.close_tube(tube_id, reason)

    def close_all(self) -> None:
        tubeway.PyTubeRegistry(client=self.client).cleanup_all()

    def pid(self) -> int:
        """Return the process that does the work: the last of the chain that the command started."""
        pid = self.process.pid
        while children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            pid = int(children[0])
        return pid

    def kill(self) -> None:
        os.kill(self.pid(), signal.SIGKILL)
        self._ended()

    def _ended(self) -> int:
        code = self.process.wait(LONG)
        self._stream.close()
        self._follower.join(LONG)
        self._drain.join(LONG)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def stop(self) -> int:
        """Ask the gateway to stop; return its exit status."""
        self.process.terminate()
        try:
            return self._ended()
        except subprocess.TimeoutExpired:
            self.kill()
            raise

    def closed_connections(self, tube_id: str) -> list[tuple[int, int, str]]:
        """Return number, reason and words of the connections of a tube that have ended, in order."""
        ended = []
        for event in list(self.events):
            if event.kind == "connection_closed" and event.tube_id == tube_id:
                reason = event.data["reason"]
                ended.append((event.data["connection"]["number"], reason["code"], reason["detail"]))
        return ended

    def closed_tube(self, tube_id: str) -> dict[str, Any] | None:
        """Return the reason why a tube has ended; None before it has."""
        for event in list(self.events):
            closed = event.kind == "connection_state_changed" and event.data["state"] == "closed"
            if closed and event.tube_id == tube_id:
                return dict(event.data.get("reason") or {})
        return None


@dataclass(frozen=True)
class Pair:
    """A listening and a dialling tube, connected with each other."""

    listener: End
    dialler: End
    near: str
    far: str
    listen: tuple[str, int]

    def ended(self) -> bool:
        """Return whether neither end has its tube any more."""
        return all(end.status(tube) in TERMINAL for end, tube in ((self.listener, self.near), (self.dialler, self.far)))


LISTEN = {"conversationType": "tunnel", "local_listen_addr": "127.0.0.1:0"}
SOCKS_LISTEN = {**LISTEN, "socks_mode": True}
_conversations = iter(range(1, 1_000_000))


def to(port: int, host: str = "127.0.0.1") -> dict[str, Any]:
    """Return the settings of a dialler that reaches one target."""
    return {"conversationType": "tunnel", "target_host": host, "target_port": str(port)}


def connect(
    listener: End,
    dialler: End,
    target: dict[str, Any],
    listen: dict[str, Any] | None = None,
    dialler_offers: bool = False,
) -> Pair:
    """Make a tube at each end, exchange offer and answer, wait until both ends are ready."""
    conversation = f"conversation-{next(_conversations)}"
    listen = listen or LISTEN
    if dialler_offers:
        far = dialler.create(conversation, target)
        near = listener.create(conversation, listen, offer=far.sdp)
        dialler.accept(far.tube_id, near.sdp)
    else:
        near = listener.create(conversation, listen)
        far = dialler.create(conversation, target, offer=near.sdp)
        listener.accept(near.tube_id, far.sdp)
    assert near.listen is not None
    for end, tube in ((listener, near.tube_id), (dialler, far.tube_id)):
        until(lambda end=end, tube=tube: end.status(tube) == "ready", f"the {end.name}'s tube is ready")
    return Pair(listener, dialler, near.tube_id, far.tube_id, near.listen)


def file_descriptors(end: End) -> int:
    return len(os.listdir(f"/proc/{end.pid()}/fd"))


def resident_bytes(end: End) -> int:
    fields = Path(f"/proc/{end.pid()}/statm").read_text().split()
    return int(fields[1]) * os.sysconf("SC_PAGE_SIZE")


def _address(text: str | None) -> tuple[str, int] | None:
    if not text:
        return None
    host, _, port = text.rpartition(":")
    return host, int(port)


def refused(listen: tuple[str, int]) -> bool:
    """Return whether nobody listens there any more."""
    try:
        socket.create_connection(listen, LONG).close()
    except ConnectionRefusedError:
        return True
    return False
