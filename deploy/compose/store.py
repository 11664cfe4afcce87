"""MongoDB as the set-up step sees it: one node that is a replica set, one user for each service."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module

from pymongo import MongoClient
from pymongo.errors import AutoReconnect, OperationFailure

from deploy.onebox.front import SERVICES
from shared import audit, mongo
from shared.messaging import inbox

ROOT_PASSWORD = "mongo/root-password"
SECRETS = (ROOT_PASSWORD, "mongo/keyfile")
URL = "mongodb://root:{password}@mongo:27017/?authSource=admin&directConnection=true"
REPLICA_SET = {"_id": "rs0", "members": [{"_id": 0, "host": "mongo:27017"}]}
STARTS_WITHIN = 150.0
ALREADY_INITIALIZED, AUTHENTICATION_FAILED = 23, 18

Client = MongoClient[mongo.Document]


class StoreLocked(Exception):
    """The store holds data and does not know our password."""


def password_of(service: str) -> str:
    return f"mongo/{service}-password"


@contextmanager
def opened(password: str) -> Iterator[Client]:
    """A client with all rights, once the node writes. Raises StoreLocked."""
    with mongo.connect(URL.format(password=password), "setup") as client:
        deadline = time.monotonic() + STARTS_WITHIN
        while not _writes(client):
            if time.monotonic() > deadline:
                raise StoreLocked("MongoDB did not get ready: see `docker compose logs mongo`.")
            time.sleep(0.2)
        yield client


def admit(client: Client, passwords: Mapping[str, str]) -> None:
    """Each service reads and writes its own database and no other."""
    for service, password in passwords.items():
        roles = [{"role": "readWrite", "db": service}]
        known = client.admin.command("usersInfo", service)["users"]
        command = "updateUser" if known else "createUser"
        client.admin.command(command, service, pwd=password, roles=roles)


def is_empty(client: Client) -> bool:
    return not set(SERVICES) & set(client.list_database_names())


def make_indexes(client: Client) -> None:
    for name in SERVICES:
        indexes = import_module(f"services.{name}.store").INDEXES
        mongo.ensure_indexes(client[name], {**indexes, **inbox.INDEXES, **audit.INDEXES})


def _writes(client: Client) -> bool:
    try:
        if client.admin.command("hello")["isWritablePrimary"]:
            client.admin.command("usersInfo", "root")
            return True
        client.admin.command("replSetInitiate", REPLICA_SET)
    except AutoReconnect:
        return False
    except OperationFailure as error:
        if error.code == AUTHENTICATION_FAILED:
            raise StoreLocked(
                "MongoDB holds data and does not know the password in the volume `secrets`:"
                " put that volume back from your backup."
            ) from error
        if error.code != ALREADY_INITIALIZED:
            raise
    return False
