"""`./portal test` and CI: everything runs, nothing missing passes in silence."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from deploy.onebox import ROOT


class Runs:
    """Stands in for subprocess.run; `failing` names the program that fails."""

    def __init__(self, failing: str = "") -> None:
        self.failing, self.commands = failing, []

    def __call__(self, command: list[str], **_: object) -> SimpleNamespace:
        self.commands.append(" ".join(command))
        return SimpleNamespace(returncode=3 if self.failing and self.failing in command else 0)


def run_tests(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    runs: Runs,
    missing: tuple[str, ...] = (),
) -> int:
    monkeypatch.setattr(bootstrap.subprocess, "run", runs)
    monkeypatch.setattr(bootstrap, "missing_packages", lambda: list(missing))
    monkeypatch.setattr(bootstrap, "install_packages", lambda packages: None)
    return bootstrap.run_tests(arguments)


def test_without_arguments_the_rules_and_the_style_are_checked_first(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs()
    assert run_tests(bootstrap, monkeypatch, [], runs) == 0
    imports, style, tests = runs.commands
    assert imports.endswith("lint-imports")
    assert style.endswith("-m ruff check")
    assert "-m pytest -n 2 --dist loadscope" in tests


@pytest.mark.parametrize("failing", ["ruff", "pytest"])
def test_any_failure_fails_the_whole_and_stops_nothing(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    runs = Runs(failing)
    assert run_tests(bootstrap, monkeypatch, [], runs) == 3
    assert len(runs.commands) == 3


def test_arguments_go_to_pytest_alone(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    runs = Runs()
    run_tests(bootstrap, monkeypatch, ["tests/shared", "-k", "ref"], runs)
    (command,) = runs.commands
    assert command.endswith("-m pytest tests/shared -k ref")


def test_a_missing_browser_is_named_and_counted(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    runs = Runs()
    assert run_tests(bootstrap, monkeypatch, [], runs, missing=("chromium",)) == 1
    assert capsys.readouterr().out.startswith("NOT RUN: ")
    assert "not browser" in runs.commands[-1]


@pytest.mark.parametrize(
    ("package", "named"), [("rabbitmq-server", "RabbitMQ"), ("faketime", "ずれた時計")]
)
def test_what_the_browser_does_not_need_is_named_and_counted_alone(
    bootstrap: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    package: str,
    named: str,
) -> None:
    runs = Runs()
    assert run_tests(bootstrap, monkeypatch, [], runs, missing=(package,)) == 1
    assert capsys.readouterr().out.startswith(f"NOT RUN: {named}")
    assert "not browser" not in runs.commands[-1]


@pytest.mark.parametrize("before", [None, "#!/bin/sh\nexit 0\n"], ids=["absent", "present"])
def test_installing_a_server_for_the_tests_does_not_start_it(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, before: str | None
) -> None:
    policy, during = tmp_path / "policy-rc.d", []
    if before:
        policy.write_text(before)

    def run(command: list[str], **_: object) -> None:
        if "install" in command:
            during.append(policy.read_text())

    monkeypatch.setattr(bootstrap, "MAY_START_SERVICES", policy)
    monkeypatch.setattr(bootstrap.os, "geteuid", lambda: 0)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda program: f"/usr/bin/{program}")
    monkeypatch.setattr(bootstrap.subprocess, "run", run)
    bootstrap.install_packages(["rabbitmq-server"])
    assert during == [before or "#!/bin/sh\nexit 101\n"]
    assert policy.exists() == bool(before)


@pytest.mark.parametrize("standin", ["none", "works", "fails"])
def test_ci_runs_the_tests_whatever_becomes_of_the_image_stand_ins(
    tmp_path: Path, standin: str
) -> None:
    clone, script = tmp_path / "clone", tmp_path / "shared" / "tools" / "make-standin-images.sh"
    shutil.copytree(ROOT / ".ci", clone / ".ci")
    (clone / "portal").write_text('#!/bin/sh\necho "portal $*"; exit 7\n')
    (clone / "portal").chmod(0o755)
    if standin != "none":
        script.parent.mkdir(parents=True)
        script.write_text(f'#!/bin/sh\necho "images $*"; exit {int(standin == "fails")}\n')
        script.chmod(0o755)
    run = subprocess.run(
        ["bash", ".ci/run"], cwd=clone, env=os.environ, capture_output=True, text=True, check=False
    )
    images = [] if standin == "none" else ["images --for ."]
    assert run.stdout.splitlines() == [*images, "portal test"]
    assert run.returncode == 7
