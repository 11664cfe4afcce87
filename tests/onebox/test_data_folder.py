"""One portal per data folder, and how the other commands find it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from deploy.onebox.data import DataFolder, Taken


def test_one_holder_at_a_time(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "var")
    held = data.hold()
    with pytest.raises(Taken):
        data.hold()
    os.close(held)
    os.close(data.hold())


def test_only_a_running_portal_can_be_reached(tmp_path: Path) -> None:
    data = DataFolder(tmp_path)
    held = data.hold()
    data.publish({"PORTAL_HTTP_PORT": "8080", "HOME": "/root"})
    assert data.running() == {"PORTAL_HTTP_PORT": "8080"}
    os.close(held)  # killed: it could not withdraw
    assert data.running() is None


def test_others_on_the_machine_see_nothing(tmp_path: Path) -> None:
    data = DataFolder(tmp_path / "var")
    os.close(data.hold())
    data.publish({})
    files = [data.path, *data.path.rglob("*")]
    assert [path for path in files if path.stat().st_mode & 0o077] == []


def test_variables_choose_the_folders(tmp_path: Path) -> None:
    environ = {"PORTAL_DATA_DIR": str(tmp_path / "a"), "PORTAL_SECRETS_DIR": str(tmp_path / "b")}
    data = DataFolder.of(None, environ)
    assert (data.path, data.secrets(environ)) == (tmp_path / "a", tmp_path / "b")
    assert DataFolder.of(tmp_path / "c", environ).path == tmp_path / "c"
