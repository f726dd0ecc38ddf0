"""A network of the test's own, so that two tubes on one machine find each other and nothing else."""

from __future__ import annotations

import ctypes
import os
import subprocess

_NEW_USER = 0x10000000
_NEW_NET = 0x40000000


def enter_private_network() -> None:
    """Move this thread, and all threads and processes it starts from now on, into a fresh network namespace.

    WebRTC gathers no loopback candidates: there is a pair of virtual interfaces with an address and a default route
    that leads nowhere. The namespace goes when the last of its processes ends.
    """
    user, group = os.geteuid(), os.getegid()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_NEW_NET if user == 0 else _NEW_NET | _NEW_USER) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"no network namespace, run as root or allow user namespaces: {os.strerror(number)}")
    if user != 0:
        for file, line in (("setgroups", "deny"), ("uid_map", f"0 {user} 1"), ("gid_map", f"0 {group} 1")):
            with open(f"/proc/self/{file}", "w", encoding="ascii") as writer:
                writer.write(line)
    for command in (
        "link set lo up",
        "link add tubeway0 type veth peer name tubeway1",
        "address add 10.77.0.1/24 dev tubeway0",
        "link set tubeway0 up",
        "link set tubeway1 up",
        "route add default via 10.77.0.254 dev tubeway0",
    ):
        subprocess.run(["ip", *command.split()], check=True)
