"""Lists over many accounts and applications: pages through the portal, what each asks of the
store, and which index answers. Floor: the bare find of one page in this process."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import httpx2
from pymongo import monitoring
from pymongo.database import Database

from deploy.bench.people import Api, Session, become_reviewer, become_user
from deploy.bench.report import Report, percentile, timed
from deploy.bench.temporary import TemporaryPortal
from services.accounts.model.account import Account
from services.accounts.model.account_parts import Fingerprints, Status
from services.accounts.model.actor import Actor
from services.accounts.model.application import Application
from services.accounts.model.contents import StartContent
from services.accounts.model.parts import Applicant
from services.accounts.settings import SERVICE, Settings
from services.accounts.store.service import service_over
from services.accounts.usecases.ports import Service, WantedAccounts, WantedApplications
from shared import clock, mongo
from shared.contracts import FacilityRef, Person
from shared.messaging.bell import Bell
from shared.mongo import Document
from shared.web.paging import Page

ACCOUNTS, OWNERS, APPLICATIONS = 10_000, 200, 10_000
ADDRESS = "lists@clinic.example"
SOMEBODY = Applicant("bench", Person(ADDRESS, "基金", "太郎"))
MANY_AT_ONCE = 500


class Counter(monitoring.CommandListener):
    """Counts what goes to the store, and keeps the last find."""

    def __init__(self) -> None:
        self.trips = 0
        self.find: Document = {}

    def started(self, event: monitoring.CommandStartedEvent) -> None:
        self.trips += 1
        if event.command_name == "find":
            wanted = ("find", "filter", "sort", "limit")
            self.find = {name: event.command[name] for name in wanted if name in event.command}

    def succeeded(self, event: monitoring.CommandSucceededEvent) -> None:
        """Nothing to count."""

    def failed(self, event: monitoring.CommandFailedEvent) -> None:
        """Nothing to count."""


@dataclass(frozen=True)
class Ground:
    database: Database[Document]
    service: Service
    counter: Counter


def measure(report: Report, portal: TemporaryPortal, rounds: int) -> None:
    ground, api = _ground(portal), Api(portal.url)
    user = become_user(api, portal.mailbox, portal.demo["facilities"][0], ADDRESS)
    reviewer = become_reviewer(api, portal.demo["staff"])
    own = FacilityRef(**user.current()["user"]["facilities"][0])
    _seed(ground, own)
    report.heading(f"Lists: {ACCOUNTS} accounts of {OWNERS} owners, {APPLICATIONS} applications")
    _pages(report, portal, rounds, user, reviewer, timed(_bare_find(ground, own), rounds).wall_ms)
    _trips(report, ground, own)


def _pages(
    report: Report,
    portal: TemporaryPortal,
    rounds: int,
    user: Session,
    reviewer: Session,
    floor: float,
) -> None:
    people = {"portal_user": user, "portal_staff": reviewer}
    for name, path, cookie, target in (
        ("top page of a user (P1b)", "/", "portal_user", 300),
        ("accounts (A1)", "/services/myna/accounts", "portal_user", 300),
        ("applications of a user (V7)", "/my/list", "portal_user", 300),
        ("review list (ST2)", "/staff/applications", "portal_staff", 1000),
    ):
        times = page_times(portal, path, cookie, people[cookie].secret, rounds)
        slow = percentile(times, 95)
        report.line(f"{name}: p50", f"{percentile(times, 50):.0f} ms", f"find {floor:.1f} ms")
        report.line(f"{name}: p95", f"{slow:.0f} ms", f"target {target} ms", slow / target)


def page_times(
    portal: TemporaryPortal, path: str, cookie: str, secret: str, rounds: int
) -> list[float]:
    times = []
    with httpx2.Client(base_url=portal.url, trust_env=False, timeout=60.0) as browser:
        for _ in range(rounds + 2):
            answer = browser.get(path, headers={"Cookie": f"{cookie}={secret}"})
            answer.raise_for_status()
            times.append(answer.elapsed.total_seconds() * 1000)
    return times[2:]


def _trips(report: Report, ground: Ground, own: FacilityRef) -> None:
    """How often each list asks the store (at most 3), and the index of its rows."""
    accounts, applications = ground.service.accounts, ground.service.applications
    mine = [own.id]
    lists: dict[str, Callable[[], object]] = {
        "accounts of a user": lambda: accounts.page(_page("status"), WantedAccounts(mine)),
        "accounts by institution code (staff)": lambda: accounts.page(
            _page("id", own.institution_code), WantedAccounts(None, q=own.institution_code)
        ),
        "applications of a user": lambda: applications.page(
            _page("-submitted_at"), WantedApplications(mine)
        ),
        "applications (staff)": lambda: applications.page(
            _page("submitted_at"), WantedApplications(None)
        ),
    }
    for name, ask in lists.items():
        ground.counter.trips = 0
        ask()
        trips = ground.counter.trips
        report.line(f"{name}: round trips", str(trips), f"at most 3, {_index(ground)}")


def _index(ground: Ground) -> str:
    """Which index the store says it answers the rows with."""
    plan = ground.database.command("explain", ground.counter.find, verbosity="queryPlanner")
    names = sorted(set(_names(plan["queryPlanner"]["winningPlan"])))
    return f"index {', '.join(names)}" if names else "no index named by the store"


def _names(plan: Any) -> Iterator[str]:
    if isinstance(plan, dict):
        if "indexName" in plan:
            yield plan["indexName"]
        for part in plan.values():
            yield from _names(part)
    elif isinstance(plan, list):
        for part in plan:
            yield from _names(part)


def _bare_find(ground: Ground, own: FacilityRef) -> Callable[[], object]:
    accounts = ground.database["accounts"]
    return lambda: list(accounts.find({"facility.id": own.id}, limit=20))


def _page(sort: str, q: str = "") -> Page:
    return Page(1, 20, sort, q)


def _ground(portal: TemporaryPortal) -> Ground:
    counter, settings = Counter(), Settings.from_env(portal.environment)
    monitoring.register(counter)
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    return Ground(database, service_over(database, settings, Bell("nowhere"), clock.now), counter)


def _seed(ground: Ground, own: FacilityRef) -> None:
    """Straight into the store, through its own store classes; nobody is told of it."""
    others = (replace(own, id=f"bench:{n}", institution_code=f"9{n:09}") for n in range(1, OWNERS))
    owners = [own, *others]
    made = [_account(n, owners[n % OWNERS]) for n in range(1, ACCOUNTS + 1)]
    for start in range(0, ACCOUNTS, MANY_AT_ONCE):
        ground.service.accounts.add_missing(made[start : start + MANY_AT_ONCE])
    for number in range(APPLICATIONS):
        owner = owners[number] if number < OWNERS else replace(own, id=f"bench:{number}")
        ground.service.applications.add(_application(number, owner))


def _account(number: int, owner: FacilityRef) -> Account:
    return Account(
        id=f"W{9_000_000 + number:07}",
        ref="BENCH0",
        facility=owner,
        applicant=SOMEBODY,
        note=f"端末{number}",
        status=Status.ACTIVE,
        started_on=date(2026, 11, 21),
        secrets=Fingerprints(1, "", ""),
    )


def _application(number: int, owner: FacilityRef) -> Application:
    content = StartContent.of({"notes": ["受付"], "planned_date": None})
    who = Actor("bench", "user", "基金 太郎")
    made = Application.submit(f"B{number:05}", "start", owner, content, SOMEBODY, who, clock.now())
    return replace(made, news=())
