"""`./portal up` on a free port with a fresh data folder, started and stopped as a person would."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.support.live.people import Applicant, Facility, Staff
from tests.support.store import CHECKOUT, free_port

STOPS_WITHIN = 30
READY_WITHIN = 60


class RunningPortal:
    """`url` has no slash at its end; `facilities` and `staff` come out of demo.json. `given` are
    its only PORTAL_… variables, such as the URL of a real broker."""

    def __init__(self, folder: Path, **given: str) -> None:
        self._given = given
        self.data = folder / "data"
        self.url = f"http://127.0.0.1:{free_port()}"
        self.told: list[str] = []
        self._log = folder / "up.log"
        self._process: subprocess.Popen[str] | None = None
        self._facilities: dict[str, list[Facility]] = {}
        self._applicants = 0
        self.staff: dict[str, Staff] = {}

    def start(self) -> None:
        port = self.url.rpartition(":")[2]
        command = [CHECKOUT / "portal", "up", "--port", port, "--data", self.data, "--demo"]
        self._process = subprocess.Popen(
            command,
            env=_environment() | self._given,
            stdout=subprocess.PIPE,
            stderr=self._log.open("w"),
            text=True,
            process_group=0,
        )
        self._hear_until("Ctrl-C で終了")
        assert self._ready()
        self._learn(json.loads((self.data / "demo.json").read_text(encoding="utf-8")))

    def stop(self) -> None:
        """Ctrl-C; nothing may be left behind."""
        assert self._process
        children = descendants(self._process.pid)
        self._process.send_signal(signal.SIGINT)
        status = self._process.wait(STOPS_WITHIN)
        assert status == 0, f"ended with {status}: {self._last_words()}"
        left = [pid for pid in children if Path(f"/proc/{pid}/cmdline").exists()]
        assert not left, f"still running after Ctrl-C: {left}"

    def applicant(self, *kinds: str) -> Applicant:
        """Somebody new, of a facility nobody has registered: of whichever of the `kinds`, or of
        all, has most of them left."""
        left = self._facilities
        facilities = max((left[kind] for kind in kinds or left), key=len)
        assert facilities, "no sample facility is left"
        self._applicants += 1
        return Applicant(facilities.pop(), email=f"person-{self._applicants}@example.jp")

    def sample(self, kind: str) -> Applicant:
        """Somebody of a facility that will not be registered."""
        return Applicant(self._facilities[kind][0], email=f"sample-{kind}@example.jp")

    def invite_staff(self, email: str, role: str) -> str:
        """The path of the enrolment link that the operator's command prints."""
        command = [CHECKOUT / "portal", "staff", "add", email, "--role", role]
        own = _environment() | self._given | {"PORTAL_DATA_DIR": str(self.data)}
        told = subprocess.run(command, env=own, capture_output=True, text=True, check=True).stdout
        return told[told.index("/staff/enrol/") :].split()[0]

    @contextmanager
    def without_store(self) -> Iterator[None]:
        """Its process is gone, and whoever would start it again stands still meanwhile."""
        assert self._process
        [store] = [pid for pid in descendants(self._process.pid) if "secantus" in command(pid)]
        keeper = int(Path(f"/proc/{store}/stat").read_text().rpartition(")")[2].split()[1])
        os.kill(keeper, signal.SIGSTOP)
        os.kill(store, signal.SIGKILL)
        try:
            yield
        finally:
            os.kill(keeper, signal.SIGCONT)
            self._wait_until_ready()

    @property
    def log(self) -> str:
        """What all its processes have written so far."""
        files = sorted((self.data / "log").glob("*.log"))
        return "".join(file.read_text(encoding="utf-8") for file in files)

    def settings(self) -> dict[str, str]:
        """The PORTAL_… variables its processes run with."""
        return json.loads((self.data / "run" / "environment.json").read_text(encoding="utf-8"))

    def _hear_until(self, last_line: str) -> None:
        assert self._process
        assert self._process.stdout
        for line in self._process.stdout:
            self.told.append(line.rstrip("\n"))
            if last_line in line:
                return
        raise AssertionError(f"./portal up did not start: {self._last_words()}")

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while not self._ready():
            assert time.monotonic() < until, "not ready again"
            time.sleep(0.1)

    def _ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz") as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def _last_words(self) -> str:
        return "\n".join([*self.told, self._log.read_text()])[-1500:]

    def _learn(self, facts: dict[str, Any]) -> None:
        for entry in facts["facilities"]:
            facility = Facility(**entry)
            self._facilities.setdefault(facility.kind, []).append(facility)
        everybody = [{"role": "reviewer", **facts["staff"]}, *facts["staff_others"]]
        for entry in everybody:
            role = entry["role"]
            name = role if role not in self.staff else f"second {role}"
            self.staff[name] = Staff(entry["email"], entry["password"], entry["totp_secret"])


def _environment() -> dict[str, str]:
    """Nobody's settings but the defaults."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}


def command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def descendants(pid: int) -> list[int]:
    """Every process below this one."""
    lists = Path(f"/proc/{pid}/task").glob("*/children")
    children = [int(child) for one in lists for child in one.read_text().split()]
    return [*children, *(below for child in children for below in descendants(child))]
