"""A SOCKS5 client, as much of RFC 1928 as the tests need."""

from __future__ import annotations

import ipaddress
import socket
import struct

from targets import receive

SUCCEEDED = 0
NOT_ALLOWED = 2
UNREACHABLE = 4
REFUSED = 5
COMMAND = 7
ADDRESS_TYPE = 8


def socks_request(connection: socket.socket, host: str, port: int, command: int = 1) -> None:
    """Greet without authentication and ask for a host, by address or name; the reply is still to be read."""
    connection.sendall(b"\x05\x01\x00")
    assert receive(connection, 2) == b"\x05\x00"
    try:
        address = ipaddress.ip_address(host)
        where = (b"\x01" if address.version == 4 else b"\x04") + address.packed
    except ValueError:
        where = b"\x03" + bytes([len(host)]) + host.encode()
    connection.sendall(b"\x05" + bytes([command]) + b"\x00" + where + struct.pack(">H", port))


def socks_reply(connection: socket.socket) -> int:
    """Read the reply to the end; return its code."""
    head = receive(connection, 4)
    assert len(head) == 4, f"the reply is cut short: {head!r}"
    assert (head[0], head[2]) == (5, 0)
    length = {1: 4, 4: 16}.get(head[3])
    if length is None:
        length = receive(connection, 1)[0]
    receive(connection, length + 2)
    return head[1]


def socks(connection: socket.socket, host: str, port: int) -> int:
    """Ask for a host; return the code of the reply."""
    socks_request(connection, host, port)
    return socks_reply(connection)
