"""Wakes a sleeping loop at once. Nothing depends on it: behind every bell stands a poll.

Linux datagrams in the abstract namespace: no files, no ports, gone with their process.
"""

from __future__ import annotations

import contextlib
import hashlib
import socket
import threading


class Bell:
    """Rings loops by name, such as "accounts.relay"; `scope` keeps two portals apart."""

    def __init__(self, scope: str) -> None:
        self._scope = hashlib.sha256(scope.encode()).hexdigest()[:16]
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.setblocking(False)

    def address(self, name: str) -> str:
        return f"\0portal.{self._scope}.{name}"

    def ring(self, *names: str) -> None:
        for name in names:
            with contextlib.suppress(OSError):
                self._socket.sendto(b"!", self.address(name))

    def ear(self, name: str) -> Ear:
        return Ear(self.address(name))


class Ear:
    """Waits for a ring. Where another process listens already, only the poll remains."""

    def __init__(self, address: str) -> None:
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._stopped = threading.Event()
        try:
            self._socket.bind(address)
        except OSError:
            self._socket.close()

    def wait(self, seconds: float) -> None:
        """Returns at the first ring, or after `seconds`."""
        if self._socket.fileno() < 0:
            self._stopped.wait(seconds)
            return
        self._socket.settimeout(max(seconds, 0.001))
        with contextlib.suppress(OSError):
            self._socket.recv(1)
            self._forget_further_rings()

    def _forget_further_rings(self) -> None:
        self._socket.setblocking(False)
        while self._socket.recv(1):
            pass

    def close(self) -> None:
        """Ends a wait at once: closing alone would leave the sleeper asleep."""
        self._stopped.set()
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RD)
        self._socket.close()
