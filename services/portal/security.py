"""What every answer carries and what no request gets past, whatever page it is for."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any
from uuid import uuid4

from flask import Flask, Response, abort, g, request, session
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.sansio.utils import host_is_trusted

from services.portal.cookies import STAFF, USER, secret
from services.portal.settings import Settings
from shared.log import request_id

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FEATURES_OFF = (
    "accelerometer=(), browsing-topics=(), camera=(), display-capture=(), fullscreen=(), "
    "geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), "
    "picture-in-picture=(), publickey-credentials-get=(), screen-wake-lock=(), usb=()"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": FEATURES_OFF,
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}
ONE_MINUTE = "public, max-age=60"
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
ELSEWHERE = {"cross-site", "same-site"}
MEGABYTE = 1024 * 1024
FILES = {
    "facility_import.upload": 40 * MEGABYTE,
    "grant.check": 26 * MEGABYTE,
    "publishing.save": 26 * MEGABYTE,
    "publishing.save_new": 26 * MEGABYTE,
}
HEALTH = {"health.alive", "health.ready"}


def protect(app: Flask, settings: Settings) -> None:
    """Guards before each request, headers after each, form tokens on each POST."""
    app.config.update(
        SECRET_KEY=settings.cookie_key,
        SESSION_COOKIE_NAME="__Host-portal" if settings.https else "portal",
        SESSION_COOKIE_SECURE=settings.https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=MEGABYTE,
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.before_request(_number_request)
    app.before_request(lambda: _refuse_foreign_host(settings))
    app.before_request(_refuse_foreign_forms)
    app.before_request(_let_files_in)
    app.before_request(lambda: _hide_staff_pages(settings))
    CSRFProtect(app)
    app.after_request(lambda response: _add_headers(response, settings))
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=0)


def public_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """The same for every visitor who is not signed in: may be cached for a minute."""

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Any:
        g.public_page = True
        return view(*args, **kwargs)

    return marked


def token_page(view: Callable[..., Any]) -> Callable[..., Any]:
    """The address holds a secret: nobody else is told it, nobody indexes it.

    `strict-origin`, not `no-referrer`: the page's own POST must still carry a true Origin.
    """

    @wraps(view)
    def marked(*args: Any, **kwargs: Any) -> Any:
        g.token_page = True
        return view(*args, **kwargs)

    return marked


def _number_request() -> None:
    g.request_id = uuid4().hex
    request_id.set(g.request_id)


def _refuse_foreign_host(settings: Settings) -> None:
    if request.endpoint in HEALTH:
        return
    if not host_is_trusted(request.headers.get("Host"), settings.trusted_hosts):
        abort(400)


def _refuse_foreign_forms() -> None:
    if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site") in ELSEWHERE:
        abort(400)


def _let_files_in() -> None:
    """Before anything reads the form; the gateway lets the same routes through."""
    size = FILES.get(request.endpoint or "")
    if size and (secret(USER) or secret(STAFF)):
        request.max_content_length = size


def _hide_staff_pages(settings: Settings) -> None:
    staff_path = request.path == "/staff" or request.path.startswith("/staff/")
    if not staff_path or not settings.staff_networks:
        return
    address = ip_address(request.remote_addr or "0.0.0.0")
    if not any(address in network for network in settings.staff_networks):
        abort(404)


def _add_headers(response: Response, settings: Settings) -> Response:
    response.headers.update(HEADERS)
    response.headers["Referrer-Policy"] = "strict-origin" if "token_page" in g else "same-origin"
    if "token_page" in g:
        response.headers["X-Robots-Tag"] = "noindex"
    if settings.https:
        response.headers["Strict-Transport-Security"] = "max-age=31536000"
    if "Cache-Control" in response.headers:
        return response
    if _may_be_cached(response):
        return _cacheable(response)
    response.headers["Cache-Control"] = "no-store"
    return response


def _may_be_cached(response: Response) -> bool:
    anonymous = not secret(USER) and not secret(STAFF) and not session.modified
    return "public_page" in g and response.status_code == 200 and anonymous


def _cacheable(response: Response) -> Response:
    response.headers["Cache-Control"] = ONE_MINUTE
    response.vary.add("Cookie")
    response.add_etag()
    return response.make_conditional(request)
