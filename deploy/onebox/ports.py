"""Loopback sockets, bound before the process that will listen on them starts."""

from __future__ import annotations

import socket

LOOPBACK = "127.0.0.1"


def bound(port: int) -> socket.socket:
    """Bound but not listening: connections are refused until a child listens on it.

    0 takes any free port. Raises OSError when the port is in use.
    """
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind((LOOPBACK, port))
    except OSError:
        door.close()
        raise
    return door


def free_port() -> int:
    with bound(0) as door:
        return door.getsockname()[1]


def listens(port: int) -> bool:
    try:
        socket.create_connection((LOOPBACK, port), timeout=1).close()
    except OSError:
        return False
    return True
