"""The workers of all services in one process: `python -m deploy.onebox.worker READY_FILE`.

Ends with status 1 when one of them is no longer alive, so that the supervisor starts afresh.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Protocol

from deploy.onebox.front import SERVICES
from shared import log

LOOK_SECONDS = 2.0


class Worker(Protocol):
    def start(self) -> None: ...
    def stop(self) -> None: ...
    def alive(self) -> bool: ...


def build_workers() -> list[Worker]:
    workers = []
    for name in SERVICES:
        settings = import_module(f"services.{name}.settings").Settings.from_env(os.environ)
        workers.append(import_module(f"services.{name}.worker").build_worker(settings))
    return workers


def run(workers: Sequence[Worker], stopped: threading.Event, ready: Path) -> int:
    """Until `stopped` is set (status 0) or a worker is no longer alive (status 1)."""
    for worker in workers:
        worker.start()
    ready.touch()
    try:
        while all(worker.alive() for worker in workers):
            if stopped.wait(LOOK_SECONDS):
                return 0
        return 1
    finally:
        with ThreadPoolExecutor(len(workers)) as pool:
            for stopping in [pool.submit(worker.stop) for worker in workers]:
                stopping.result()


if __name__ == "__main__":
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    log.configure("worker", os.environ.get("PORTAL_LOG_LEVEL") or "INFO")
    sys.exit(run(build_workers(), stop, Path(sys.argv[1])))
