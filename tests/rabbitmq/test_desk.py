"""What failed on the bus is done again from the desk, whatever the bus is."""

from __future__ import annotations

from tests.journeys.test_desk import (  # noqa: F401
    test_what_an_event_could_not_do_is_done_again,
    troubles,
)
from tests.support.live.running import RunningPortal


def test_no_other_bus_was_used(portal: RunningPortal) -> None:
    assert portal.settings()["PORTAL_AMQP_URL"]
    assert not (portal.data / "bus.sqlite").exists()
