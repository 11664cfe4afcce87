"""The disk under the store fills up, and somebody makes room again."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymongo.errors import PyMongoError

from tests.support.crash.stage import Stage, meanwhile, until
from tests.support.crash.surroundings import one_machine

SMALL = "64m"
BLOCK = bytes(64 * 1024)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Where the store of a portal in `tmp_path` keeps its data."""
    folder = tmp_path / "store"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SMALL}", "portal-test", str(folder)]
    if os.geteuid() or subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("NOT RUN: mounting a small disk needs root")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.mark.timeout(240)
def test_store_without_room(small_disk: Path) -> None:
    with one_machine() as around, Stage(small_disk.parent, around) as stage:
        ref = stage.claimed()
        stage.settle()
        filler = fill(small_disk)
        use_up_reserves(stage)
        stage.visitor.away = stage.reviewer.away = (500, 503)
        with meanwhile(lambda: (stage.register(), stage.complete(ref))):
            until(lambda: stage.visitor.turned_away, "the full disk was not noticed")
            filler.unlink()
        stage.settle()


def fill(disk: Path) -> Path:
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, contextlib.suppress(OSError):
        while True:
            file.write(BLOCK)
    assert shutil.disk_usage(disk).free < len(BLOCK)
    return filler


def use_up_reserves(stage: Stage) -> None:
    """The store has some room set aside; this ends when a write fails."""
    crowd = stage.audit.store.crowd.facts
    with contextlib.suppress(PyMongoError):
        while True:
            crowd.insert_one({"nothing": BLOCK})
