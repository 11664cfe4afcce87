"""What an application asks for: one frozen value per kind, and the one table of kinds.

A new kind is added in four places, which a test holds together:
1. here: its content (`of` reads it from a checked form and from the store) and its row in KINDS;
2. schemas/kinds.py FORMS: what may come in, also used to show it;
3. usecases/procedures.py PROCEDURES: who may ask for it, and what approving it does;
4. the portal's services/portal/procedures.py KINDS: its label, its form, its contents in words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar, Self

from services.accounts.model.grant import Attachment, Item

MOST_TERMINALS = 50
MOST_ADDED = 20
REASONS = {
    "replaced": "端末の入替え",
    "broken": "端末の故障",
    "lost": "端末の紛失・盗難",
    "closed": "施術所の廃止・休止",
    "other": "その他",
}


@dataclass(frozen=True)
class Content:
    """`of` takes days as dates or as ISO text, and ignores what it does not know.

    `touches_account`: what becomes of the application changes an account that exists already.
    """

    touches_account: ClassVar[bool] = False

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> Self:
        raise NotImplementedError

    @property
    def terminals(self) -> int | None:
        """How many accounts are asked for, where any are."""
        return None

    @property
    def held_files(self) -> tuple[str, ...]:
        """Ids of the uploads it holds."""
        return ()

    @property
    def added(self) -> dict[str, Any]:
        """What the service itself puts to the answers, by name."""
        return {}

    @property
    def place(self) -> str:
        """A facility may have one open application per kind and place."""
        return ""


@dataclass(frozen=True)
class TerminalsContent(Content):
    """One note per terminal, possibly empty."""

    notes: tuple[str, ...]

    @property
    def terminals(self) -> int:
        return len(self.notes)


@dataclass(frozen=True)
class StartContent(TerminalsContent):
    planned_date: date | None = None

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> Self:
        return cls(tuple(answers["notes"]), as_day(answers.get("planned_date")))


@dataclass(frozen=True)
class AddContent(TerminalsContent):
    reason: str = ""

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> Self:
        return cls(tuple(answers["notes"]), answers.get("reason", ""))


@dataclass(frozen=True)
class GrantContent(Content):
    """`files` are asked for by id; what stands below them the service adds. Amounts in yen."""

    lines: tuple[Item, ...]
    files: tuple[str, ...]
    bank_code: str
    branch_code: str
    account_type: str
    account_no: str
    account_kana: str
    attachments: tuple[Attachment, ...] = ()
    scheme: str = ""
    scheme_name: str = ""
    total: int = 0
    cap: int = 0
    amount: int = 0
    over_cap: bool = False

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> Self:
        known = {f.name: answers[f.name] for f in fields(cls) if f.name in answers}
        parts = {
            "lines": tuple(Item(**line) for line in answers["lines"]),
            "files": tuple(answers["files"]),
            "attachments": tuple(Attachment(**file) for file in answers.get("attachments", ())),
        }
        return cls(**{**known, **parts})

    @property
    def held_files(self) -> tuple[str, ...]:
        return self.files

    @property
    def added(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in _ADDED_TO_GRANTS}


_ADDED_TO_GRANTS = ("attachments", "scheme", "scheme_name", "total", "cap", "amount", "over_cap")


@dataclass(frozen=True)
class ReleaseContent(Content):
    """`reason` is a key of REASONS; `wanted_end` the account's last day."""

    touches_account: ClassVar = True
    account_id: str
    reason: str
    comment: str
    wanted_end: date
    suspend_now: bool

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> Self:
        texts = (answers[name] for name in ("account_id", "reason", "comment"))
        return cls(*texts, as_day(answers["wanted_end"]), answers["suspend_now"])

    @property
    def place(self) -> str:
        return self.account_id


@dataclass(frozen=True)
class LinkContent(Content):
    """A second facility under the same roof, as the applicant's lookup found it."""

    linked_id: str
    linked_kind: str
    linked_number: str
    linked_name: str

    @classmethod
    def of(cls, answers: Mapping[str, Any]) -> Self:
        return cls(**{each.name: answers[each.name] for each in fields(cls)})


KINDS: dict[str, type[Content]] = {
    "start": StartContent,
    "add": AddContent,
    "release": ReleaseContent,
    "grant": GrantContent,
    "facility": LinkContent,
}


def as_day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value
