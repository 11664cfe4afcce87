"""A start without a font stops with its name."""

from __future__ import annotations

import pytest

from services.documents.settings import Settings
from shared.settings import SettingsError


def test_a_missing_font_is_named_together_with_all_else() -> None:
    with pytest.raises(SettingsError) as refused:
        Settings.from_env({"PORTAL_FONT_FILE": "/nowhere/font.ttf"})
    assert "/nowhere/font.ttf" in str(refused.value)
    assert "PORTAL_MONGO_URL" in str(refused.value)
