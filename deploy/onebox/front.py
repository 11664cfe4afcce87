"""One WSGI callable for everything: the services under /api/<service>/, the portal elsewhere.

The portal calls the services in process. /healthz is this process, /readyz is every part.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted
from werkzeug.test import create_environ, run_wsgi_app
from werkzeug.wrappers import Response

SERVICES = ("registration", "accounts", "documents", "notifier")
LOOPBACK_HOSTS = ("127.0.0.1", "localhost")

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def create_front(
    environ: Mapping[str, str] = os.environ,
    create_service: Callable[[str, Mapping[str, str]], Wsgi] | None = None,
    create_portal: Callable[[Mapping[str, str], Mapping[str, Wsgi]], Wsgi] | None = None,
) -> Wsgi:
    """`environ` holds the PORTAL_… variables; the factories are the real ones unless given."""
    build = create_service or _create_service
    services = {name: build(name, environ) for name in SERVICES}
    portal = (create_portal or _create_portal)(environ, services)
    hops = int(environ.get("PORTAL_TRUSTED_PROXIES") or 0)
    front = Front(services, portal, environ["PORTAL_PUBLIC_URL"])
    return ProxyFix(front, x_for=hops, x_proto=0, x_host=0)


class Front:
    """Sends each request to the part it is for; a foreign Host header gets 400.

    Services believe the client address in X-Portal-Client, so it is always written here.
    """

    def __init__(self, services: Mapping[str, Wsgi], portal: Wsgi, public_url: str) -> None:
        self._services, self._portal, self._public_url = services, portal, public_url
        self._hosts = (urlsplit(public_url).hostname or "", *LOOPBACK_HOSTS)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ["HTTP_X_PORTAL_CLIENT"] = environ.get("REMOTE_ADDR", "")
        return self._part(environ)(environ, start_response)

    def _part(self, environ: Mapping[str, Any]) -> Wsgi:
        path = environ.get("PATH_INFO", "")
        if not host_is_trusted(environ.get("HTTP_HOST"), self._hosts):
            return Response("Bad Request\n", 400, mimetype="text/plain")
        if path == "/healthz":
            return Response("ok\n", mimetype="text/plain")
        if path == "/readyz":
            return self._readiness()
        area, _, rest = path.lstrip("/").partition("/")
        service = self._services.get(rest.partition("/")[0])
        return service if area == "api" and service else self._portal

    def _readiness(self) -> Response:
        """200 when every part says it is ready, else 503; the body names each."""
        parts = {**self._services, "portal": self._portal}
        ready = {name: self._is_ready(part) for name, part in parts.items()}
        body = {name: "ready" if fine else "not ready" for name, fine in ready.items()}
        status = 200 if all(ready.values()) else 503
        return Response(json.dumps(body), status, mimetype="application/json")

    def _is_ready(self, part: Wsgi) -> bool:
        _, status, _ = run_wsgi_app(part, create_environ("/readyz", self._public_url))
        return status.startswith("200")


def _create_service(name: str, environ: Mapping[str, str]) -> Wsgi:
    settings = import_module(f"services.{name}.settings").Settings.from_env(environ)
    return import_module(f"services.{name}.app").create_app(settings)


def _create_portal(environ: Mapping[str, str], services: Mapping[str, Wsgi]) -> Wsgi:
    settings = import_module("services.portal.settings").Settings.from_env(environ)
    return import_module("services.portal.app").create_app(settings, transports=services)
