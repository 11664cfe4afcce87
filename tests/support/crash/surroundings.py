"""What a portal under test stands on: the parts it embeds, or real ones behind proxies."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from deploy.bench.broker import Broker, empty_queues
from shared.contracts import SERVICES
from shared.messaging import topology
from shared.messaging.bus import FILE_SCHEME
from shared.messaging.rabbit import kombu_connection
from tests.notifier.mail_server import MailServer
from tests.support.crash.proxy import Proxy
from tests.support.store import StoreServer


@dataclass(frozen=True)
class Surroundings:
    """`bus_url` and `mongo_url` are empty for the embedded ones; `links` are the proxies by what
    lies behind them: amqp, mongo, smtp."""

    environment: dict[str, str]
    mail: MailServer
    bus_url: str = ""
    mongo_url: str = ""
    links: dict[str, Proxy] = field(default_factory=dict)


@contextmanager
def one_machine() -> Iterator[Surroundings]:
    """Embedded store and bus, as `./portal up` has them."""
    with MailServer() as mail:
        yield Surroundings({"PORTAL_SMTP_URL": mail.url}, mail)


@contextmanager
def real_parts(folder: Path, broker: Broker) -> Iterator[Surroundings]:
    """RabbitMQ, a store of its own and a mail server, each behind a proxy."""
    empty_queues(broker.limited_url)
    store = StoreServer(folder / "store")
    store.start()
    with ExitStack() as open_, MailServer() as mail:
        open_.callback(store.stop)
        ports = {"amqp": broker.port, "mongo": store.port, "smtp": mail.port}
        links = {name: open_.enter_context(Proxy(port)) for name, port in ports.items()}
        environment = {
            "PORTAL_AMQP_URL": broker.limited_url.replace(
                str(broker.port), str(links["amqp"].port)
            ),
            "PORTAL_MONGO_URL": f"mongodb://127.0.0.1:{links['mongo'].port}"
            "/?journal=true&directConnection=true",
            "PORTAL_SMTP_URL": f"smtp://127.0.0.1:{links['smtp'].port}",
        }
        yield Surroundings(environment, mail, broker.limited_url, store.url, links)


def messages_in_file(url: str) -> int:
    path = url.removeprefix(FILE_SCHEME)
    with contextlib.closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as bus:
        return int(bus.execute("SELECT count(*) FROM message").fetchone()[0])


def messages_in_broker(url: str) -> int:
    """Without what a consumer holds unacked: no client can see that."""
    with kombu_connection(url) as connection:
        queues = [q(s) for s in SERVICES for q in (topology.queue, topology.dead_letters)]
        channel = connection.default_channel
        declared = [queue.bind(channel).queue_declare(passive=True) for queue in queues]
        return sum(each.message_count for each in declared)


def messages_on(url: str) -> int:
    return messages_in_file(url) if url.startswith(FILE_SCHEME) else messages_in_broker(url)
