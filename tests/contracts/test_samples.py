"""One real example per event and version: what publishers must make and consumers must digest."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import pytest
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from shared.contracts import EVENTS, PUBLISHED, SERVICES, Event, consumed_by, decode, routing_key

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "contracts" / "samples"
NAMES = sorted(routing_key(*key) for key in EVENTS)


def test_every_event_and_version_has_exactly_one_sample() -> None:
    assert sorted(path.stem for path in SAMPLES.glob("*.json")) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_loads_and_dumps_back_the_same(name: str) -> None:
    text = (SAMPLES / f"{name}.json").read_text(encoding="utf-8")
    assert decode(text).to_dict() == json.loads(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_stranger_reads_the_sample_as_a_cloud_event(name: str) -> None:
    event = JSONFormat().read(CloudEvent, (SAMPLES / f"{name}.json").read_bytes())
    assert event.get_type() == name.rpartition(".")[0]
    assert event.get_extension("traceparent")


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_handles_exactly_what_it_is_sent(service: str) -> None:
    handlers = import_module(f"services.{service}.handlers").HANDLERS
    assert set(handlers) == set(consumed_by(service))


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.__name__)
def test_only_a_reader_of_the_event_may_open_its_secrets(event: type[Event]) -> None:
    assert not event.sealed_for or event.sealed_for in event.consumers


def test_every_event_has_one_publisher() -> None:
    published = [event for events in PUBLISHED.values() for event in events]
    assert len(published) == len(set(published)) == len(EVENTS)
