"""Where processes are killed: every step of the road, for every service and worker.

A step is written `<who>.<what>`, with `#2` for its second call; it is killed before and after.
Who is "web" or the thread of a worker, what is a write (`<collection>.<method>`) or one of
read, publish, receive, handle, ack, pdf, smtp-…. A cell is one journey with the deaths in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tests.support.crash.control import Death

RELAYS = ("registration", "accounts", "documents", "notifier")
LEASES = "relay.relay_partitions"
LEASE_WRITES = ("relays.update_one", "relays.delete_many", "relay_partitions.update_many")
HEARD = ("receive", "ack")
HANDLED = ("inbox.insert_one", "handle", "inbox.update_one")
STEPS: dict[str, tuple[str, ...]] = {
    "register": (
        "web.registration.users.insert_one",
        "web.registration.mailings.update_one",
        "registration.relay.publish",
        "registration.relay.users.bulk_write",
        *(f"notifier.pull.{step}" for step in HEARD),
        *(f"notifier.work.{step}" for step in HANDLED),
        "notifier.work.mails.insert_one",
        *(f"notifier.mailer.mails.update_one#{n}" for n in (1, 2, 3)),
        "notifier.mailer.lanes.find_one_and_update",
        *(f"notifier.mailer.smtp-{step}" for step in ("connect", "DATA", "body", "quit")),
    ),
    "register while leases are renewed": (
        *(f"{relay}.relay.{write}" for relay in RELAYS for write in LEASE_WRITES),
        "documents.stalled.bundles.find_one_and_update",
    ),
    "bounce": (
        "notifier.mailer.mails.update_one#2",
        "notifier.relay.publish",
        "notifier.relay.mails.bulk_write",
        *(f"registration.pull.{step}" for step in HEARD),
        *(f"registration.work.{step}" for step in HANDLED),
        "registration.work.users.update_one",
    ),
    "activate": (
        "web.registration.users.update_one",
        *(f"accounts.pull.{step}" for step in HEARD),
        *(f"accounts.work.{step}" for step in HANDLED),
        "accounts.work.profiles.insert_one",
        "notifier.work.people.insert_one",
    ),
    "sign in": (
        "web.registration.locks.update_one",
        "web.registration.users.find_one_and_update",
        "web.registration.sessions.insert_one",
        "web.registration.locks.delete_one",
    ),
    "apply": (
        "web.accounts.applications.insert_one",
        "web.accounts.application_drafts.delete_one",
        "web.accounts.applications.update_one",
    ),
    "approve": (
        *(f"web.accounts.audit.{write}_one" for write in ("insert", "update")),
        "web.accounts.counters.find_one_and_update",
        *(f"web.accounts.applications.update_one#{n}" for n in (1, 2)),
        "web.accounts.accounts.insert_many",
        "web.accounts.start_dates.insert_one",
        "accounts.relay.publish",
        "accounts.relay.applications.bulk_write",
        *(f"documents.pull.{step}" for step in HEARD),
        *(f"documents.work.{step}" for step in HANDLED),
        "documents.work.bundles.insert_one",
        *(f"documents.work.{step}#{n}" for step in ("pdf", "sheets.insert_one") for n in (1, 2)),
        "documents.work.bundles.update_one",
        "documents.relay.publish",
        "documents.relay.bundles.bulk_write",
        *(f"accounts.work.accounts.update_one#{n}" for n in (1, 2)),
        "accounts.work.applications.update_one",
    ),
}
ONLY_AFTER = {
    "register": ("registration.relay.read",),
    "bounce": ("notifier.relay.read",),
    "approve": ("accounts.relay.read", "documents.relay.read"),
}
SEVERAL_DEATHS = {
    "approve": (
        ("documents.work.handle.before", "documents.work.inbox.update_one.before"),
        ("documents.work.handle.before", "documents.work.inbox.update_one.after"),
        ("accounts.relay.publish.after", "documents.work.inbox.insert_one.after"),
    ),
    # the relay dies too, or sheets that come back quickly leave the creator nothing to do
    "approve and leave": tuple(
        (
            "web.accounts.applications.update_one.after",
            "accounts.relay.publish.before",
            f"accounts.creator.{step}.{moment}",
        )
        for step in ("accounts.insert_many", "start_dates.insert_one", "applications.update_one")
        for moment in ("before", "after")
    ),
    "register": (("registration.relay.publish.after", "notifier.mailer.smtp-body.after"),),
    "register while leases are renewed": tuple(
        (f"{relay}.{LEASES}.update_many.after", f"{relay}.{LEASES}.update_one.{moment}")
        for relay in RELAYS
        for moment in ("before", "after")
    ),
}
ONE_PER_SEAM = {
    "file": (
        "web.registration.users.insert_one.after",
        "registration.relay.publish.before",
        "registration.relay.publish.after",
        "notifier.pull.receive.after",
        "notifier.work.inbox.insert_one.before",
        "notifier.work.mails.insert_one.after",
        "notifier.pull.ack.before",
        "notifier.mailer.smtp-body.after",
        "web.accounts.applications.update_one#1.after",
        "documents.work.sheets.insert_one#2.after",
        "documents.work.bundles.update_one.after",
    ),
    "rabbitmq": (
        "registration.relay.publish.before",
        "registration.relay.publish.after",
        "notifier.pull.receive.after",
        "notifier.work.inbox.insert_one.before",
        "documents.pull.ack.before",
    ),
}
NOT_KILLED = {
    "web.registration.challenges": "a one-time code cannot be sent twice, on purpose",
    "web.registration.staff": "a one-time code cannot be sent twice, on purpose",
    "web.registration.audit": "written for a sign-in of staff, who sign in again",
    "web.registration.sessions.update_one": "when somebody was last seen; nothing follows from it",
    "web.documents.inbox": "a replay by staff, who press again",
    "web.documents.audit": "written for a replay by staff, who press again",
    "web.accounts.counters.insert_one": "once in the life of a store",
    "registration.renew": "only while a handler takes longer than a renewal",
    "documents.renew": "only while a handler takes longer than a renewal",
    "notifier.renew": "only while a handler takes longer than a renewal",
    "accounts.renew": "only while a handler takes longer than a renewal",
    "notifier.mailer.lanes.update_one": "only when the mail server asks for a rest",
    "registration.imports-lease": "only while a file of facilities is taken in",
    "notifier.mailer-lease": "only while the mail server takes longer than a renewal",
}


@dataclass(frozen=True)
class Cell:
    """A journey and the points at which processes die during it."""

    journey: str
    points: tuple[str, ...]

    @property
    def name(self) -> str:
        return " then ".join(self.points)

    @property
    def deaths(self) -> tuple[Death, ...]:
        return tuple(map(_death, self.points))


def _death(point: str) -> Death:
    """`#2` before the moment counts calls."""
    step, _, moment = point.rpartition(".")
    name, _, nth = step.partition("#")
    return Death(f"{name}.{moment}", nth=int(nth or 1))


def _cells() -> Iterator[Cell]:
    for journey, steps in STEPS.items():
        for step in steps:
            yield from (Cell(journey, (f"{step}.{m}",)) for m in ("before", "after"))
    for journey, steps in ONLY_AFTER.items():
        yield from (Cell(journey, (f"{step}.after",)) for step in steps)
    for journey, rows in SEVERAL_DEATHS.items():
        yield from (Cell(journey, points) for points in rows)


CELLS = tuple(_cells())


def cell(name: str) -> Cell:
    [found] = (each for each in CELLS if each.name == name)
    return found


def unkilled(seen: set[str]) -> set[str]:
    """Points that processes have reached and no cell kills at."""
    killed = {death.point for each in CELLS for death in each.deaths}
    return {point for point in seen - killed if not point.startswith(tuple(NOT_KILLED))}
