"""The command lines of the operators' pages: what is written there is what is tried."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tests.support.store import CHECKOUT

WITH_COMPOSE, ONE_MACHINE = "operating-with-compose.md", "operator.md"
BLOCK = re.compile(r"^```\w*\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(heading: str, page: str = WITH_COMPOSE) -> list[str]:
    """All that stands between fences below this heading."""
    _, _, below = (CHECKOUT / "docs" / page).read_text("utf-8").partition(f"\n## {heading}\n")
    found = BLOCK.findall(below.partition("\n## ")[0])
    assert found, f"nothing to run below {heading}"
    return found


def adapted(block: str, changes: Mapping[str, str]) -> str:
    """With this test's values in place of the page's; each has to stand in the block."""
    for written, ours in changes.items():
        assert written in block, f"{written} is not in: {block}"
        block = block.replace(written, ours)
    return block
