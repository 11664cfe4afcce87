"""The commands behind ./portal, after it has made the environment."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path

import click

from deploy.onebox import ROOT, tools
from deploy.onebox import doctor as checks
from deploy.onebox.data import DataFolder
from deploy.onebox.plan import Plan, plan_up
from deploy.onebox.run import run_until_signal

KILLED_LETS_GO_SECONDS = 5.0
PORT = click.IntRange(0, 65535)
PASS_ON = {"ignore_unknown_options": True, "help_option_names": []}


@click.group()
def main() -> None:
    """ポータル一式を1台で動かします。"""


@main.command()
@click.option("--port", type=PORT, default=8080, help="待ち受けるポート（初期値 8080）")
@click.option("--data", type=click.Path(path_type=Path), help="データフォルダー（初期値 var）")
@click.option("--demo/--no-demo", default=None, help="見本のデータ（1台だけで使うときの初期値）")
def up(port: int, data: Path | None, demo: bool | None) -> None:
    """ポータル一式を起動します。Ctrl-C で終了します。"""
    folder = DataFolder.of(data, os.environ)
    held = folder.hold(KILLED_LETS_GO_SECONDS)
    plan = plan_up(folder, port, demo, os.environ)
    asyncio.run(run_until_signal(plan, folder, held, lambda: welcome(plan, folder)))
    click.echo("終了しました。")


def welcome(plan: Plan, data: DataFolder) -> None:
    click.echo(f"ポータルを起動しました: {plan.public_url}/")
    if plan.demo and data.demo_facts.exists():
        staff = json.loads(data.demo_facts.read_text(encoding="utf-8"))["staff"]
        click.echo(f"職員のサインイン（見本）: {plan.public_url}/staff/login")
        click.echo(f"  ユーザー名 {staff['email']}  パスワード {staff['password']}")
        click.echo(f"  認証コードの鍵 {staff['totp_secret']}")
        click.echo(f"  いまの認証コード {checks.totp_now(staff)}（あとで見るには ./portal doctor）")
    if "PORTAL_MAILBOX_DIR" in plan.environment:
        click.echo(f"届いたメール: {plan.public_url}/dev/mailbox")
    click.echo("Ctrl-C で終了")


@main.command()
@click.option("--data", type=click.Path(path_type=Path), help="データフォルダー（初期値 var）")
def doctor(data: Path | None) -> None:
    """環境と動作を点検します。"""
    findings = checks.examine(DataFolder.of(data, os.environ), os.environ)
    for finding in findings:
        click.echo(finding.line())
    sys.exit(any(finding.remedy for finding in findings))


def _tool(name: str, module: str, summary: str, needs_store: bool) -> None:
    """A command that lives elsewhere, in a process of its own."""

    @main.command(name, context_settings=PASS_ON, help=summary)
    @click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
    def run(arguments: tuple[str, ...]) -> None:
        code = f"from {module} import {name}; {name}(prog_name='./portal {name}')"
        command = [sys.executable, "-P", "-c", code, *arguments]
        if needs_store and arguments and "--help" not in arguments:
            sys.exit(tools.run_with_store(command, os.environ))
        sys.exit(subprocess.call(command, env={**os.environ, "PYTHONPATH": str(ROOT)}))


_tool("bench", "deploy.bench", "性能を測ります。", needs_store=False)
_tool("facilities", "services.registration.cli", "施設台帳を取り込みます。", needs_store=True)
_tool("staff", "services.registration.cli", "職員を登録します。", needs_store=True)
