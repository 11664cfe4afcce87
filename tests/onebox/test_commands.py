"""The operators' commands: with a running portal, and with none."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from deploy.onebox import tools
from deploy.onebox.cli import main
from deploy.onebox.data import DataFolder
from deploy.onebox.doctor import Finding, examine
from deploy.onebox.ports import free_port

PING = """
import os, sys
from pymongo import MongoClient
with MongoClient(os.environ["PORTAL_MONGO_URL"]) as client:
    sys.exit(40 + len({"registration", "accounts"} & set(client.list_database_names())))
"""


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PORTAL_")}
    return kept | {"PORTAL_DATA_DIR": str(tmp_path / "var")}


def problems(findings: list[Finding]) -> set[str]:
    return {finding.part for finding in findings if finding.remedy}


def test_a_command_gets_a_prepared_store_for_its_time(environ: dict[str, str]) -> None:
    assert tools.run_with_store([sys.executable, "-c", PING], environ) == 42
    data = DataFolder.of(None, environ)
    os.close(data.hold())  # nothing that was started holds it any more


def test_a_command_uses_the_store_of_the_running_portal(environ: dict[str, str]) -> None:
    data = DataFolder.of(None, environ)
    held = data.hold()
    data.publish({"PORTAL_MONGO_URL": "mongodb://running"})
    check = "import os, sys; sys.exit(os.environ['PORTAL_MONGO_URL'] != 'mongodb://running')"
    assert tools.run_with_store([sys.executable, "-c", check], environ) == 0
    os.close(held)


def test_doctor_before_the_first_start_finds_nothing_wrong(environ: dict[str, str]) -> None:
    findings = examine(DataFolder.of(None, environ), environ)
    assert problems(findings) == set()
    assert "起動していません" in findings[-1].state


def test_doctor_names_each_part_that_does_not_answer(environ: dict[str, str]) -> None:
    data, port = DataFolder.of(None, environ), str(free_port())
    held = data.hold()
    data.publish(
        {
            "PORTAL_MONGO_URL": f"mongodb://127.0.0.1:{port}/?serverSelectionTimeoutMS=200",
            "PORTAL_BUS_PATH": str(data.path / "no" / "bus.sqlite"),
            "PORTAL_SMTP_URL": f"smtp://127.0.0.1:{port}",
            "PORTAL_HTTP_PORT": port,
            "PORTAL_DATA_DIR": str(data.path),
        }
    )
    findings = examine(data, environ)
    os.close(held)
    assert problems(findings) == {"データベース", "イベントの通り道", "メール", "Web"}


def test_doctor_sees_keys_that_others_can_read(environ: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "var" / "secrets").mkdir(parents=True)
    (tmp_path / "var" / "secrets").chmod(0o755)
    result = CliRunner().invoke(main, ["doctor"], env={"PORTAL_DATA_DIR": str(tmp_path / "var")})
    assert result.exit_code == 1
    assert "× 鍵" in result.output


@pytest.mark.parametrize("command", ["facilities", "staff", "bench"])
def test_every_command_explains_itself(command: str, capfd: pytest.CaptureFixture[str]) -> None:
    assert CliRunner().invoke(main, [command, "--help"]).exit_code == 0
    assert f"./portal {command}" in capfd.readouterr().out
