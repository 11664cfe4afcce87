"""Who asks for what, read from the present request."""

from __future__ import annotations

import json
from typing import cast

from flask import current_app, request

from services.accounts.model.actor import Actor
from services.accounts.model.parts import Request
from services.accounts.usecases.ports import Service
from shared.tokens import mac
from shared.web.auth import caller

USER = ("user",)
STAFF = ("viewer", "reviewer", "admin")
REVIEWERS = ("reviewer", "admin")


def service() -> Service:
    return cast(Service, current_app.extensions["accounts"])


def actor() -> Actor:
    found = caller()
    return Actor(found.sub, found.role, found.name or found.email, found.email, found.facilities)


def form() -> Request | None:
    """The one-time form behind an Idempotency-Key, scoped to caller and route."""
    key = request.headers.get("Idempotency-Key", "")
    if not key:
        return None
    body = json.dumps(request.get_json(silent=True), sort_keys=True)
    own = service().key
    return Request(
        key=mac(own, "form", caller().sub, request.path, key), body=mac(own, "body", body)
    )
