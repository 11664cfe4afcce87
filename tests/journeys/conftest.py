"""This room's own running portal; everything here needs Chromium and takes its time."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.live.fixtures import (  # noqa: F401
    admin,
    admin_session,
    ageing,
    api,
    chromium,
    empty_desk,
    newcomer,
    open_context,
    person,
    portal,
    pytest_runtest_makereport,
    reviewer_api,
    reviewer_session,
    screenshots,
    scripts,
    staff,
    user,
    user_with_accounts,
)

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(300))
