"""A route by which staff change something says in the audit what it is called."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from flask import Flask

from services.portal.audit_words import TARGETS
from shared.contracts import SERVICES
from shared.web.audit import CHANGING, name_of
from shared.web.auth import STAFF


def changing_of_staff(app: Flask) -> list[str]:
    """The endpoints."""
    return [
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if (rule.methods or set()) & CHANGING
        and set(getattr(app.view_functions[rule.endpoint], "roles", ())) & set(STAFF)
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_every_changing_route_of_staff_is_named(
    services: Mapping[str, Flask], service: str
) -> None:
    app = services[service]
    endpoints = changing_of_staff(app)
    assert endpoints
    for endpoint in endpoints:
        name = name_of(app, endpoint)
        assert re.search("[ぁ-龠]", name.label), f"{endpoint}: add @audited(…) to its view"
        assert re.fullmatch(r"[a-z_]+\.[a-z_]+", name.action)
        assert name.target in TARGETS, "add its word to the portal's audit_words"


def test_an_action_has_one_meaning(services: Mapping[str, Flask]) -> None:
    labels: dict[str, set[str]] = {}
    for app in services.values():
        for endpoint in changing_of_staff(app):
            name = name_of(app, endpoint)
            labels.setdefault(name.action, set()).add(name.label)
    assert [action for action, meanings in labels.items() if len(meanings) > 1] == []
