"""What docs/ says about events and services is what the code does."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
import yaml

from deploy.describe import DOCS, descriptions
from deploy.describe.events import SAMPLES
from shared.contracts import EVENTS, SERVICES, routing_key
from shared.messaging import topology

NAMES = sorted(routing_key(*key) for key in EVENTS)
FOLDERS = ("schemas", "openapi")


@cache
def described() -> dict[str, str]:
    return descriptions()


def test_the_committed_descriptions_are_those_of_the_code() -> None:
    files = [DOCS / "asyncapi.yaml", *(f for folder in FOLDERS for f in (DOCS / folder).iterdir())]
    committed = {str(file.relative_to(DOCS)): file.read_text("utf-8") for file in files}
    assert committed == described(), "run .venv/app/bin/python -m deploy.describe"


@pytest.mark.parametrize("path", ["asyncapi.yaml", *(f"openapi/{name}.json" for name in SERVICES)])
def test_every_reference_leads_somewhere(path: str) -> None:
    found = list(references(load(DOCS / path)))
    assert found
    for reference in found:
        file, _, pointer = reference.partition("#")
        part = load((DOCS / path).parent / file if file else DOCS / path)
        for step in pointer.split("/")[1:]:
            part = part[step.replace("~1", "/").replace("~0", "~")]


@pytest.mark.parametrize("name", NAMES)
def test_a_sample_is_what_its_schema_says(name: str) -> None:
    jsonschema_rs.meta.validate(load(DOCS / "schemas" / f"{name}.json"))
    assert list(validator(name).iter_errors(sample(name))) == []


@pytest.mark.parametrize("name", NAMES)
def test_a_schema_refuses_what_no_publisher_sends(name: str) -> None:
    good = sample(name)
    assert not validator(name).is_valid({**good, "time": "yesterday"})
    assert not validator(name).is_valid({**good, "type": "SomethingElse"})
    for missing in good["data"]:
        rest = {key: value for key, value in good["data"].items() if key != missing}
        assert not validator(name).is_valid({**good, "data": rest}), missing


def test_every_event_says_what_it_means_and_where_it_is_read() -> None:
    messages = load(DOCS / "asyncapi.yaml")["components"]["messages"]
    assert not [key for key, said in messages.items() if said["summary"].startswith(said["name"])]
    for service in SERVICES:
        readable = [key for key, said in messages.items() if service in said["x-read-by"]]
        assert readable == topology.routing_keys(service)


@pytest.mark.parametrize("service", SERVICES)
def test_an_openapi_document_loads_and_leaves_no_field_without_a_type(service: str) -> None:
    document = load(DOCS / "openapi" / f"{service}.json")
    schema = schemathesis.openapi.from_dict(document)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert operations
    typed = {"type", "$ref", "anyOf"}
    assert [name for name, field in properties(document) if not typed & set(field)] == []


@pytest.mark.parametrize("service", SERVICES)
def test_refusals_are_described_as_they_are(service: str) -> None:
    components = load(DOCS / "openapi" / f"{service}.json")["components"]
    problem = {"schema": {"$ref": "#/components/schemas/Problem"}}
    for response in components["responses"].values():
        assert response["content"] == {"application/problem+json": problem}


@cache
def load(path: Path) -> Any:
    text = path.read_text("utf-8")
    return yaml.safe_load(text) if path.suffix == ".yaml" else json.loads(text)


def sample(name: str) -> dict[str, Any]:
    found: dict[str, Any] = load(SAMPLES / f"{name}.json")
    return found


@cache
def validator(name: str) -> Any:
    schema = load(DOCS / "schemas" / f"{name}.json")
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True)


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if "$ref" in part:
            yield part["$ref"]
        part = list(part.values())
    if isinstance(part, list):
        for inner in part:
            yield from references(inner)


def properties(part: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(part, dict):
        for name, field in part.get("properties", {}).items():
            yield f"{path}.{name}", field
        for key, inner in part.items():
            yield from properties(inner, f"{path}.{key}")
    if isinstance(part, list):
        for inner in part:
            yield from properties(inner, path)
