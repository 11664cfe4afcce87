"""Writing for the public site: drafts, publishing, withdrawing."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

from services.registration.model.publications import Content, Publication, TextChanged
from services.registration.usecases.attachments import let_go, with_files
from services.registration.usecases.ports import Desk
from shared.audit import changed
from shared.clock import jst
from shared.errors import NotFound
from shared.tokens import new_ref

AUDITED = ("state", "front", "body", "attachments")


def begin(desk: Desk, kind: str, content: Content, by: str, key: str) -> Publication:
    """A new draft; the same form again gives the same one. Raises IdempotencyReused, Invalid."""
    form = desk.fingerprint("publication", by, key) if key else ""
    sent = desk.fingerprint("body", kind, json.dumps(asdict(content)))
    while True:
        known = desk.store.publications.by_form(form) if form else None
        if known:
            known.check_repeated(sent)
            return known
        now = desk.now()
        name = f"{jst(now):%Y-%m}-{new_ref().lower()}"
        draft = with_files(desk, content)
        new = Publication(name, kind, draft, None, None, now, by, 1, form, sent if form else "")
        if desk.store.publications.add(new):
            return new


def write(desk: Desk, publication_id: str, content: Content, seen: int, by: str) -> Publication:
    """Raises Invalid when a file is not there any more."""

    def move(text: Publication) -> Publication:
        return text.written(with_files(desk, content), by, desk.now())

    return _change(desk, publication_id, seen, move)


def publish(desk: Desk, publication_id: str, seen: int, by: str) -> Publication:
    """Raises Invalid when the draft is not fit for the public."""
    return _change(desk, publication_id, seen, lambda text: text.published(by, desk.now()))


def withdraw(desk: Desk, publication_id: str, seen: int, by: str) -> Publication:
    """Raises NotPublished."""
    return _change(desk, publication_id, seen, lambda text: text.withdrawn(by, desk.now()))


def show(desk: Desk, publication_id: str) -> Publication:
    """Raises NotFound."""
    found = desk.store.publications.get(publication_id)
    if found is None:
        raise NotFound
    return found


def read(desk: Desk) -> list[Publication]:
    """What anybody may have read, and what of it is over."""
    now = desk.now()
    return [text for text in desk.store.publications.once_live() if text.has_begun(now)]


def _change(
    desk: Desk, publication_id: str, seen: int, move: Callable[[Publication], Publication]
) -> Publication:
    present = show(desk, publication_id)
    present.check_version(seen)
    after = move(present)
    if not desk.store.publications.save(after):
        let_go(desk, after.files - present.files)
        raise TextChanged
    changed(_audited(present), _audited(after), AUDITED)
    let_go(desk, present.files - after.files)
    return after


def _audited(text: Publication) -> dict[str, object]:
    draft = text.draft
    files = [f"{one.name}（{one.file}）" for one in draft.attachments]
    front = dict(draft.front)
    return {"state": text.state, "front": front, "body": draft.body, "attachments": files}
