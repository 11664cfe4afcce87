"""Published texts, and when a notice is shown. Instants are aware, days are Japan's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from markupsafe import Markup

NOTICE_CATEGORIES = {
    "important": "重要",
    "system": "システム",
    "rules": "制度",
    "other": "その他",
}
FAQ_CATEGORIES = {
    "registration": "①ユーザー登録",
    "login": "②ログイン",
    "introduction": "③導入",
    "applications": "④各種申請",
    "grant": "⑤助成金",
    "app": "⑥マイナ資格確認アプリ",
}


@dataclass(frozen=True)
class Section:
    """A heading of the second level; `id` is its address within the page."""

    id: str
    title: str


@dataclass(frozen=True)
class Text:
    """`html` is safe to show; `plain` is for searching and for the feed."""

    html: Markup
    plain: str
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class Attachment:
    """`file` is a name in the folder of files or of a file that registration keeps, `name` is
    what people read."""

    file: str
    name: str


@dataclass(frozen=True)
class Notice:
    """お知らせ. An `important` one stands on every page; a `withdrawn` one is over."""

    id: str
    title: str
    text: Text
    keywords: str
    category: str
    important: bool
    published: datetime
    updated: datetime | None
    closes: datetime | None
    withdrawn: bool
    attachments: tuple[Attachment, ...]

    @property
    def label(self) -> str:
        return NOTICE_CATEGORIES[self.category]

    @property
    def changed(self) -> datetime:
        return self.updated or self.published

    def has_begun(self, now: datetime) -> bool:
        return self.published <= now

    def is_over(self, now: datetime) -> bool:
        return self.withdrawn or (self.closes is not None and self.closes <= now)


@dataclass(frozen=True)
class Answer:
    """よくある質問: the title is the question."""

    id: str
    title: str
    text: Text
    keywords: str
    category: str
    order: int

    @property
    def address(self) -> str:
        return f"/faq#q-{self.id}"


@dataclass(frozen=True)
class Manual:
    """手順書: always a page, and files to download beside it, such as its PDF."""

    id: str
    title: str
    text: Text
    keywords: str
    version: str
    updated: date
    audience: str
    order: int
    attachments: tuple[Attachment, ...]


@dataclass(frozen=True)
class Page:
    id: str
    title: str
    text: Text
    keywords: str
    updated: date


@dataclass(frozen=True)
class Edition:
    """One version of the terms or of the privacy policy; its id is the version."""

    id: str
    title: str
    text: Text
    keywords: str
    effective: date
    changes: str
