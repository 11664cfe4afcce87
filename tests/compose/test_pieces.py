"""What the containers are made of, looked at without containers."""

from __future__ import annotations

import base64
import hashlib
import json
import selectors
import socket
from collections.abc import Iterator
from unittest.mock import Mock

import pytest
from gunicorn.config import Config
from gunicorn.workers.gthread import TConn

from deploy.compose import broker
from deploy.draining import DrainingWorker
from shared.settings import Operator
from tests.support.store import CHECKOUT


def test_the_sample_operator_file_says_what_the_portal_says_without_one() -> None:
    assert Operator.from_file(CHECKOUT / "deploy" / "operator.json") == Operator()


def test_the_brokers_definitions_hold_the_password_only_hashed() -> None:
    told = broker.definitions("a-secret-word")
    assert b"a-secret-word" not in told
    hashed = base64.b64decode(json.loads(told)["users"][0]["password_hash"])
    assert hashlib.sha256(hashed[:4] + b"a-secret-word").digest() == hashed[4:]
    assert told == broker.definitions("a-secret-word")


@pytest.fixture
def door() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


@pytest.fixture
def worker(door: socket.socket) -> Iterator[DrainingWorker]:
    """Lets people in and never gets round to them."""
    opened = DrainingWorker(1, 0, [door], None, 30, Config(), None)
    opened.poller = selectors.DefaultSelector()
    opened.tpool = Mock()
    opened.set_accept_enabled(True)
    yield opened
    opened.poller.close()


def stop(worker: DrainingWorker) -> list[TConn]:
    """Everybody who was let in, in their order."""
    worker.alive = False
    worker.set_accept_enabled(False)
    return [call.args[1] for call in worker.tpool.submit.call_args_list]


def test_a_stopping_worker_takes_in_who_waits_and_closes_the_door(
    door: socket.socket, worker: DrainingWorker
) -> None:
    address = door.getsockname()
    waiting = [socket.create_connection(address) for _ in range(3)]
    assert len(stop(worker)) == len(waiting)
    late = socket.socket()
    assert late.connect_ex(address) != 0


def test_a_stopping_worker_sends_home_who_says_nothing(
    door: socket.socket, worker: DrainingWorker
) -> None:
    silent, speaking = (socket.create_connection(door.getsockname()) for _ in range(2))
    speaking.sendall(b"GET /")
    worker.accept(door)
    quiet_inside, speaker_inside = stop(worker)
    assert quiet_inside.sock.recv(10) == b""
    assert speaker_inside.sock.recv(10) == b"GET /"
    speaking.sendall(b" HTTP")
    assert speaker_inside.sock.recv(10) == b" HTTP"
    silent.close()
