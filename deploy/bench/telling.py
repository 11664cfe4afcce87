"""From a reviewer's approval to the last stored sheet and to the mail.

Floor: the bare rendering of as many sheets, one after the other, in this process.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from deploy.bench.people import Api, Session, apply, approve, become_reviewer, become_user, mails_to
from deploy.bench.report import Report, timed
from deploy.bench.sheets import SHEET
from deploy.bench.temporary import TemporaryPortal
from services.documents.render import render

PATIENCE = 120.0


def measure(report: Report, portal: TemporaryPortal, sizes: Sequence[int]) -> None:
    report.heading("From approval to the last sheet and to the mail")
    api = Api(portal.url)
    reviewer = become_reviewer(api, portal.demo["staff"])
    sheet = timed(lambda: render("account-sheet", SHEET), 20).wall_ms / 1000
    facilities = portal.demo["facilities"][-len(sizes) :]
    for terminals, facility in zip(sizes, facilities, strict=True):
        address = f"telling{terminals}@clinic.example"
        user = become_user(api, portal.mailbox, facility, address)
        stored, told = _one(portal, user, reviewer, terminals, address)
        floor = f"{terminals} sheets {terminals * sheet:.2f} s"
        what = f"{terminals} terminal{'s' * (terminals > 1)}"
        report.line(f"{what}: last sheet", f"{stored:.2f} s", floor, stored / (terminals * sheet))
        report.line(f"{what}: mail", f"{told:.2f} s", floor, told / (terminals * sheet))


def _one(
    portal: TemporaryPortal, user: Session, reviewer: Session, terminals: int, address: str
) -> tuple[float, float]:
    ref = apply(user, terminals)
    heard = len(mails_to(portal.mailbox, address))
    began = time.perf_counter()
    approve(reviewer, ref)

    def all_stored() -> bool:
        found = user.call("GET", f"documents/documents?ref={ref}&per_page=100")
        return bool(found["total"] == terminals)

    stored = _seconds_until(all_stored, began)
    told = _seconds_until(lambda: len(mails_to(portal.mailbox, address)) > heard, began)
    return stored, told


def _seconds_until(fact: Callable[[], bool], began: float) -> float:
    while not fact():
        if time.perf_counter() - began > PATIENCE:
            raise TimeoutError("the portal did not get there")
        time.sleep(0.02)
    return time.perf_counter() - began
