"""A portal whose processes carry the crash points, with a mail server the test commands."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from deploy.bench.temporary import CHECKOUT, TemporaryPortal
from tests.support.crash.control import INSIDE, Control

WORKER, WEB, STORE = "deploy.onebox.worker", "gunicorn", "secantus"


class CrashPortal(TemporaryPortal):
    """`control` arms the crash points; `extra` are more variables for every process."""

    program = (sys.executable, "-P", "-m", "deploy.onebox")

    def __init__(self, folder: Path, extra: Mapping[str, str]) -> None:
        self.control = Control(folder / "crash")
        path = os.pathsep.join((str(INSIDE), str(CHECKOUT)))
        self.extra = {"PYTHONPATH": path, **self.control.environment, **extra}
        super().__init__(folder, **self.extra)

    def pids_of(self, part: str) -> list[int]:
        """The processes whose command line names the part; looks again while some are ending."""
        while True:
            with contextlib.suppress(FileNotFoundError):
                return [pid for pid in self.pids() if part in _command(pid)]

    def signal(self, part: str, number: signal.Signals) -> None:
        for pid in self.pids_of(part):
            os.kill(pid, number)

    def says(self, part: str) -> Callable[[], str]:
        """Gives what the part ("worker", "web", …) has logged from now on."""
        log = self.folder / "log" / f"{part}.log"
        begin = log.stat().st_size
        return lambda: log.read_bytes()[begin:].decode(errors="replace")

    @contextlib.contextmanager
    def another_worker(self, extra: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
        """A second worker process beside the portal's own; its log is called "second"."""
        started = self.folder / "run" / "second-started"
        started.unlink(missing_ok=True)
        command = [sys.executable, "-P", "-m", WORKER, started]
        environment = {**os.environ, **self.extra, **self.environment, **extra}
        log = (self.folder / "log" / "second.log").open("wb")
        with subprocess.Popen(
            command, env=environment, stdout=log, stderr=log, cwd=CHECKOUT
        ) as second:
            try:
                while not started.exists():
                    assert second.poll() is None, "the second worker did not start"
                    time.sleep(0.05)
                yield second
            finally:
                second.kill()

    def run(self, *arguments: str | Path) -> None:
        """One of the operators' commands, beside the running portal."""
        environment = {**os.environ, "PORTAL_DATA_DIR": str(self.folder)}
        command = [CHECKOUT / "portal", *arguments]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""
