"""Events from `shared.contracts`: a JSON Schema for each, an AsyncAPI document of all."""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from shared import contracts
from shared.contracts import EVENTS, PUBLISHED, Event, routing_key
from shared.contracts.codec import schema_of
from shared.messaging.topology import EXCHANGE

SAMPLES = Path(contracts.__file__).parent / "samples"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
CONTENT_TYPE = "application/cloudevents+json"
AMQP = "0.3.0"
TEXT = {"type": "string", "minLength": 1}
ABOUT = (
    "Facts of the portal on a RabbitMQ topic exchange. Bind a queue of your own by routing key."
    " At least once: remember `id`. Fields may be added to a version; ignore what you do not know."
)


def message_schema(event: type[Event]) -> dict[str, Any]:
    """The whole message; `dataschema` names the part that describes `data`."""
    name = event.__name__
    urn = f"urn:portal:{name}:v{event.version}"
    exact = {"specversion": "1.0", "type": name, "source": _publisher(event)}
    exact |= {"datacontenttype": "application/json", "dataschema": urn}
    required = {
        **{key: {"const": value} for key, value in exact.items()},
        "id": {"type": "string", "format": "uuid"},
        "subject": TEXT,
        "time": {"type": "string", "format": "date-time"},
        "aggregateversion": {"type": "integer"},
        "data": {"$id": urn, **_converter().schema2jsonschema(schema_of(event))},
    }
    optional = {
        "journey": {**TEXT, "description": "The receipt number of an application."},
        "traceparent": {**TEXT, "description": "W3C trace context."},
    }
    return {
        "$schema": DIALECT,
        "title": name,
        "description": inspect.getdoc(event),
        "type": "object",
        "properties": {**required, **optional},
        "required": list(required),
    }


def asyncapi() -> dict[str, Any]:
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "portal events", "version": "v1", "description": ABOUT},
        "defaultContentType": CONTENT_TYPE,
        "channels": {routing_key(*key): _channel(*key) for key in EVENTS},
        "operations": {f"publish.{routing_key(*key)}": _operation(*key) for key in EVENTS},
        "components": {
            "messages": {routing_key(*key): _message(event) for key, event in EVENTS.items()}
        },
    }


def _channel(name: str, version: int) -> dict[str, Any]:
    key = routing_key(name, version)
    exchange = {"name": EXCHANGE, "type": "topic", "durable": True, "autoDelete": False}
    amqp = {"is": "routingKey", "exchange": exchange, "bindingVersion": AMQP}
    return {
        "address": key,
        "messages": {key: {"$ref": f"#/components/messages/{key}"}},
        "bindings": {"amqp": amqp},
    }


def _operation(name: str, version: int) -> dict[str, Any]:
    key = routing_key(name, version)
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{key}"},
        "messages": [{"$ref": f"#/channels/{key}/messages/{key}"}],
        "bindings": {"amqp": {"deliveryMode": 2, "bindingVersion": AMQP}},
    }


def _message(event: type[Event]) -> dict[str, Any]:
    key = routing_key(event.__name__, event.version)
    sample = json.loads((SAMPLES / f"{key}.json").read_text("utf-8"))
    sealed = {"x-sealed-for": event.sealed_for} if event.sealed_for else {}
    return {
        "name": event.__name__,
        "summary": inspect.getdoc(event),
        "contentType": CONTENT_TYPE,
        "payload": {"$ref": f"./schemas/{key}.json"},
        "bindings": {"amqp": {"contentEncoding": "utf-8", "bindingVersion": AMQP}},
        "examples": [{"payload": sample}],
        "x-publisher": _publisher(event),
        "x-read-by": list(event.consumers),
        **sealed,
    }


def _publisher(event: type[Event]) -> str:
    return next(service for service, events in PUBLISHED.items() if event in events)


def _converter() -> Any:
    """Nested parts are written out where they stand: the files have no references."""
    plugin = MarshmallowPlugin(schema_name_resolver=lambda _: None)
    APISpec("events", "v1", "3.1.0", plugins=[plugin])
    return plugin.converter
