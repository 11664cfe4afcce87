"""Texts that staff wrote: asked for now and then, and put beside those of the folder."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from services.portal.publications.folder import Contents, faq_place
from services.portal.publications.forms import compose
from services.portal.publications.markdown import Unfit
from services.portal.publications.model import Answer, Manual, Notice

log = logging.getLogger(__name__)

FRESH = 5.0
AFTER_SILENCE = 30.0
TEXTS: dict[str, type] = {"notices": Notice, "faq": Answer, "manuals": Manual}
OVER: Mapping[str, str] = {"title": "掲載終了", "category": "other", "published": "1970-01-01"}

Told = Sequence[Mapping[str, Any]] | None


class Stored:
    """`ask` tells what is live, None when nobody answers: then what was heard last stays, at
    first nothing. Only one thread asks, the others go on with what is there."""

    def __init__(self, ask: Callable[[], Told], hosts: Callable[[], Collection[str]]) -> None:
        self._ask, self._hosts = ask, hosts
        self._asking = threading.Lock()
        self._ask_at = 0.0
        self._told: Told = ()
        self._texts: tuple[Any, ...] = ()
        self._sizes: dict[str, int] = {}

    def beside(self, folder: Contents) -> Contents:
        """The folder's texts and these; a name the folder has is the folder's."""
        self._refresh()
        notices = _added(folder.notices, self._of(Notice))
        answers = _added(folder.answers, self._of(Answer))
        manuals = _added(folder.manuals, self._of(Manual))
        return replace(
            folder,
            notices=tuple(sorted(notices, key=lambda n: n.published, reverse=True)),
            answers=tuple(sorted(answers, key=faq_place)),
            manuals=tuple(sorted(manuals, key=lambda m: (m.order, m.id))),
            files={**self._sizes, **folder.files},
        )

    def _of(self, kind: type) -> list[Any]:
        return [text for text in self._texts if isinstance(text, kind)]

    def _refresh(self) -> None:
        if time.monotonic() < self._ask_at or not self._asking.acquire(blocking=False):
            return
        try:
            told = self._ask()
            self._ask_at = time.monotonic() + (AFTER_SILENCE if told is None else FRESH)
            if told is not None and told != self._told:
                composed = (_text(each, self._hosts()) for each in told)
                self._texts = tuple(text for text in composed if text)
                self._told, self._sizes = told, _sizes(told)
        finally:
            self._asking.release()


def with_files(front: Mapping[str, Any], content: Mapping[str, Any]) -> dict[str, Any]:
    """Front matter that names the content's files as a file of the folder would."""
    parts = ("file", "name")
    files = [{p: a[p] for p in parts if a[p]} for a in content.get("attachments", ())]
    return {**front, "attachments": files} if files else dict(front)


def _sizes(told: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {a["file"]: a["bytes"] for each in told for a in each.get("attachments", ())}


def _text(told: Mapping[str, Any], hosts: Collection[str]) -> Any:
    """None for one that must not be published, or of which nothing is left to tell."""
    front, body = with_files(told["front"], told), told["body"]
    if told["withdrawn"]:
        if told["kind"] != "notices":
            return None
        front, body = {**OVER, "withdrawn": "true"}, OVER["title"]
    try:
        return compose(TEXTS[told["kind"]], told["id"], front, body, hosts)
    except Unfit as error:
        log.error("stored text left out: %s: %s", told["id"], error)
        return None


def _added(folder: Sequence[Any], stored: Sequence[Any]) -> list[Any]:
    known = {text.id for text in folder}
    return [*folder, *(text for text in stored if text.id not in known)]
