"""Which part answers which path, and what /readyz says."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from werkzeug.test import Client
from werkzeug.wrappers import Request, Response

from deploy.onebox.front import SERVICES, Wsgi, create_front

URL = "http://127.0.0.1:8080"


def fake(name: str, ready: bool = True) -> Wsgi:
    @Request.application
    def part(request: Request) -> Response:
        if request.path == "/readyz":
            return Response(status=200 if ready and request.host == "127.0.0.1:8080" else 503)
        if request.path.endswith("/client"):
            return Response(request.headers["X-Portal-Client"])
        return Response(f"{name} {request.path}")

    return part


def front(tired: str = "", seen: dict[str, Wsgi] | None = None, hops: str = "") -> Client:
    def portal(environ: Mapping[str, str], services: Mapping[str, Wsgi]) -> Wsgi:
        (seen if seen is not None else {}).update(services)
        return fake("portal", tired != "portal")

    return Client(
        create_front(
            {"PORTAL_PUBLIC_URL": URL, "PORTAL_TRUSTED_PROXIES": hops},
            lambda name, environ: fake(name, tired != name),
            portal,
        )
    )


@pytest.mark.parametrize("service", SERVICES)
def test_a_service_sees_its_whole_path(service: str) -> None:
    answer = front().get(f"/api/{service}/things/1", base_url=URL)
    assert answer.text == f"{service} /api/{service}/things/1"


@pytest.mark.parametrize("path", ["/", "/api/unknown/x", "/registration/x", "/api", "/metrics"])
def test_everything_else_is_the_portal(path: str) -> None:
    assert front().get(path, base_url=URL).text == f"portal {path}"


def test_the_portal_gets_the_services_in_process() -> None:
    seen: dict[str, Wsgi] = {}
    front(seen=seen)
    assert set(seen) == set(SERVICES)


@pytest.mark.parametrize("tired", [*SERVICES, "portal"])
def test_ready_only_when_every_part_is(tired: str) -> None:
    answer = front(tired).get("/readyz", base_url=URL)
    assert answer.status_code == 503
    assert [name for name, state in answer.json.items() if state != "ready"] == [tired]
    assert front().get("/readyz", base_url=URL).status_code == 200
    assert front(tired).get("/healthz", base_url=URL).status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/accounts/accounts", "/readyz"])
def test_a_foreign_host_is_refused(path: str) -> None:
    assert front().get(path, base_url="http://attacker.example").status_code == 400
    assert front().get(path, base_url="http://localhost:8080").status_code == 200


@pytest.mark.parametrize(
    ("hops", "seen"), [("", "203.0.113.9"), ("1", "198.51.100.7"), ("2", "192.0.2.1")]
)
def test_nobody_chooses_the_address_a_service_sees(hops: str, seen: str) -> None:
    sent = {"X-Portal-Client": "192.0.2.66", "X-Forwarded-For": "192.0.2.1, 198.51.100.7"}
    answer = front(hops=hops).get(
        "/api/accounts/client",
        base_url=URL,
        headers=sent,
        environ_overrides={"REMOTE_ADDR": "203.0.113.9"},
    )
    assert answer.text == seen
