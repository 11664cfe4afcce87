"""A real store over its wire protocol, as a process of its own, for one test session."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from pathlib import Path

from pymongo import MongoClient
from pymongo.errors import PyMongoError

CHECKOUT = Path(__file__).resolve().parents[2]
STORE_PYTHON = CHECKOUT / ".venv" / "store" / "bin" / "python"
STARTS_WITHIN = 30.0


class StoreServer:
    """The embedded store on a free port; `url` has no path."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.port = free_port()
        self.url = f"mongodb://127.0.0.1:{self.port}/?journal=true&retryWrites=false"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        config = self.folder / "store.toml"
        config.touch()
        command = [
            STORE_PYTHON.parent / "secantusd-py",
            *("--config", config, "--host", "127.0.0.1", "--port", str(self.port)),
            *("--storage-path", self.folder / "data", "--cache-size", "1G"),
        ]
        log = (self.folder / "store.log").open("ab")
        self._process = subprocess.Popen(command, cwd=self.folder, stdout=log, stderr=log)
        self._wait()

    def _wait(self) -> None:
        client: MongoClient[dict[str, object]] = MongoClient(self.url, serverSelectionTimeoutMS=200)
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            try:
                client.admin.command("ping")
            except PyMongoError:
                continue
            client.close()
            return
        sys.exit(f"the store did not start: {(self.folder / 'store.log').read_text()[-500:]}")

    @property
    def pid(self) -> int:
        assert self._process
        return self._process.pid

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        assert self._process
        self._process.terminate()
        self._process.wait(20)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
