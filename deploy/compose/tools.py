"""Operators' commands: `docker compose run --rm tools COMMAND …`."""

from __future__ import annotations

import http.client
import os
import sys
from collections.abc import Callable

import click

from deploy.compose.demo import FACTS, with_mail_catcher
from deploy.onebox.doctor import Finding, connected
from deploy.onebox.front import SERVICES
from services.registration.cli import facilities, staff
from services.registration.settings import Settings
from shared.messaging.bus import open_bus
from shared.mongo import connect

PATIENCE_SECONDS = 3.0
PORT = 8000
MAIL = "メール"
LOGS = {MAIL: "notifier-worker"}


@click.group()
def main() -> None:
    """ポータルの運用コマンド。"""


main.add_command(facilities)
main.add_command(staff)


@main.command("demo-facts")
def demo_facts() -> None:
    """見本の施設と職員（demo.json）を表示します。"""
    if not FACTS.exists():
        sys.exit("見本のデータはありません（docker compose --profile demo up で作ります）。")
    click.echo(FACTS.read_text(encoding="utf-8"))


@main.command()
def doctor() -> None:
    """各部分が応答するか点検します。"""
    checks: dict[str, Callable[[], str]] = {
        **{name: lambda name=name: _ask(name) for name in ("portal", *SERVICES)},
        "gateway": lambda: _ask("gateway", "/healthz", 8080),
        "mongo": _ping_store,
        "rabbitmq": _open_bus,
        MAIL: _greet_mail,
    }
    findings = [_examined(part, check) for part, check in checks.items()]
    for finding in findings:
        click.echo(finding.line())
    sys.exit(any(finding.remedy for finding in findings))


def _examined(part: str, check: Callable[[], str]) -> Finding:
    try:
        return Finding(part, check())
    except Exception as error:  # whatever a broken part may raise
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        remedy = f"docker compose logs {LOGS.get(part, part)} を確認してください"
        return Finding(part, f"応答がありません（{reason}）", remedy)


def _ask(name: str, path: str = "/readyz", port: int = PORT) -> str:
    connection = http.client.HTTPConnection(name, port, timeout=PATIENCE_SECONDS)
    connection.request("GET", path)
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status} {answer.read(200).decode(errors='replace').strip()}")
    return "応答しています"


def _ping_store() -> str:
    with connect(Settings.from_env(os.environ).common.mongo_url, "doctor") as client:
        client.admin.command("ping")
    return "応答しています"


def _open_bus() -> str:
    bus = open_bus(Settings.from_env(os.environ).common.bus_url)
    bus.connect(SERVICES[0]).release()
    return "応答しています"


def _greet_mail() -> str:
    url = with_mail_catcher(os.environ).get("PORTAL_SMTP_URL")
    return connected(url, 25) if url else "PORTAL_SMTP_URL がありません（メールは保管します）"


if __name__ == "__main__":
    main(prog_name="docker compose run --rm tools")
