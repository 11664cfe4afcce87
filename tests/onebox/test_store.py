"""The embedded store: its one user, and when only a fresh start helps."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.onebox import store
from deploy.onebox.ports import free_port
from tests.onebox.waiting import eventually
from tests.support.store import StoreServer


@pytest.fixture
def server(tmp_path: Path) -> Iterator[StoreServer]:
    server = StoreServer(tmp_path / "store")
    server.start()
    yield server
    server.kill()


def test_the_one_user_gets_in_and_nobody_else(tmp_path: Path) -> None:
    secrets, data = tmp_path / "secrets", tmp_path / "data"
    data.mkdir()
    store.provision(secrets, data)
    assert store.provisioned(secrets, data)
    port = free_port()
    process = subprocess.Popen(store.command(data / "store", port))
    try:
        url = store.url(store.password(secrets), port)
        with MongoClient(url) as client:
            client.registration.users.insert_one({"_id": "somebody"})
        wrong = store.url("guessed", port)
        with MongoClient(wrong) as client, pytest.raises(OperationFailure):
            client.registration.users.find_one({})
    finally:
        process.kill()
        process.wait()


def test_a_silent_store_is_given_time_before_it_is_given_up(
    server: StoreServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LOOK_MS", 200)
    sound = store.watch(server.url)
    assert sound()
    os.kill(server.pid, signal.SIGSTOP)
    assert sound(), "it may only be busy"
    monkeypatch.setattr(store, "SILENT_SECONDS", 0.0)
    assert not sound()
    os.kill(server.pid, signal.SIGCONT)
    eventually(sound)
