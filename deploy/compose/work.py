"""The background half of one service; a file touched again and again says that it lives."""

from __future__ import annotations

import os
import signal
import threading
from importlib import import_module
from pathlib import Path

from deploy.compose.demo import with_mail_catcher
from shared import log

ALIVE = Path("/tmp/alive")
LOOK_SECONDS = 2.0


def work(service: str) -> int:
    """Until SIGTERM (status 0), or until one of the worker's threads has ended (status 1)."""
    log.configure(service, os.environ.get("PORTAL_LOG_LEVEL") or "INFO")
    environ = with_mail_catcher(os.environ)
    settings = import_module(f"services.{service}.settings").Settings.from_env(environ)
    worker = import_module(f"services.{service}.worker").build_worker(settings)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    worker.start()
    try:
        while worker.alive():
            ALIVE.touch()
            if stopped.wait(LOOK_SECONDS):
                return 0
        return 1
    finally:
        worker.stop()
