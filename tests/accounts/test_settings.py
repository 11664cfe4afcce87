"""What the environment must say."""

from __future__ import annotations

import pytest

from services.accounts.settings import Settings
from shared.settings import SettingsError


def test_everything_wrong_is_named_at_once(environ: dict[str, str]) -> None:
    broken = {**environ, "PORTAL_LIMIT_TERMINALS": "often", "PORTAL_MONGO_URL": ""}
    with pytest.raises(SettingsError, match=r"PORTAL_MONGO_URL.*PORTAL_LIMIT_TERMINALS"):
        Settings.from_env(broken)


def test_databases_take_their_prefix(environ: dict[str, str]) -> None:
    prefix = environ["PORTAL_DATABASE_PREFIX"]
    assert Settings.from_env(environ).database == f"{prefix}accounts"
