"""The road to the services: their public HTTP API, in process or over the network.

One client per service for the whole process. Nothing of one visitor stays in it: its cookie
jar refuses every cookie, and what belongs to a visitor travels as arguments.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any
from urllib.parse import quote

import httpx2
from flask import Response, current_app, g, request

from services.portal.settings import SERVICES

NETWORK_ADDRESS = "http://{service}:8000"
PATIENCE = httpx2.Timeout(10.0, connect=2.0)
BROKEN = (httpx2.NetworkError, httpx2.RemoteProtocolError)


@dataclass(frozen=True)
class FieldError:
    """One complaint of a service about one field; `message` is Japanese and names the field."""

    field: str
    message: str
    code: str = ""


@dataclass
class Refusal(Exception):
    """A service said no. `detail` may be shown to people, `code` tells cases apart."""

    status: int
    code: str
    detail: str = ""
    errors: tuple[FieldError, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def retry_after(self) -> int:
        """Seconds to wait, 0 when the service did not say."""
        seconds = str(self.extra.get("retry_after") or self.headers.get("retry-after") or "0")
        return int(seconds) if seconds.isascii() and seconds.isdigit() else 0


class Unreachable(Exception):
    """A service did not answer."""


class Services:
    """Callable by name; `transports` holds the WSGI apps of services living in this process."""

    def __init__(self, transports: Mapping[str, Any]) -> None:
        self._clients = {name: _client(name, transports.get(name)) for name in SERVICES}

    def send(
        self, service: str, method: str, path: str, stream: bool = False, **options: Any
    ) -> httpx2.Response:
        """A call that broke half-way is made once more where that does no harm."""
        client = self._clients[service]
        request = client.build_request(method, path, **options)
        again = method == "GET" or "Idempotency-Key" in request.headers
        while True:
            try:
                return client.send(request, stream=stream)
            except httpx2.TransportError as error:
                if not again or not isinstance(error, BROKEN):
                    raise Unreachable(f"{service}: {type(error).__name__}") from error
                again = False


def _client(service: str, app: Any) -> httpx2.Client:
    return httpx2.Client(
        base_url=f"{NETWORK_ADDRESS.format(service=service)}/api/{service}/",
        transport=_in_process(app) if app else _over_the_network(),
        cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
        timeout=PATIENCE,
        trust_env=False,
    )


def _in_process(app: Any) -> httpx2.BaseTransport:
    """The transport gives PATH_INFO in Unicode; WSGI wants its UTF-8 bytes as characters."""

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")
        return app(environ, start_response)

    return httpx2.WSGITransport(wsgi, raise_app_exceptions=False)


def _over_the_network() -> httpx2.BaseTransport:
    """A connection per call, tried again until one is made: so containers may come and go."""
    return httpx2.HTTPTransport(retries=2, limits=httpx2.Limits(max_keepalive_connections=0))


def call(
    method: str,
    service: str,
    *path: str,
    auth: str = "",
    json: Any = None,
    content: bytes | None = None,
    params: Mapping[str, Any] | None = None,
    form_id: str = "",
    stream: bool = False,
) -> httpx2.Response:
    """One request on behalf of the present visitor.

    `path` comes in segments, each quoted: call("GET", "accounts", "applications", ref).
    `auth` is the whole Authorization value; `form_id` makes a repeated POST harmless; `content`
    is a file, sent as it is. `stream` leaves the answer's body to be read by the caller.
    Raises Refusal (4xx) or Unreachable (no answer, 5xx).
    """
    services: Services = current_app.extensions["services"]
    response = services.send(
        service,
        method,
        "/".join(quote(segment, safe="") for segment in path),
        json=json,
        content=content,
        params=params,
        headers=_headers(auth, form_id),
        stream=stream,
    )
    if response.is_success:
        return response
    response.read()
    raise _refusal(service, response)


def ask(method: str, service: str, *path: str, **options: Any) -> Any:
    """As `call`, but the JSON of the answer (None for an empty one)."""
    response = call(method, service, *path, **options)
    return response.json() if response.content else None


def stream(method: str, service: str, *path: str, **options: Any) -> httpx2.Response:
    """As `call`, for answers of any size: to be given to `relayed`."""
    return call(method, service, *path, stream=True, **options)


def relayed(answer: httpx2.Response) -> Response:
    """A service's file, passed on while it is read."""
    response = Response(answer.iter_bytes(), content_type=answer.headers["content-type"])
    response.headers["Content-Disposition"] = answer.headers["content-disposition"]
    response.call_on_close(answer.close)
    return response


def ask_if_up(method: str, service: str, *path: str, **options: Any) -> Any:
    """As `ask`, for the part of a page that can be missing: None while the service is away."""
    try:
        return ask(method, service, *path, **options)
    except Unreachable:
        return None
    except Refusal as refusal:
        if refusal.status < 500:
            raise
        return None


def _headers(auth: str, form_id: str) -> dict[str, str]:
    headers = {
        "X-Request-Id": g.request_id,
        "X-Portal-Client": request.remote_addr or "",
        "User-Agent": request.user_agent.string.encode("ascii", "replace").decode(),
    }
    if auth:
        headers["Authorization"] = auth
    if form_id:
        headers["Idempotency-Key"] = form_id
    return headers


def _refusal(service: str, response: httpx2.Response) -> Exception:
    problem = _problem(response)
    if response.status_code >= 500 and "code" not in problem:
        return Unreachable(f"{service}: {response.status_code}")
    known = {"type", "title", "status", "code", "detail", "errors"}
    return Refusal(
        status=response.status_code,
        code=str(problem.get("code", "")),
        detail=str(problem.get("detail", "")),
        errors=tuple(
            FieldError(str(e.get("field", "")), str(e.get("message", "")), str(e.get("code", "")))
            for e in problem.get("errors", ())
        ),
        extra={key: value for key, value in problem.items() if key not in known},
        headers=dict(response.headers),
    )


def _problem(response: httpx2.Response) -> dict[str, Any]:
    if "json" not in response.headers.get("content-type", ""):
        return {}
    problem = response.json()
    return problem if isinstance(problem, dict) else {}
