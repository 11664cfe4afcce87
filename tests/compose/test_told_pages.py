"""The gateway's own pages for when the portal does not answer, made without containers."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from shared.clock import ja_datetime, jst
from tests.support.store import CHECKOUT

GATEWAY = CHECKOUT / "deploy" / "gateway"
SAMPLE = CHECKOUT / "deploy" / "operator.json"


def told(folder: Path, until: str = "", operator: Path = SAMPLE) -> tuple[str, str, int]:
    """The page, what Retry-After has to say, and how the script ended."""
    if not shutil.which("envsubst"):
        pytest.skip("NOT RUN: the gateway's pages (no envsubst)")
    done = subprocess.run(
        ["sh", GATEWAY / "told-pages", GATEWAY / "pages", folder, operator],
        env={"PATH": os.environ["PATH"], "PORTAL_MAINTENANCE_UNTIL": until},
        capture_output=True,
        text=True,
        check=False,
    )
    page = folder / "503.html"
    return page.read_text() if page.exists() else "", done.stdout.strip(), done.returncode


def test_without_a_planned_end_it_is_busy(tmp_path: Path) -> None:
    page, retry_after, _ = told(tmp_path)
    assert "<h1>ただいま混み合っています</h1>" in page
    assert '<a href="tel:000-0000-0000">000-0000-0000</a>' in page
    assert "終了予定" not in page
    assert "$" not in page
    assert retry_after == "30"
    assert (tmp_path / "413.html").read_text() == (GATEWAY / "pages" / "413.html").read_text()


def test_a_planned_end_is_told_to_people_and_programs(tmp_path: Path) -> None:
    end = (datetime.now(UTC) + timedelta(days=40)).replace(second=0, microsecond=0)
    page, retry_after, _ = told(tmp_path, f"{jst(end):%Y-%m-%d %H:%M}")
    assert "<h1>ただいまメンテナンス中です</h1>" in page
    assert f"<p>終了予定：{ja_datetime(end)}</p>" in page
    assert parsedate_to_datetime(retry_after) == end


def test_an_end_that_has_passed_is_none(tmp_path: Path) -> None:
    page, retry_after, _ = told(tmp_path, "2026-01-05 06:00")
    assert ("混み合っています" in page, retry_after) == (True, "30")


def test_an_end_nobody_understands_stops_the_start(tmp_path: Path) -> None:
    assert told(tmp_path, "soon") == ("", "", 1)


@pytest.mark.parametrize("content", [None, "{}", '{"telephone": "<b>"}'])
def test_a_telephone_that_is_none_is_left_out(tmp_path: Path, content: str | None) -> None:
    operator = tmp_path / "operator.json"
    if content is not None:
        operator.write_text(content)
    page, _, ended = told(tmp_path / "pages", operator=operator)
    assert ended == 0
    assert "電話番号" not in page
    assert "<b>" not in page


def test_an_operators_file_may_be_one_line(tmp_path: Path) -> None:
    operator = tmp_path / "operator.json"
    operator.write_text('{"telephone_note":"x","telephone":"03-1111-2222","mail":"y"}')
    assert "tel:03-1111-2222" in told(tmp_path, operator=operator)[0]
