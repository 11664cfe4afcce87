"""Is this process alive? The portal owns no store, so being alive is being ready."""

from __future__ import annotations

from flask import Blueprint, Response

pages = Blueprint("health", __name__)


@pages.get("/healthz")
def alive() -> Response:
    return Response("ok\n", content_type="text/plain; charset=utf-8")


@pages.get("/readyz")
def ready() -> Response:
    return Response("ok\n", content_type="text/plain; charset=utf-8")
