"""The data folder: what lies where, who holds it, and how to reach what runs in it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.onebox import ROOT, Stop


class Taken(Stop):
    """Another process holds the data folder."""


@dataclass(frozen=True)
class DataFolder:
    """Everything that must survive a restart, for one portal at a time."""

    path: Path

    @classmethod
    def of(cls, path: Path | None, environ: Mapping[str, str]) -> DataFolder:
        return cls((path or Path(environ.get("PORTAL_DATA_DIR") or ROOT / "var")).resolve())

    @property
    def store(self) -> Path:
        return self.path / "store"

    @property
    def bus(self) -> Path:
        return self.path / "bus.sqlite"

    @property
    def mailbox(self) -> Path:
        return self.path / "mailbox"

    @property
    def logs(self) -> Path:
        return self.path / "log"

    @property
    def run(self) -> Path:
        """What only a running portal needs; emptied at start."""
        return self.path / "run"

    @property
    def demo_facts(self) -> Path:
        return self.path / "demo.json"

    def secrets(self, environ: Mapping[str, str]) -> Path:
        return Path(environ.get("PORTAL_SECRETS_DIR") or self.path / "secrets").resolve()

    def hold(self, patience: float = 0.0) -> int:
        """Makes the folder and locks it: a file descriptor, for the children to inherit.

        Tries for `patience` seconds, as a portal that was killed lets go within moments.
        Raises Taken, and Stop when the folder cannot be written.
        """
        try:
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            lock = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
            for folder in (self.logs, self.run):
                folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            reason = f"データフォルダー {self.path} に書き込めません（{error.strerror}）。"
            raise Stop(reason) from error
        deadline = time.monotonic() + patience
        while not _locked(lock):
            if time.monotonic() > deadline:
                os.close(lock)
                raise Taken(f"データフォルダー {self.path} は、別のポータルが使っています。")
            time.sleep(0.05)
        self.withdraw()
        return lock

    def running(self) -> dict[str, str] | None:
        """How to reach the portal that holds this folder; None when none does."""
        try:
            os.close(self.hold())
        except Taken:
            return self._published()
        return None

    def publish(self, environment: Mapping[str, str]) -> None:
        """Tells the other commands how to reach what runs here; this names the store's password."""
        path = self.run / "environment.json"
        path.touch(mode=0o600)
        ours = {name: value for name, value in environment.items() if name.startswith("PORTAL_")}
        path.write_text(json.dumps(ours), encoding="utf-8")

    def withdraw(self) -> None:
        (self.run / "environment.json").unlink(missing_ok=True)

    def _published(self) -> dict[str, str] | None:
        try:
            return json.loads((self.run / "environment.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None


def _locked(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
