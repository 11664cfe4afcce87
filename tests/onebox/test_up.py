"""`up` refuses in one sentence what cannot work, and says what it would start."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from deploy.onebox.cli import main
from deploy.onebox.data import DataFolder
from deploy.onebox.plan import Plan, plan_up
from deploy.onebox.ports import bound


def up(*arguments: str, **variables: str) -> Result:
    environment = dict.fromkeys((name for name in os.environ if name.startswith("PORTAL_")), None)
    return CliRunner().invoke(main, ["up", *arguments], env={**environment, **variables})


def planned(tmp_path: Path, demo: bool | None = None, **environ: str) -> Plan:
    data = DataFolder.of(tmp_path / "data", environ)
    os.close(data.hold())
    return plan_up(data, 0, demo, environ)


def names(plan: Plan) -> list[str]:
    return [item.name for item in plan.items]


def test_a_port_in_use(tmp_path: Path) -> None:
    with bound(0) as taken:
        taken.listen()
        port = taken.getsockname()[1]
        result = up("--port", str(port), "--data", str(tmp_path))
    assert result.exit_code == 1
    assert f"ポート {port} は使われています" in result.output


def test_an_unwritable_data_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    result = up("--data", str(tmp_path / "file" / "var"))
    assert result.exit_code == 1
    assert "に書き込めません" in result.output


def test_a_data_folder_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("deploy.onebox.cli.KILLED_LETS_GO_SECONDS", 0.0)
    held = DataFolder(tmp_path).hold()
    result = up("--data", str(tmp_path))
    os.close(held)
    assert result.exit_code == 1
    assert "別のポータルが使っています" in result.output


@pytest.mark.parametrize(
    ("arguments", "variables", "sentence"),
    [
        (["--demo"], {"PORTAL_PUBLIC_URL": "https://portal.example"}, "--demo は"),
        ([], {"PORTAL_PUBLIC_URL": "https://portal.example"}, "PORTAL_SMTP_URL"),
        ([], {"PORTAL_PUBLIC_URL": "https://" + "x" * 40}, "PORTAL_PUBLIC_URL"),
        ([], {"PORTAL_PUBLIC_URL": "portal.example"}, "PORTAL_PUBLIC_URL"),
    ],
)
def test_wishes_that_cannot_be_met(
    tmp_path: Path, arguments: list[str], variables: dict[str, str], sentence: str
) -> None:
    result = up("--port", "0", "--data", str(tmp_path), *arguments, **variables)
    assert result.exit_code == 1
    assert sentence in result.output


def test_alone_it_embeds_everything_and_is_a_demo(tmp_path: Path) -> None:
    plan = planned(tmp_path)
    assert names(plan) == ["store-user", "store", "mail", "setup", "web", "worker"]
    assert plan.public_url == f"http://127.0.0.1:{plan.environment['PORTAL_HTTP_PORT']}"
    assert plan.environment["PORTAL_DEMO"] == "1"
    assert "journal=true" in plan.environment["PORTAL_MONGO_URL"]
    assert "retryWrites=false" in plan.environment["PORTAL_MONGO_URL"]


def test_what_the_operator_names_is_not_embedded(tmp_path: Path) -> None:
    given = {
        "PORTAL_PUBLIC_URL": "https://portal.example",
        "PORTAL_MONGO_URL": "mongodb://db.example/",
        "PORTAL_AMQP_URL": "amqp://bus.example/",
        "PORTAL_SMTP_URL": "smtp://mail.example",
    }
    plan = planned(tmp_path, **given)
    assert names(plan) == ["setup", "web", "worker"]
    assert given.items() <= plan.environment.items()
    assert not {"PORTAL_BUS_PATH", "PORTAL_MAILBOX_DIR"} & plan.environment.keys()
    assert plan.environment["PORTAL_DEMO"] == "0"


def test_demo_can_be_declined(tmp_path: Path) -> None:
    assert planned(tmp_path, demo=False).environment["PORTAL_DEMO"] == "0"


def test_a_bound_port_refuses_until_someone_listens() -> None:
    with bound(0) as door, pytest.raises(ConnectionRefusedError):
        socket.create_connection(door.getsockname(), timeout=5)
