"""The four services as they run, over a real store."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask

from shared.contracts import SERVICES


@pytest.fixture(scope="session")
def services(
    mongo_url: str, secrets_dir: Path, tmp_path_factory: pytest.TempPathFactory
) -> Mapping[str, Flask]:
    environ = {
        "PORTAL_PUBLIC_URL": "http://127.0.0.1:8080",
        "PORTAL_MONGO_URL": mongo_url,
        "PORTAL_BUS_PATH": str(tmp_path_factory.mktemp("bus") / "bus.sqlite"),
        "PORTAL_SECRETS_DIR": str(secrets_dir),
        "PORTAL_DATABASE_PREFIX": "roles",
    }
    return {name: _app(name, environ) for name in SERVICES}


def _app(name: str, environ: Mapping[str, str]) -> Flask:
    settings = import_module(f"services.{name}.settings").Settings.from_env(environ)
    app: Flask = import_module(f"services.{name}.app").create_app(settings)
    return app
