"""What a service says about its own HTTP side, asked without a store, with passing keys."""

from __future__ import annotations

import tempfile
from importlib import import_module
from pathlib import Path
from typing import Any

from shared.secrets import prepare


def openapi(service: str) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="portal-describe-") as folder:
        app = import_module(f"services.{service}.app").create_app(_settings(service, Path(folder)))
        described: dict[str, Any] = app.test_client().get("/openapi.json").get_json()
    return described


def _settings(service: str, folder: Path) -> Any:
    prepare(folder / "secrets", store_empty=True)
    environ = {
        "PORTAL_PUBLIC_URL": "http://127.0.0.1",
        "PORTAL_MONGO_URL": "mongodb://127.0.0.1",
        "PORTAL_BUS_PATH": str(folder / "bus.sqlite"),
        "PORTAL_SECRETS_DIR": str(folder / "secrets"),
    }
    return import_module(f"services.{service}.settings").Settings.from_env(environ)
