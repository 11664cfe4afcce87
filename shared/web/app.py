"""One shape for every service's HTTP side."""

from __future__ import annotations

import re
import secrets
import time
from collections.abc import Callable, Sequence

from flask import Flask, Response, g, request
from prometheus_client import CONTENT_TYPE_LATEST, Counter, Histogram, generate_latest

from shared import log
from shared.audit import Trail
from shared.web import audit, problems
from shared.web.audit_list import audit_blueprint
from shared.web.auth import Verifier
from shared.web.json_body import Blueprint, StrictJSON
from shared.web.openapi import DescribedApi

LARGEST_BODY = 1_000_000
_REQUEST_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
REQUESTS = Counter("portal_requests_total", "Answers", ["service", "endpoint", "status"])
SECONDS = Histogram("portal_request_seconds", "Time to answer", ["service", "endpoint"])


def service_app(
    name: str,
    blueprints: Sequence[Blueprint],
    *,
    store_ping: Callable[[], bool],
    verifier: Verifier,
    trail: Trail,
) -> Flask:
    """A Flask app that serves the blueprints and the audit under /api/<name>, health, metrics
    and OpenAPI."""
    app = Flask(f"services.{name}", static_folder=None)
    app.json = StrictJSON(app)
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        API_TITLE=f"portal {name}",
        API_VERSION="v1",
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX=f"/api/{name}",
        OPENAPI_JSON_PATH="openapi.json",
    )
    app.extensions["verifier"] = verifier
    app.before_request(_begin)
    app.after_request(_finish(name))
    audit.install(app, trail, client_address)
    _add_health(app, name, store_ping)
    problems.install(app)
    api = DescribedApi(app)
    for blueprint in (*blueprints, audit_blueprint(name)):
        api.register_blueprint(blueprint, url_prefix=f"/api/{name}")
    app.add_url_rule("/openapi.json", "openapi", lambda: api.spec.to_dict())
    return app


def client_address() -> str:
    """The address limits count by. Front and gateway overwrite the header of every request."""
    return request.headers.get("X-Portal-Client", request.remote_addr or "")[:64]


def _begin() -> None:
    given = request.headers.get("X-Request-Id", "")
    log.request_id.set(given if _REQUEST_ID.fullmatch(given) else secrets.token_hex(8))
    log.traceparent.set(f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01")
    g.began = time.perf_counter()


def _finish(name: str) -> Callable[[Response], Response]:
    def finish(answer: Response) -> Response:
        endpoint = request.endpoint or "unknown"
        REQUESTS.labels(name, endpoint, answer.status_code).inc()
        SECONDS.labels(name, endpoint).observe(time.perf_counter() - g.began)
        answer.headers["X-Request-Id"] = log.request_id.get()
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["X-Content-Type-Options"] = "nosniff"
        return answer

    return finish


def _add_health(app: Flask, name: str, store_ping: Callable[[], bool]) -> None:
    def healthz() -> Response:
        return Response("ok\n", mimetype="text/plain")

    def readyz() -> Response:
        ready = store_ping()
        word, status = ("ready\n", 200) if ready else ("store away\n", 503)
        return Response(word, status, mimetype="text/plain")

    def metrics() -> Response:
        return Response(generate_latest(), content_type=CONTENT_TYPE_LATEST)

    for prefix in ("", f"/api/{name}"):
        app.add_url_rule(f"{prefix}/healthz", f"healthz{prefix}", healthz)
        app.add_url_rule(f"{prefix}/readyz", f"readyz{prefix}", readyz)
    app.add_url_rule("/metrics", "metrics", metrics)
