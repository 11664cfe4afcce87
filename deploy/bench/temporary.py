"""A portal of its own, on a free port, in a folder that goes away."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from deploy.bench.report import PAGE, children

CHECKOUT = Path(__file__).resolve().parents[2]
STARTS_WITHIN = 120.0
TICKS = os.sysconf("SC_CLK_TCK")


class TemporaryPortal:
    """`url`, `demo` (the facts of demo.json), `environment` of the processes, `mailbox` folder.

    `given` are its only PORTAL_… variables, such as the URLs of real parts.
    """

    program: Sequence[str | Path] = (CHECKOUT / "portal",)

    def __init__(self, folder: Path, **given: str) -> None:
        self.folder = folder
        self._given = given
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.mailbox = folder / "mailbox"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> TemporaryPortal:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Returns when /readyz answers 200."""
        ours = {name: v for name, v in os.environ.items() if not name.startswith("PORTAL_")}
        command = [*self.program, "up", "--port", str(self.port), "--data", self.folder]
        log = (self.folder / "up.log").open("ab")
        self._process = subprocess.Popen(
            command, stdout=log, stderr=log, env=ours | self._given, cwd=CHECKOUT
        )
        until = time.monotonic() + STARTS_WITHIN
        while not self._ready():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "up.log").read_text()[-2000:])
            time.sleep(0.1)

    def stop(self) -> None:
        assert self._process
        self._process.send_signal(signal.SIGINT)
        self._process.wait(60)

    def kill(self) -> None:
        """SIGKILL to every process; held still before, so that none starts or ends another."""
        held: set[int] = set()
        while fresh := set(self.pids()) - held:
            _signal(fresh, signal.SIGSTOP)
            held |= fresh
        _signal(held, signal.SIGKILL)
        assert self._process
        self._process.wait(60)

    @property
    def demo(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((self.folder / "demo.json").read_text("utf-8"))
        return facts

    @property
    def environment(self) -> dict[str, str]:
        published = self.folder / "run" / "environment.json"
        ours: dict[str, str] = json.loads(published.read_text("utf-8"))
        return ours

    def pids(self) -> list[int]:
        assert self._process
        return children(self._process.pid)

    def resident(self) -> int:
        """Bytes, shared pages counted for each process."""
        return sum(int(_proc(pid, "statm").split()[1]) * PAGE for pid in self.pids())

    def cpu_seconds(self) -> float:
        ticks = 0
        for pid in self.pids():
            fields = _proc(pid, "stat").rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
        return ticks / TICKS

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def _signal(pids: Iterable[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)


def _proc(pid: int, name: str) -> str:
    return Path(f"/proc/{pid}/{name}").read_text()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
