"""What gunicorn serves in a container: one service, or the portal, on its own."""

from __future__ import annotations

import os
from importlib import import_module

from deploy.onebox.front import Wsgi
from shared import log


def create_app(part: str) -> Wsgi:
    """Called in each gunicorn worker, after the fork."""
    log.configure(part, os.environ.get("PORTAL_LOG_LEVEL") or "INFO")
    settings = import_module(f"services.{part}.settings").Settings.from_env(os.environ)
    app: Wsgi = import_module(f"services.{part}.app").create_app(settings)
    return app
