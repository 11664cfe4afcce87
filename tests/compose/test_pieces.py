"""What the containers are made of, looked at without containers."""

from __future__ import annotations

import base64
import hashlib
import json
import selectors
import socket

from gunicorn.config import Config

from deploy.compose import broker
from deploy.compose.draining import DrainingWorker
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


def test_a_stopping_worker_takes_in_who_waits_and_closes_the_door() -> None:
    door = socket.create_server(("127.0.0.1", 0))
    address = door.getsockname()
    worker = DrainingWorker(1, 0, [door], None, 30, Config(), None)
    taken: list[object] = []
    worker.enqueue_req = taken.append
    worker.poller = selectors.DefaultSelector()
    worker.set_accept_enabled(True)
    waiting = [socket.create_connection(address) for _ in range(3)]
    worker.alive = False
    worker.set_accept_enabled(False)
    assert len(taken) == len(waiting)
    late = socket.socket()
    assert late.connect_ex(address) != 0
