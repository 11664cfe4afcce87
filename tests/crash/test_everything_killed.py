"""SIGKILL of every process at random moments, while reviewers approve."""

from __future__ import annotations

import contextlib
import io
import random
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import pytest
from pypdf import PdfReader

from deploy.bench.people import Api, Session, apply, become_reviewer, become_user, mails_to
from deploy.bench.temporary import TemporaryPortal

APPLICATIONS, TERMINALS, KILLS = 6, 5, 4
SETTLES_WITHIN = 120.0
COMPLETED = "利用開始申請の手続き完了のお知らせ"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[TemporaryPortal]:
    with TemporaryPortal(tmp_path) as running:
        yield running


@pytest.mark.timeout(400)
def test_every_promise_holds_after_everything_was_killed(portal: TemporaryPortal) -> None:
    seed = random.randrange(10**6)
    print(f"kill seed {seed}")
    api = Api(portal.url)
    people = [_applicant(api, portal, number) for number in range(APPLICATIONS)]
    reviewer = become_reviewer(api, portal.demo["staff"])
    desk = threading.Thread(target=_approve_all, args=(reviewer, [ref for _, ref, _ in people]))
    desk.start()
    _kill_at_random_moments(portal, random.Random(seed))
    desk.join(SETTLES_WITHIN)
    assert not desk.is_alive()

    ids: list[str] = []
    for user, ref, address in people:
        _until(lambda ref=ref, user=user: _stored(user, ref) == TERMINALS)
        ids += _accounts_with_readable_sheets(user)
        _until(lambda address=address: _completion_mails(portal, address))
        _one_message_id_each(portal, address)
    assert len(ids) == len(set(ids)) == APPLICATIONS * TERMINALS


def _applicant(api: Api, portal: TemporaryPortal, number: int) -> tuple[Session, str, str]:
    address = f"person{number}@clinic.example"
    user = become_user(api, portal.mailbox, portal.demo["facilities"][number], address)
    return user, apply(user, TERMINALS), address


def _approve_all(reviewer: Session, refs: list[str]) -> None:
    """As a person would: after a broken connection, look again and go on where it stands."""
    for ref in refs:
        _until(lambda ref=ref: _approved(reviewer, ref))


def _approved(reviewer: Session, ref: str) -> bool:
    with contextlib.suppress(httpx2.HTTPError):
        path = f"accounts/applications/{ref}"
        seen = reviewer.call("GET", path)
        if seen["state"] == "completed":
            return True
        move = "claim" if seen["state"] == "submitted" else "complete"
        reviewer.call("POST", f"{path}/{move}", {"version": seen["version"]})
    return False


def _kill_at_random_moments(portal: TemporaryPortal, moments: random.Random) -> None:
    for _ in range(KILLS):
        threading.Event().wait(moments.uniform(0.05, 1.5))
        portal.kill()
        portal.start()


def _stored(user: Session, ref: str) -> int:
    found: dict[str, Any] = user.call("GET", f"documents/documents?ref={ref}&per_page=100")
    return int(found["total"])


def _accounts_with_readable_sheets(user: Session) -> list[str]:
    _until(lambda: all(account["document_id"] for account in _accounts(user)))
    accounts = _accounts(user)
    for account in accounts:
        sheet = user.fetch(f"documents/documents/{account['document_id']}/content")
        assert account["id"] in PdfReader(io.BytesIO(sheet)).pages[0].extract_text()
    return [account["id"] for account in accounts]


def _accounts(user: Session) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = user.call("GET", "accounts/accounts?per_page=100")["items"]
    assert len(found) <= TERMINALS
    return found if len(found) == TERMINALS else [{"document_id": None}]


def _completion_mails(portal: TemporaryPortal, address: str) -> list[Any]:
    return [m for m in mails_to(portal.mailbox, address) if COMPLETED in str(m["subject"])]


def _one_message_id_each(portal: TemporaryPortal, address: str) -> None:
    """A copy goes out twice only when the answer to the first was lost, under the same id."""
    by_subject: dict[str, list[str]] = defaultdict(list)
    for mail in mails_to(portal.mailbox, address):
        by_subject[str(mail["subject"])].append(str(mail["message-id"]))
    for subject, ids in by_subject.items():
        assert len(set(ids)) == 1, subject
        assert len(ids) <= 2, subject


def _until(fact: Any) -> None:
    deadline = time.monotonic() + SETTLES_WITHIN
    while not _holds(fact):
        assert time.monotonic() < deadline, "not settled in time"
        threading.Event().wait(0.1)


def _holds(fact: Any) -> bool:
    with contextlib.suppress(httpx2.HTTPError):
        return bool(fact())
    return False
