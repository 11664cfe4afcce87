"""The contracts as strangers read them, made from the code: `python -m deploy.describe`.

`docs/schemas/<Type>.v<N>.json` (JSON Schema 2020-12), `docs/asyncapi.yaml` (AsyncAPI 3.0) and
`docs/openapi/<service>.json` (OpenAPI 3.1). A test compares them with the code.
"""

from __future__ import annotations

import json
from pathlib import Path

import yaml

from deploy.describe.events import asyncapi, message_schema
from deploy.describe.services import openapi
from shared.contracts import EVENTS, SERVICES, routing_key

DOCS = Path(__file__).resolve().parents[2] / "docs"


def descriptions() -> dict[str, str]:
    """Path below docs/ → text of the file."""
    schemas = {f"schemas/{routing_key(*key)}.json": message_schema(e) for key, e in EVENTS.items()}
    apis = {f"openapi/{service}.json": openapi(service) for service in SERVICES}
    events = yaml.safe_dump(asyncapi(), sort_keys=False, allow_unicode=True, width=100)
    return {"asyncapi.yaml": events} | {path: _json(d) for path, d in (schemas | apis).items()}


def write(docs: Path) -> None:
    for path, text in descriptions().items():
        (docs / path).parent.mkdir(parents=True, exist_ok=True)
        (docs / path).write_text(text, encoding="utf-8")


def _json(made: object) -> str:
    return json.dumps(made, ensure_ascii=False, indent=2) + "\n"
