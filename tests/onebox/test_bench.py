"""The bench measures a broker only where it harms nobody."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.bench import measured_broker
from deploy.bench.broker import Broker, empty_queues
from deploy.bench.measured_broker import NotThere, broker_to_measure
from deploy.bench.tenths import Tenths
from shared.messaging.rabbit import kombu_connection


def test_without_any_broker_it_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(measured_broker, "SERVER", tmp_path / "absent")
    with pytest.raises(NotThere, match="rabbitmq-server"), broker_to_measure(tmp_path, {}):
        pass


def test_a_vhost_that_services_use_is_left_alone(broker: Broker, tmp_path: Path) -> None:
    empty_queues(broker.url)
    environ = {"PORTAL_AMQP_URL": broker.url}
    with pytest.raises(NotThere, match="in use"), broker_to_measure(tmp_path, environ):
        pass


def test_an_empty_vhost_is_empty_again_afterwards(broker: Broker, tmp_path: Path) -> None:
    broker.control("add_vhost", "bench")
    broker.control("set_permissions", "-p", "bench", "guest", ".*", ".*", ".*")
    environ = {"PORTAL_AMQP_URL": broker.url.replace("%2F", "bench")}
    for _ in range(2):
        with broker_to_measure(tmp_path, environ) as (url, version):
            assert version.startswith("RabbitMQ ")
            empty_queues(url)
    with kombu_connection(url) as connection:
        for queue in ("notifier", "notifier.dead"):
            with pytest.raises(connection.channel_errors):
                connection.channel().queue_declare(queue, passive=True)
    broker.control("delete_vhost", "bench")


def test_the_pace_of_the_last_tenth_is_told_beside_the_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seconds = iter([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11])
    monkeypatch.setattr("deploy.bench.tenths.time.perf_counter", lambda: float(next(seconds)))
    tenths = Tenths(1001)
    for _ in range(1001):
        tenths.heard(None)
    assert tenths.pace() == 0.5
    assert tenths.rate() == pytest.approx(1000 / 11)
