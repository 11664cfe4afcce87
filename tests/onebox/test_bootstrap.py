"""./portal before there is an environment: each obstacle is one sentence and status 1."""

from __future__ import annotations

import ast
import fcntl
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

NOWHERE = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}


def run(checkout: Path, *arguments: str, before: str = "") -> subprocess.CompletedProcess[str]:
    """`./portal`, without any package index; `before` runs first in the same interpreter."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PIP_", "PORTAL_"))}
    code = f"import sys, runpy\n{before}\nrunpy.run_path(sys.argv.pop(1), run_name='__main__')"
    return subprocess.run(
        [sys.executable, "-c", code, str(checkout / "portal"), *arguments],
        env=environment | NOWHERE, capture_output=True, text=True, timeout=100, check=False,
    )  # fmt: skip


def test_an_old_python_can_read_it_and_is_refused(checkout: Path) -> None:
    ast.parse((checkout / "portal").read_text(encoding="utf-8"), feature_version=(3, 6))
    refused = run(checkout, "up", before="sys.version_info = (3, 9, 2)")
    assert refused.returncode == 1
    assert "Python 3.11 以上が必要です" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_missing_venv_module_names_the_package(checkout: Path) -> None:
    refused = run(checkout, "up", before="sys.modules['ensurepip'] = None")
    assert refused.returncode == 1
    assert "python3-venv" in refused.stderr


def test_an_unwritable_checkout_is_one_sentence(checkout: Path) -> None:
    (checkout / ".venv").write_text("in the way")
    refused = run(checkout, "up")
    assert refused.returncode == 1
    assert "に書き込めません" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_a_missing_registry_is_one_sentence_and_leaves_nothing_half_made(
    checkout: Path, bootstrap: ModuleType
) -> None:
    refused = run(checkout, "up")
    assert refused.returncode == 1
    assert "パッケージの入手先に接続できません" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not any(part.ready() for group in bootstrap.wanted("up") for part in group)


def test_a_second_start_waits_for_the_first(checkout: Path) -> None:
    (checkout / ".venv").mkdir()
    with (checkout / ".venv" / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = subprocess.Popen([checkout / "portal", "up"], stderr=subprocess.PIPE, text=True)
        try:
            assert "終わるのを待っています" in second.stderr.readline()
            assert second.poll() is None
        finally:
            second.kill()
            second.communicate()


def test_a_part_is_remade_when_its_lock_or_python_changes(bootstrap: ModuleType) -> None:
    def part(python: str) -> object:
        return bootstrap.Part("store", bootstrap.STORE, ("store.txt",), python, lambda *_: None)

    (bootstrap.STORE / "bin").mkdir(parents=True)
    (bootstrap.STORE / "bin" / "python").touch()
    assert not part("3.11.7").ready()
    part("3.11.7").finish()
    assert part("3.11.7").ready()
    assert not part("3.11.8").ready()
    with (bootstrap.LOCKS / "store.txt").open("a") as lock:
        lock.write("# changed\n")
    assert not part("3.11.7").ready()


def test_a_store_that_is_elsewhere_needs_no_environment_here(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORTAL_MONGO_URL", "mongodb://db.example/")
    names = {part.name for group in bootstrap.wanted("up") for part in group}
    assert names == {"app", "fonts"}


def test_no_python_for_the_store_asks_for_a_url(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(bootstrap.platform, "python_version", lambda: "3.15.0")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(bootstrap.Stop, match="PORTAL_MONGO_URL"):
        bootstrap.store_python()


def test_an_unknown_command_shows_the_commands(checkout: Path) -> None:
    shown = run(checkout, "fly")
    assert shown.returncode == 2
    assert "up" in shown.stdout
    assert "test" in shown.stdout
