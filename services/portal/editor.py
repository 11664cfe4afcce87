"""Texts for the public site as staff write them: their fields, and what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from services.portal.attachments import as_fields, told_of
from services.portal.client import FieldError
from services.portal.publications.forms import compose
from services.portal.publications.markdown import Unfit
from services.portal.publications.model import FAQ_CATEGORIES, NOTICE_CATEGORIES
from services.portal.publications.stored import TEXTS, with_files
from shared import clock

NEW = "preview"
STATES = {"draft": "下書き", "published": "公開", "withdrawn": "掲載終了"}
MOMENTS = ("published", "closes")
LABELS = {
    "title": "タイトル",
    "category": "区分",
    "important": "重要",
    "published": "公開開始日時",
    "closes": "公開終了日時",
    "order": "並び順",
    "version": "版",
    "audience": "対象",
    "keywords": "検索用の言葉",
    "body": "本文",
    "attachments": "添付ファイル",
}
ORDER = tuple(LABELS)
MISSING = "書かれていません"


@dataclass(frozen=True)
class Kind:
    """`address` leads to a text of this kind when its id is filled in."""

    label: str
    fields: tuple[str, ...]
    categories: Mapping[str, str]
    address: str
    has_files: bool = True


KINDS = {
    "notices": Kind(
        "お知らせ",
        ("title", "category", "important", "published", "closes", "keywords"),
        NOTICE_CATEGORIES,
        "/news/{id}",
    ),
    "faq": Kind(
        "よくある質問",
        ("title", "category", "order", "keywords"),
        FAQ_CATEGORIES,
        "/faq#q-{id}",
        has_files=False,
    ),
    "manuals": Kind(
        "手順書", ("title", "version", "audience", "order", "keywords"), {}, "/manuals/{id}"
    ),
}


def written(kind: str, typed: Mapping[str, str]) -> dict[str, Any]:
    """What the service is told of a filled-in form."""
    front = {name: typed.get(name, "").strip() for name in KINDS[kind].fields}
    for name in MOMENTS:
        if front.get(name):
            front[name] = _moment(front[name])
    if "important" in front:
        front["important"] = "true" if front["important"] else ""
    files = told_of(typed) if KINDS[kind].has_files else []
    return {"front": front, "body": typed.get("body", ""), "attachments": files}


def shown(content: Mapping[str, Any]) -> dict[str, str]:
    """The form's values for what is stored."""
    return {**content["front"], "body": content["body"], **as_fields(content["attachments"])}


def as_published(
    kind: str, content: Mapping[str, Any], hosts: Collection[str]
) -> tuple[Any, tuple[FieldError, ...]]:
    """The text as people will read it, or None and what is wrong with it."""
    now = clock.jst(clock.now())
    defaults = {"notices": {"published": f"{now:%Y-%m-%d %H:%M}"}}
    given = {name: value for name, value in content["front"].items() if value}
    front = {**defaults.get(kind, {}), **given}
    if kind == "manuals":
        front["updated"] = f"{now:%Y-%m-%d}"
    try:
        return compose(TEXTS[kind], NEW, with_files(front, content), content["body"], hosts), ()
    except Unfit as unfit:
        return None, tuple(_complaint(fault) for fault in unfit.faults)


def standing(text: Mapping[str, Any]) -> str:
    """公開予定 and 公開終了 are told apart from 公開中 by the clock."""
    if text["state"] != "published" or text["kind"] != "notices":
        return {**STATES, "published": "公開中"}[text["state"]]
    live, _ = as_published("notices", {"front": text["live"]["front"], "body": "-"}, ())
    if live and not live.has_begun(clock.now()):
        return "公開予定"
    return "公開終了" if live and live.is_over(clock.now()) else "公開中"


def _moment(typed: str) -> str:
    """２０２６/11/21 9:00 → 2026-11-21 09:00; anything unknown stays for others to refuse."""
    text = normalize("NFKC", typed)
    parts = re.findall(r"\d+", text)
    if len(parts) not in (3, 5) or re.search(r"[^\d\s/:.年月日時分-]", text):
        return typed
    year, *rest = parts
    day = "-".join([year, *(part.zfill(2) for part in rest[:2])])
    return " ".join([day, *([":".join(p.zfill(2) for p in rest[2:])] if rest[2:] else [])])


def _complaint(fault: str) -> FieldError:
    name, _, message = fault.partition("：")
    field = "body" if name == "本文" else name
    label = "添付ファイルの代替名" if field.endswith(".name") else LABELS.get(field, name)
    if message == MISSING:
        return FieldError(field, f"{label}を入力してください")
    if message.startswith("公開終了は"):
        return FieldError(field, message)
    return FieldError(field, f"{label}：{message}")
