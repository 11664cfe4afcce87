"""The embedded store: SecantusDB, a program of its own that is spoken to over the wire.

`python -m deploy.onebox.store SECRETS DATA` gives the store its one user.
"""

from __future__ import annotations

import hashlib
import secrets
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy.onebox import ROOT
from deploy.onebox.ports import LOOPBACK, free_port, listens

USER = "portal"
INTERNAL_ERROR = 1
LOOK_MS = 2000
SILENT_SECONDS = 120.0
SETTINGS = Path(__file__).with_name("store.toml")
PYTHON = ROOT / ".venv" / "store" / "bin" / "python"


def command(folder: Path, port: int) -> list[str]:
    """The store with its door locked: only the one user gets in."""
    return [*_open_command(folder, port), "--auth"]


def url(password: str, port: int) -> str:
    """Every write waits for the journal, so that a killed store loses nothing it confirmed.

    This store looks through all retryable writes of half an hour at each write: after ten
    thousand one takes 20 ms instead of half a one.
    """
    options = "journal=true&retryWrites=false"
    options += "&authMechanism=SCRAM-SHA-256&authSource=admin&directConnection=true"
    return f"mongodb://{USER}:{password}@{LOOPBACK}:{port}/?{options}"


def password(secrets_dir: Path) -> str:
    """The store's password, made at the first call."""
    kept = secrets_dir / "store-password"
    if not kept.exists():
        secrets_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
        fresh = kept.with_suffix(".new")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_hex(24), encoding="ascii")
        fresh.replace(kept)
    return kept.read_text(encoding="ascii")


def provisioned(secrets_dir: Path, data: Path) -> bool:
    """Whether the store has taken the present password; a file remembers which one it has."""
    taken = data / "store-user"
    return taken.exists() and taken.read_text(encoding="ascii") == _digest(password(secrets_dir))


def provision(secrets_dir: Path, data: Path) -> None:
    """Users can only be made while the door is open, so it is opened on a port nobody knows.

    A request to end that comes while this store starts can hang it, so it is killed.
    """
    word, port = password(secrets_dir), free_port()
    server = subprocess.Popen(_open_command(data / "store", port))
    try:
        while not listens(port):
            if server.poll() is not None:
                sys.exit("SecantusDB が起動しませんでした。")
            time.sleep(0.05)
        _set_password(port, word)
    finally:
        server.kill()
        server.wait()
    (data / "store-user").write_text(_digest(word), encoding="ascii")


def _digest(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()


def watch(url: str) -> Callable[[], bool]:
    """Gives a look at the store: False when only a fresh start helps. It answers that it is broken
    inside, as its engine gives up for good after a full disk, or it has not answered for
    SILENT_SECONDS: what is written at once can be more than its cache takes, which locks it up.
    """
    from pymongo import MongoClient
    from pymongo.errors import OperationFailure, PyMongoError

    short = dict.fromkeys(("serverSelectionTimeoutMS", "socketTimeoutMS"), LOOK_MS)
    client = MongoClient(url, connect=False, maxPoolSize=1, **short)
    heard = time.monotonic()

    def sound() -> bool:
        nonlocal heard
        try:
            client.registration.users.find_one({}, {"_id": 1})
        except OperationFailure as error:
            if error.code == INTERNAL_ERROR:
                return False
        except PyMongoError:
            if time.monotonic() - heard < SILENT_SECONDS:
                return True
            heard = time.monotonic()
            return False
        heard = time.monotonic()
        return True

    return sound


def _open_command(folder: Path, port: int) -> list[str]:
    where = ["--host", LOOPBACK, "--port", str(port), "--storage-path", str(folder)]
    return [str(PYTHON), "-P", "-m", "secantus", "--config", str(SETTINGS), *where]


def _set_password(port: int, word: str) -> None:
    from pymongo import MongoClient
    from pymongo.errors import OperationFailure

    with MongoClient(LOOPBACK, port, directConnection=True) as client:
        try:
            client.admin.command("createUser", USER, pwd=word, roles=["root"])
        except OperationFailure:
            client.admin.command("updateUser", USER, pwd=word)
        client.admin.command("fsync")


if __name__ == "__main__":
    provision(Path(sys.argv[1]), Path(sys.argv[2]))
