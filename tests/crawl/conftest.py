"""This room's own running portal, as its visitors press everything they find."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.window import world  # noqa: F401
from tests.support.live.fixtures import (  # noqa: F401
    ageing,
    api,
    chromium,
    open_context,
    portal,
    pytest_runtest_makereport,
    reviewer_api,
    screenshots,
)

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))
