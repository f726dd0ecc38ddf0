"""Runs one registry of the published Python package, driven by JSON lines.

The package allows one registry per process, so every peer of a test or benchmark is one process of this script. It
can be driven from any language: write one request per line to its standard input, read one message per line from its
standard output.

Requests:  ``{"id": 7, "call": "create_tube", "args": {"conversation_id": "c1", "settings": {…}}}``
Messages:  ``{"id": 7, "ok": …}`` or ``{"id": 7, "error": {"type": "RuntimeError", "message": "…"}}``; in any order
           ``{"ready": {"version": "2.2.9", "pid": 4711}}``: the first line
           ``{"signal": {"tube_id": …, "kind": …, "data": …, "conversation_id": …}}``: what the package signals
           ``{"log": {"level": "DEBUG", "name": …, "message": …}}``: only after the call ``log``

Calls:
    create_tube  arguments of the package; those that a peer without any cloud needs are filled in
    log          ``level`` (10 debug, 20 info …), ``contains`` (a list of texts; a record is told when it has one)
    usage        CPU seconds, resident bytes, open file descriptors, threads of this process
    exit         closes every tube and ends the process; so does the end of standard input
    anything else is a method of the package's ``PyTubeRegistry``, with its keyword arguments

Requests run side by side (at most ``--workers``), so a hundred creates can be under way at once.
The environment must hold ``KEEPER_WEBRTC_DISABLE_CONNECTIVITY_CHECK=1``; the script sets it where it is missing.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import logging
import os
import resource
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

os.environ.setdefault("KEEPER_WEBRTC_DISABLE_CONNECTIVITY_CHECK", "1")

import keeper_pam_webrtc_rs as package

WITHOUT_CLOUD = {
    "trickle_ice": False,
    "callback_token": "TEST_MODE_CALLBACK_TOKEN",
    "ksm_config": "TEST_MODE_KSM_CONFIG",
    "krelay_server": "",
    "client_version": "ms16.5.0",
}


class Control:
    """Reads requests, writes messages. Threads: `tell` may be called from any."""

    def __init__(self, workers: int) -> None:
        self._out = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1, encoding="utf-8")
        os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the package prints never mixes with messages
        self._lock = threading.Lock()
        self._pool = ThreadPoolExecutor(workers)
        self._registry = package.PyTubeRegistry()

    def tell(self, message: dict[str, Any]) -> None:
        line = json.dumps(message, default=repr)
        with self._lock:
            try:
                self._out.write(line + "\n")
            except (BrokenPipeError, ValueError):
                pass  # nobody listens any more; the end of standard input ends the process

    def serve(self) -> None:
        version = importlib.metadata.version("keeper-pam-webrtc-rs")
        self.tell({"ready": {"version": version, "pid": os.getpid()}})
        for line in sys.stdin:
            request = json.loads(line)
            if request["call"] == "exit":
                self._registry.cleanup_all()
                self.tell({"id": request["id"], "ok": None})
                break
            self._pool.submit(self._answer, request)
        os._exit(0)  # the package's runtime threads may hold an ordinary exit for minutes

    def _answer(self, request: dict[str, Any]) -> None:
        try:
            result = self._call(request["call"], request.get("args", {}))
        except BaseException as error:  # the package's panics are BaseExceptions
            self.tell({"id": request["id"], "error": {"type": type(error).__name__, "message": str(error)}})
        else:
            self.tell({"id": request["id"], "ok": result})

    def _call(self, name: str, arguments: dict[str, Any]) -> Any:
        if name == "create_tube":
            signal = {"signal_callback": lambda event: self.tell({"signal": dict(event)})}
            return self._registry.create_tube(**{**WITHOUT_CLOUD, **signal, **arguments})
        if name == "log":
            return self._log(**arguments)
        if name == "usage":
            return usage()
        return getattr(self._registry, name)(**arguments)

    def _log(self, level: int = logging.INFO, contains: list[str] | None = None) -> None:
        handler = Teller(self, contains or [])
        root = logging.getLogger()
        root.addHandler(handler)
        root.setLevel(level)
        package.initialize_logger("keeper_pam_webrtc_rs", verbose=level <= logging.DEBUG, level=level)


class Teller(logging.Handler):
    """Passes log records of the package on as messages."""

    def __init__(self, control: Control, contains: list[str]) -> None:
        super().__init__()
        self._control = control
        self._contains = contains

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if not self._contains or any(text in message for text in self._contains):
            self._control.tell({"log": {"level": record.levelname, "name": record.name, "message": message}})


def usage() -> dict[str, float]:
    """What this process has used: CPU seconds since its start, the rest now."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    with open("/proc/self/statm", encoding="ascii") as statm:
        resident = int(statm.read().split()[1]) * resource.getpagesize()
    return {
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "resident_bytes": resident,
        "file_descriptors": len(os.listdir("/proc/self/fd")),
        "threads": len(os.listdir("/proc/self/task")),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description="one registry of the published package, driven by JSON lines")
    parser.add_argument("--workers", type=int, default=128, help="requests under way at once (default 128)")
    Control(parser.parse_args().workers).serve()


if __name__ == "__main__":
    main()
