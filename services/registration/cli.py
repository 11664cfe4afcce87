"""Operators' tools of registration: `facilities import`, `staff add`, `staff reset-totp`."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

import click
from marshmallow import ValidationError

from services.registration.model.staff import ROLES
from services.registration.schemas.typed import Email
from services.registration.settings import SERVICE, Settings
from services.registration.store.desk import build_desk
from services.registration.usecases.comparing import Comparison, Writing
from services.registration.usecases.facility_file import UnreadableFile
from services.registration.usecases.ports import Desk
from services.registration.usecases.staff import Invitation, invite, reset_second_factor
from shared import clock, mongo
from shared.audit import OPERATOR, Deed
from shared.errors import Refusal, StoreAway
from shared.settings import SettingsError

COMMAND = "./portal facilities import"


@click.group(help="施設台帳")
def facilities() -> None:
    """The facilities master."""


@facilities.command("import", help="CSVファイル（UTF-8・Shift_JIS）から追加・更新します。")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="件数とエラーだけを表示し、何も変更しません。")
def import_file(file: Path, dry_run: bool) -> None:
    """Add and overwrite facilities from a CSV file in UTF-8 or Shift_JIS."""
    writing = None if dry_run else Writing("", COMMAND, clock.now())
    result = Comparison(_desk().store.facilities, writing)
    try:
        result.run(file.read_bytes())
    except (UnreadableFile, OSError, StoreAway) as error:
        raise click.ClickException(f"{file}: {error}") from error
    _report(result, dry_run)


def _address(_context: click.Context, _parameter: click.Parameter, value: str) -> str:
    try:
        return Email().deserialize(value)
    except ValidationError as error:
        raise click.BadParameter(" ".join(map(str, error.messages))) from error


@click.group(help="職員")
def staff() -> None:
    """Reviewers and administrators."""


@staff.command("add", help="職員を追加し、一度だけ使える登録用URLを表示します。")
@click.argument("email", callback=_address)
@click.option("--role", type=click.Choice(ROLES), required=True)
def add_member(email: str, role: str) -> None:
    """Invite a staff member; prints a one-time enrolment link."""
    deed = Deed("staff.invite", "職員の招待", OPERATOR, "staff", email, asked={"role": role})
    _print_link(deed, lambda desk: invite(desk, email, role))


@staff.command("reset-totp", help="認証コードを無効にし、新しい登録用URLを表示します。")
@click.argument("email", callback=_address)
def reset_totp(email: str) -> None:
    """End the second factor and all sessions; prints a one-time enrolment link."""
    deed = Deed("staff.reset_totp", "第二要素の再設定", OPERATOR, "staff", email)
    _print_link(deed, lambda desk: reset_second_factor(desk, email))


def _print_link(deed: Deed, make: Callable[[Desk], Invitation]) -> None:
    desk = _desk()
    try:
        with desk.trail.attempt(deed):
            invited = make(desk)
        click.echo(invited.link)
    except (Refusal, StoreAway) as error:
        raise click.ClickException(str(error)) from error


def _report(result: Comparison, dry_run: bool) -> None:
    for line in result.errors:
        click.echo(f"{line.number}行目：{line.problem}", err=True)
    counts = result.counts
    click.echo(
        f"{'（試行）' if dry_run else ''}新規 {counts.added}件、更新 {counts.changed}件、"
        f"変更なし {counts.unchanged}件、エラー {counts.errors}件"
    )
    if result.errors:
        sys.exit(1)


def _desk() -> Desk:
    try:
        settings = Settings.from_env(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from error
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    return build_desk(settings, database)
