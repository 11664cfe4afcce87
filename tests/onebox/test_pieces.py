"""The embedded pieces as their users meet them: over the wire."""

from __future__ import annotations

import mailbox
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pymongo import MongoClient
from pymongo.errors import OperationFailure

from deploy.onebox import store, worker
from deploy.onebox.ports import bound, free_port, listens
from tests.onebox.waiting import eventually


@contextmanager
def running(command: list[str], port: int, fds: tuple[int, ...] = ()) -> Iterator[None]:
    process = subprocess.Popen(command, pass_fds=fds)
    try:
        eventually(lambda: listens(port))
        yield
    finally:
        process.terminate()
        assert process.wait(timeout=20) in (0, -15)


def test_the_mail_catcher_keeps_what_smtp_hands_over(tmp_path: Path) -> None:
    maildir = tmp_path / "mailbox"
    with bound(0) as door:
        port, fd = door.getsockname()[1], door.fileno()
        command = [sys.executable, "-m", "deploy.onebox.mailcatcher", str(fd), str(maildir)]
        with running(command, port, (fd,)), smtplib.SMTP("127.0.0.1", port, timeout=10) as smtp:
            smtp.sendmail("a@portal.example", ["b@clinic.example"], "Subject: hello\r\n\r\nbody")
    (message,) = mailbox.Maildir(maildir)
    assert message["Subject"] == "hello"
    assert message["X-RcptTo"] == "b@clinic.example"


def test_the_store_lets_in_only_its_user_and_keeps_its_data(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    store.provision(secrets, tmp_path)
    for start in (1, 2):
        port = free_port()
        with (
            running(store.command(tmp_path / "store", port), port),
            MongoClient(store.url(store.password(secrets), port)) as client,
        ):
            client.portal.starts.insert_one({})
            assert client.portal.starts.count_documents({}) == start
            with (
                MongoClient("127.0.0.1", port, directConnection=True) as stranger,
                pytest.raises(OperationFailure),
            ):
                stranger.portal.starts.find_one()


def test_a_lost_store_password_is_replaced(tmp_path: Path) -> None:
    secrets = tmp_path / "secrets"
    store.provision(secrets, tmp_path)
    assert store.provisioned(secrets, tmp_path)
    (secrets / "store-password").unlink()
    assert not store.provisioned(secrets, tmp_path)
    store.provision(secrets, tmp_path)
    port = free_port()
    with (
        running(store.command(tmp_path / "store", port), port),
        MongoClient(store.url(store.password(secrets), port)) as client,
    ):
        assert client.admin.command("ping")["ok"] == 1


class FakeWorker:
    def __init__(self, lives: int) -> None:
        self.lives, self.stopped = lives, False

    def start(self) -> None: ...

    def stop(self) -> None:
        self.stopped = True

    def alive(self) -> bool:
        self.lives -= 1
        return self.lives > 0


@pytest.mark.parametrize(("lives", "status"), [(100, 0), (1, 1)])
def test_workers_end_together(tmp_path: Path, lives: int, status: int) -> None:
    stop = threading.Event()
    workers = [FakeWorker(100), FakeWorker(lives)]
    if status == 0:
        stop.set()
    assert worker.run(workers, stop, tmp_path / "ready") == status
    assert all(one.stopped for one in workers)
    assert (tmp_path / "ready").exists()
