"""Texts that staff write for the public site: what is being edited beside what is published.

The form is the one of the portal's content folder: front matter as text, and Markdown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from services.registration.model.attachments import Attachment
from services.registration.model.refusals import IdempotencyReused
from shared.clock import JST, jst
from shared.errors import Conflict, FieldError, Invalid

KINDS = ("notices", "faq", "manuals")
STATES = ("draft", "published", "withdrawn")
FIELDS = {
    "notices": ("title", "category", "important", "published", "closes", "keywords"),
    "faq": ("title", "category", "order", "keywords"),
    "manuals": ("title", "version", "audience", "order", "keywords"),
}
NAMELESS_FILE = "添付ファイルの代替名を入力してください"
WITH_FILES = ("notices", "manuals")
NO_MOMENT = "2026-11-21 09:00 の形で入力してください"


class TextChanged(Conflict):
    code = "version_conflict"
    detail = "ほかの職員がこの文章を更新しました。最新の内容を確認してください。"


class NotPublished(Conflict):
    code = "not_published"
    detail = "この文章は公開されていません。"


@dataclass(frozen=True)
class Content:
    """`front` as in front matter, all text."""

    front: Mapping[str, str]
    body: str
    attachments: tuple[Attachment, ...] = ()

    @property
    def files(self) -> frozenset[str]:
        return frozenset(attachment.file for attachment in self.attachments)


@dataclass(frozen=True)
class Publication:
    """`live` is what people read, also after `withdrawn_at`; None before the first publishing.
    `form` and `sent` tell the request that made it."""

    id: str
    kind: str
    draft: Content
    live: Content | None
    withdrawn_at: datetime | None
    updated_at: datetime
    updated_by: str
    version: int
    form: str = ""
    sent: str = ""

    @property
    def state(self) -> str:
        if self.live is None:
            return "draft"
        return "withdrawn" if self.withdrawn_at else "published"

    @property
    def has_changes(self) -> bool:
        """Whether what is being edited differs from what people read."""
        if self.live is None:
            return True
        told = {n: value for n, value in self.live.front.items() if n in FIELDS[self.kind]}
        return replace(self.live, front=told) != self.draft

    @property
    def files(self) -> frozenset[str]:
        """Ids of all it holds."""
        return self.draft.files | (self.live.files if self.live else frozenset())

    def check_repeated(self, sent: str) -> None:
        if self.sent != sent:
            raise IdempotencyReused

    def check_version(self, seen: int) -> None:
        """Raises TextChanged."""
        if seen != self.version:
            raise TextChanged

    def written(self, content: Content, by: str, now: datetime) -> Publication:
        return self._next(by, now, draft=content)

    def published(self, by: str, now: datetime) -> Publication:
        """People read the draft from now on, a notice from its own time. Raises Invalid."""
        errors = list(_faults(self.kind, self.draft))
        if errors:
            raise Invalid(errors=errors)
        live = replace(self.draft, front={**self.draft.front, **self._dates(now)})
        draft = replace(self.draft, front={n: v for n, v in live.front.items() if n != "updated"})
        return self._next(by, now, draft=draft, live=live, withdrawn_at=None)

    def withdrawn(self, by: str, now: datetime) -> Publication:
        """Raises NotPublished."""
        if self.state != "published":
            raise NotPublished
        return self._next(by, now, withdrawn_at=now)

    def has_begun(self, now: datetime) -> bool:
        """Whether anybody may have read it."""
        if self.live is None:
            return False
        begins = moment(self.live.front.get("published", ""))
        return begins is None or begins <= now

    def is_read(self, now: datetime) -> bool:
        """Whether people can read it now."""
        if self.live is None or self.state != "published":
            return False
        ends = moment(self.live.front.get("closes", ""))
        return self.has_begun(now) and (ends is None or now < ends)

    def _dates(self, now: datetime) -> dict[str, str]:
        """Those that publishing itself decides."""
        if self.kind == "manuals":
            return {"updated": f"{jst(now):%Y-%m-%d}"}
        if self.kind == "notices":
            begins = self.draft.front.get("published") or f"{jst(now):%Y-%m-%d %H:%M}"
            again = {"updated": f"{jst(now):%Y-%m-%d %H:%M}"} if self.has_begun(now) else {}
            return {"published": begins, **again}
        return {}

    def _next(self, by: str, now: datetime, **changes: object) -> Publication:
        known = {"updated_at": now, "updated_by": by, "version": self.version + 1}
        return replace(self, **{**known, **changes})


def moment(text: str) -> datetime | None:
    """2026-11-21 09:00 in Japan's time; None for anything else."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=JST)


def _faults(kind: str, content: Content) -> Iterator[FieldError]:
    if not content.body:
        yield FieldError("body", "required", "本文を入力してください")
    for number, attachment in enumerate(content.attachments):
        if not attachment.name:
            yield FieldError(f"attachments.{number}.name", "required", NAMELESS_FILE)
    if kind != "notices":
        return
    begins, ends = content.front.get("published", ""), content.front.get("closes", "")
    if begins and not moment(begins):
        yield FieldError("published", "format", f"公開開始日時は{NO_MOMENT}")
    if ends and not moment(ends):
        yield FieldError("closes", "format", f"公開終了日時は{NO_MOMENT}")
    first, last = moment(begins), moment(ends)
    if first and last and last <= first:
        yield FieldError("closes", "order", "公開終了は公開開始より後の日時にしてください")
