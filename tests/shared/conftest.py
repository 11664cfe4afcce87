"""The buses a portal may meet, each declared and empty."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.bench.broker import Broker, empty_queues
from shared.messaging.bus import Bus, open_bus

FOREIGN, LIMITED = "a foreign broker", "a broker with our policies"


@pytest.fixture(params=[FOREIGN, LIMITED])
def broker_url(request: pytest.FixtureRequest, broker: Broker) -> str:
    return _ready(broker, request.param)


@pytest.fixture(params=["the bus file", FOREIGN, LIMITED])
def any_bus(request: pytest.FixtureRequest, bus_path: Path) -> Bus:
    if request.param == "the bus file":
        return open_bus(f"sqlite://{bus_path}")
    return open_bus(_ready(request.getfixturevalue("broker"), request.param))


def _ready(broker: Broker, kind: str) -> str:
    url = broker.url if kind == FOREIGN else broker.limited_url
    empty_queues(url)
    return url
