"""Nouns as plain documents: absent instead of null, days as ISO text, enumerations by value."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum

from services.accounts.model.account import Account
from services.accounts.model.account_parts import Fingerprints, Guard, Status, Terminal
from services.accounts.model.application import Application
from services.accounts.model.contents import KINDS
from services.accounts.model.notice import Notice, Officer, notice_stage
from services.accounts.model.parts import (
    Applicant,
    Claim,
    Happening,
    Issued,
    PlannedAccount,
    Request,
)
from services.accounts.model.transitions import OPEN, State
from shared.contracts import FacilityRef, Person
from shared.mongo import Document

WITHOUT_OUTBOX = {"outbox": 0}


def of_application(application: Application) -> Document:
    document = _plain(application)
    document["_id"] = document.pop("ref")
    document["details"] = document.pop("content")
    sorted_by = {"place": application.content.place, "terminals": application.content.terminals}
    document |= {name: value for name, value in sorted_by.items() if value}
    if application.state in OPEN:
        document["open"] = True
    if stage := notice_stage(application):
        document["notice_due"] = stage
    if not application.unsettled:
        del document["unsettled"]
    if application.planned_accounts:
        document["to_create"] = True
    else:
        del document["planned_accounts"]
    return document


def to_application(document: Document) -> Application:
    claim, issued = document.get("claim"), document.get("issued")
    return Application(
        ref=document["_id"],
        kind=document["kind"],
        state=State(document["state"]),
        facility=FacilityRef(**document["facility"]),
        applicant=_applicant(document),
        content=KINDS[document["kind"]].of(document.get("details", document)),
        submitted_at=document["submitted_at"],
        updated_at=document["updated_at"],
        version=document["version"],
        claim=Claim(**claim) if claim else None,
        comment=document.get("comment"),
        deadline=_day(document, "deadline"),
        timeline=tuple(Happening(**line) for line in document["timeline"]),
        requests=tuple(Request(**request) for request in document["requests"]),
        planned_accounts=tuple(
            PlannedAccount(**planned) for planned in document.get("planned_accounts", ())
        ),
        issued=Issued(**issued) if issued else None,
        notice=_notice(document),
        unsettled="unsettled" in document,
    )


def of_happening(happening: Happening) -> Document:
    return _plain(happening)


def of_account(account: Account) -> Document:
    document = _plain(account)
    document["_id"] = document.pop("id")
    return document


def to_account(document: Document) -> Account:
    terminal = document.get("terminal")
    return Account(
        id=document["_id"],
        ref=document["ref"],
        facility=FacilityRef(**document["facility"]),
        applicant=_applicant(document),
        note=document["note"],
        status=Status(document["status"]),
        started_on=date.fromisoformat(document["started_on"]),
        secrets=_fingerprints(document["secrets"]),
        ended_on=_day(document, "ended_on"),
        suspended_on=_day(document, "suspended_on"),
        release_requested=document["release_requested"],
        release_on=_day(document, "release_on"),
        terminal=Terminal(**terminal) if terminal else None,
        guard=Guard(**document["guard"]),
        document_id=document.get("document_id"),
        history=tuple(Happening(**line) for line in document.get("history", ())),
        requests=tuple(Request(**request) for request in document.get("requests", ())),
        version=document["version"],
        revision=document["revision"],
    )


def difference(before: Document, after: Document) -> Document:
    """The update that makes one of the other and touches nothing else."""
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    gone = dict.fromkeys(before.keys() - after.keys(), "")
    return {"$set": changed} | ({"$unset": gone} if gone else {})


def _applicant(document: Document) -> Applicant:
    applicant = document["applicant"]
    return Applicant(applicant["user_id"], Person(**applicant["person"]))


def _notice(document: Document) -> Notice | None:
    notice = document.get("notice")
    if not notice:
        return None
    officers = {who: Officer(**notice[who]) for who in ("issuer", "confirmer") if who in notice}
    return Notice(**{**notice, **officers, "decided_on": _day(notice, "decided_on")})


def _fingerprints(document: Document) -> Fingerprints:
    return Fingerprints(**{**document, "reissued_on": _day(document, "reissued_on")})


def _day(document: Document, name: str) -> date | None:
    return date.fromisoformat(document[name]) if name in document else None


def _plain(part: object) -> object:
    if is_dataclass(part):
        members = {f.name: getattr(part, f.name) for f in fields(part) if f.name != "news"}
        return {name: _plain(value) for name, value in members.items() if value is not None}
    if isinstance(part, tuple):
        return [_plain(item) for item in part]
    if isinstance(part, Enum):
        return part.value
    if isinstance(part, date) and not isinstance(part, datetime):
        return part.isoformat()
    return part
