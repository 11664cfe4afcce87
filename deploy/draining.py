"""Leaving without slamming the door: a stopping worker first takes in who already waits outside,
then closes at once, so that the next visitor is refused and tries another container. Visitors
inside who have not said a word are sent home; the others get their answers.
"""

from __future__ import annotations

import contextlib
import select
import socket
import weakref
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker


class DrainingWorker(ThreadWorker):
    """gunicorn's own keeps the door open while it finishes, but lets nobody in, and waits seconds
    for connections that browsers keep for later.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._visitors: weakref.WeakSet[TConn] = weakref.WeakSet()

    def enqueue_req(self, conn: TConn) -> None:
        self._visitors.add(conn)
        super().enqueue_req(conn)

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            for door in self.sockets:
                self._take_in_all(door)
                door.close()
            self._send_home_the_silent()

    def _take_in_all(self, door: object) -> None:
        taken = -1
        while taken < self.nr_conns:
            taken = self.nr_conns
            self.accept(door)

    def _send_home_the_silent(self) -> None:
        """Whoever waits for their words now reads their end."""
        for visitor in list(self._visitors):
            between_requests = not visitor.initialized or visitor in self.keepalived_conns
            with contextlib.suppress(OSError, ValueError):
                if between_requests and not select.select([visitor.sock], [], [], 0)[0]:
                    visitor.sock.shutdown(socket.SHUT_RD)
