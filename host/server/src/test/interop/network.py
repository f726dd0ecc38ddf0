"""A network of the suite's own: two tubes on one machine find each other and nothing else."""

from __future__ import annotations

import ctypes
import os
import socket
import subprocess
import tempfile
import threading

_NEW_MOUNTS = 0x00020000
_NEW_NET = 0x40000000

HOST = "10.77.0.1"
OTHER_HOST = "10.77.0.2"
"""This machine too."""
UNREACHABLE = "10.77.0.200"
"""An address of this network that nobody has: connecting fails after about three seconds."""
SILENT = "10.77.0.66"
"""An address whose neighbour takes packets and never answers: connecting hangs."""
NAME = "target.test"
"""A name of HOST."""


def enter_private_network() -> None:
    """Move this thread, and all threads and processes it starts from now on, into fresh namespaces. Needs root.

    WebRTC gathers no loopback candidates: there is a pair of virtual interfaces with an address and a default route
    that leads nowhere. Names are those of a hosts file and a name server of our own, which knows none. All of it goes
    when the last of the processes ends.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NET | _NEW_MOUNTS) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"no private namespaces, run as root: {os.strerror(number)}")
    run("mount --make-rprivate /")
    for path, text in (
        ("/etc/resolv.conf", "nameserver 127.0.0.1\noptions timeout:1 attempts:1\n"),
        ("/etc/hosts", f"127.0.0.1 localhost\n{HOST} {NAME}\n"),
    ):
        with tempfile.NamedTemporaryFile("w", delete=False) as file:
            file.write(text)
        os.chmod(file.name, 0o644)
        run(f"mount --bind {file.name} {path}")
        os.unlink(file.name)
    for command in (
        "link set lo up",
        "link add tubeway0 type veth peer name tubeway1",
        f"address add {HOST}/24 dev tubeway0",
        f"address add {OTHER_HOST}/24 dev tubeway0",
        "link set tubeway0 up",
        "link set tubeway1 up",
        "route add default via 10.77.0.254 dev tubeway0",
        f"neighbour add {SILENT} lladdr 02:00:00:00:00:66 dev tubeway0",
    ):
        run(f"ip {command}")
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    threading.Thread(target=_deny_names, args=(server,), daemon=True).start()


def run(command: str) -> None:
    subprocess.run(command.split(), check=True)


def _deny_names(server: socket.socket) -> None:
    """Answer every question with: no such name (RFC 1035 section 4.1.1, RCODE 3)."""
    while True:
        query, sender = server.recvfrom(512)
        end = query.index(b"\0", 12) + 5
        server.sendto(query[:2] + b"\x81\x83\x00\x01\x00\x00\x00\x00\x00\x00" + query[12:end], sender)
