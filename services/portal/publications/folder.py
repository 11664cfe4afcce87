"""The content folder: one Markdown file per text, one folder per kind. All of it or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from services.portal.publications.forms import FILE_NAME, compose
from services.portal.publications.markdown import Unfit
from services.portal.publications.model import (
    FAQ_CATEGORIES,
    Answer,
    Edition,
    Manual,
    Notice,
    Page,
)

KINDS: dict[str, type] = {
    "notices": Notice,
    "faq": Answer,
    "manuals": Manual,
    "pages": Page,
    "terms": Edition,
    "privacy": Edition,
}
NEEDED_PAGES = ("about", "preparation", "contact", "accessibility", "links")
NEEDED_EDITIONS = ("terms", "privacy")
HOSTS = "allowed-hosts.txt"


class ContentError(Exception):
    """Sentences that name the file and what is wrong in it."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class Contents:
    """Notices and editions newest first, answers and manuals in their order.

    `files` maps the names of attachments to their sizes in bytes; `hosts` are the foreign sites
    that texts may link to.
    """

    notices: tuple[Notice, ...]
    answers: tuple[Answer, ...]
    manuals: tuple[Manual, ...]
    pages: Mapping[str, Page]
    editions: Mapping[str, tuple[Edition, ...]]
    files: Mapping[str, int]
    hosts: frozenset[str]


class _TypedText(YAMLHandler):
    """Every value stays what was typed: 0123, 1.10, yes and days too."""

    def load(self, fm: str, **_: object) -> Any:
        return super().load(fm, Loader=yaml.BaseLoader)


def read(folder: Path) -> Contents:
    """Raises ContentError."""
    faults: list[str] = []
    hosts = _hosts(folder)
    texts = {name: list(_texts(folder, name, hosts, faults)) for name in KINDS}
    contents = Contents(
        notices=tuple(sorted(texts["notices"], key=lambda n: n.published, reverse=True)),
        answers=tuple(sorted(texts["faq"], key=faq_place)),
        manuals=tuple(sorted(texts["manuals"], key=lambda m: (m.order, m.id))),
        pages={page.id: page for page in texts["pages"]},
        editions={
            name: tuple(sorted(texts[name], key=lambda e: e.effective, reverse=True))
            for name in NEEDED_EDITIONS
        },
        files={path.name: path.stat().st_size for path in _visible(folder / "files", "*")},
        hosts=hosts,
    )
    faults += _gaps(contents)
    if faults:
        raise ContentError(faults)
    return contents


def _hosts(folder: Path) -> frozenset[str]:
    path = folder / HOSTS
    return frozenset(path.read_text("utf-8-sig").split()) if path.exists() else frozenset()


def _texts(folder: Path, name: str, hosts: Collection[str], faults: list[str]) -> Iterator[Any]:
    for path in _visible(folder / name, "*.md"):
        try:
            given, body = _parts(path)
            yield compose(KINDS[name], path.stem, given, body, hosts)
        except Unfit as error:
            faults += [f"{name}/{path.name}：{fault}" for fault in error.faults]


def _parts(path: Path) -> tuple[dict[str, Any], str]:
    try:
        source = path.read_bytes().decode("utf-8-sig")
        given, body = frontmatter.parse(source, handler=_TypedText())
    except UnicodeDecodeError as error:
        raise Unfit(["文字コードをUTF-8にしてください"]) from error
    except yaml.YAMLError as error:
        raise Unfit([f"先頭の項目を読めません（{' '.join(str(error).split())}）"]) from error
    if not given:
        raise Unfit(["先頭に「---」で囲んだ項目がありません"])
    return given, body


def _visible(folder: Path, pattern: str) -> list[Path]:
    return sorted(path for path in folder.glob(pattern) if not path.name.startswith("."))


def faq_place(answer: Answer) -> tuple[int, int, str]:
    return list(FAQ_CATEGORIES).index(answer.category), answer.order, answer.id


def _gaps(contents: Contents) -> Iterator[str]:
    for name in NEEDED_PAGES:
        if name not in contents.pages:
            yield f"pages/{name}.md：ありません"
    for name in NEEDED_EDITIONS:
        if not contents.editions[name]:
            yield f"{name}/：1つもありません"
    for name in contents.files:
        if not FILE_NAME.regex.match(name):
            yield f"files/{name}：{FILE_NAME.error}"
    wanted = [(f"notices/{n.id}.md", a.file) for n in contents.notices for a in n.attachments]
    wanted += [(f"manuals/{m.id}.md", a.file) for m in contents.manuals for a in m.attachments]
    for path, file in wanted:
        if file not in contents.files:
            yield f"{path}：files/{file} がありません"
