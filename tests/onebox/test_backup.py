"""Back up and restore on one machine, with the commands of the operator's page."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.handbook import ONE_MACHINE, adapted, blocks
from tests.support.live.api import Api
from tests.support.live.running import RunningPortal


@pytest.mark.timeout(300)
def test_a_restored_portal_knows_its_people_and_opens_their_sheets(tmp_path: Path) -> None:
    before, after = portal_in(tmp_path / "before"), portal_in(tmp_path / "after")
    with running(before) as api:
        person = before.applicant("judo")
        session = api.new_user(person)
        ref = api.apply(session, ["受付"])["ref"]
        api.complete(api.sign_in_staff(before.staff["reviewer"]), ref)
        (account,) = api.accounts(session, ref)
        sheet = api.sheet(session, account["id"])
    back_up, restore = blocks("Back up and restore", ONE_MACHINE)
    paste(tmp_path, adapted(back_up, {"-C var": f"-C {before.data}"}))
    unpacking, starting = restore.splitlines()
    paste(tmp_path, adapted(unpacking, {"restored": str(after.data)}))
    assert starting == "./portal up --data restored"
    with running(after) as api:
        session = api.sign_in(person)
        assert api.sheet(session, account["id"]) == sheet
        api.new_user(after.applicant("kenshin").but(email="later@example.jp"))


def portal_in(folder: Path) -> RunningPortal:
    folder.mkdir()
    return RunningPortal(folder)


@contextmanager
def running(portal: RunningPortal) -> Iterator[Api]:
    portal.start()
    try:
        yield Api(portal)
    finally:
        portal.stop()


def paste(folder: Path, commands: str) -> None:
    subprocess.run(["bash", "-euc", commands], cwd=folder, check=True)
