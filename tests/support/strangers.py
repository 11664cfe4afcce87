"""Requests nobody thought of, made from a service's own OpenAPI document, always the same ones."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import jsonschema_rs
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode, checks

EXAMPLES = 20
SEED = 20261121
SAYS_WHAT_IT_SHOULD = [checks.content_type_conformance, checks.response_schema_conformance]
Headers = Mapping[str, str]


def knock(
    app: Flask, service: str, callers: Mapping[str, Headers], known: Mapping[str, str]
) -> None:
    """Good and bad requests to every operation: no answer is a 500, every refusal is a problem,
    every other answer is as described. `callers` by role or scheme; `known` path parameters exist.
    """
    schema = schemathesis.openapi.from_wsgi(f"/api/{service}/openapi.json", app)
    problem = _problem(schema.raw_schema)
    operations = [found.ok() for found in schema.get_all_operations()]
    for operation in sorted(operations, key=lambda each: each.method == "delete"):
        _knock_at(operation, callers, known, problem)


def _knock_at(operation: Any, callers: Any, known: Any, problem: Any) -> None:
    own = {name: known[name] for name in known if f"{{{name}}}" in operation.path}
    strategies = [
        operation.as_strategy(mode, path_parameters=given or None)
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE)
        for given in ({}, own)
    ]

    @seed(SEED)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.one_of(strategies), st.sampled_from(_welcome(operation, callers)))
    def once(case: Any, caller: Headers) -> None:
        answer = case.call(headers={**caller, "X-Portal-Client": "127.0.0.1"})
        asked = f"{case.method} {case.formatted_path} {case.body!r}"
        assert answer.status_code < 500, f"{asked}: {answer.status_code} {answer.text}"
        if answer.status_code < 400:
            case.validate_response(answer, checks=SAYS_WHAT_IT_SHOULD)
        else:
            assert answer.headers["content-type"] == ["application/problem+json"], asked
            problem.validate(json.loads(answer.text))

    once()


def _welcome(operation: Any, callers: Mapping[str, Headers]) -> list[Headers]:
    """Whom the operation takes, several times, and everybody else once."""
    ways = operation.definition.raw.get("security", [])
    names = {name for way in ways for scheme, roles in way.items() for name in roles or [scheme]}
    taken = [callers[name] for name in sorted(names) if name in callers]
    return [*taken * 5, *callers.values(), {}]


def _problem(document: Any) -> Any:
    components = document["components"]
    schema = {"$ref": "#/components/schemas/Problem", "components": components}
    return jsonschema_rs.Draft202012Validator(schema)
