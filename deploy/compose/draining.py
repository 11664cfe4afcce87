"""Leaving without slamming the door: a stopping worker first takes in who already waits outside,
then closes at once, so that the next visitor is refused and tries another container.
"""

from __future__ import annotations

from gunicorn.workers.gthread import ThreadWorker


class DrainingWorker(ThreadWorker):
    """gunicorn's own keeps the door open while it finishes, but lets nobody in."""

    def set_accept_enabled(self, enabled: bool) -> None:
        super().set_accept_enabled(enabled)
        if not self.alive:
            for door in self.sockets:
                self._take_in_all(door)
                door.close()

    def _take_in_all(self, door: object) -> None:
        taken = -1
        while taken < self.nr_conns:
            taken = self.nr_conns
            self.accept(door)
