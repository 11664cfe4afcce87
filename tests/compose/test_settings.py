"""The `.env` of the operator's page, as compose reads it."""

from __future__ import annotations

import re
from pathlib import Path

from tests.compose.stack import Stack
from tests.support.handbook import blocks

LINE = re.compile(r"^(PORTAL_\w+)=(\S+)", re.MULTILINE)


def test_each_setting_of_the_page_reaches_a_container(engine: None, tmp_path: Path) -> None:
    sample, _ = blocks("Settings: `.env` beside `docker-compose.yml`")
    file = tmp_path / ".env"
    file.write_text(sample, encoding="utf-8")
    told = Stack().compose("--env-file", str(file), "config")
    settings = LINE.findall(sample)
    assert len(settings) == len(sample.splitlines())
    for name, value in settings:
        assert re.search(rf'[ "]{re.escape(value)}"?$', told, re.MULTILINE), name
