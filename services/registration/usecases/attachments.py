"""Files for published texts: taken in by what they are, kept while a text holds them."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Sequence
from dataclasses import replace
from pathlib import PurePosixPath

from services.registration.model.attachments import NOT_THERE, UNUSED_FOR, StoredFile
from services.registration.model.publications import Content
from services.registration.usecases.ports import Desk
from shared.errors import FieldError, Invalid, NotFound
from shared.files import media_type_of, safe_name

FIELD = "attachments"


def take_in(desk: Desk, name: str, data: bytes, by: str) -> StoredFile:
    """Raises Invalid with a complaint under `attachments`."""
    media_type = media_type_of(data, name, FIELD)
    safe = safe_name(name, media_type)
    file_id = uuid.uuid4().hex + PurePosixPath(safe).suffix
    file = StoredFile(file_id, safe, media_type, len(data), by, desk.now())
    desk.store.files.add(file, data, desk.now() + UNUSED_FOR)
    return file


def look_up(desk: Desk, ids: Sequence[str]) -> list[StoredFile]:
    """Those that are there, in this order."""
    known = desk.store.files.known(ids)
    return [known[one] for one in ids if one in known]


def show(desk: Desk, file_id: str) -> tuple[StoredFile, bytes]:
    """Raises NotFound."""
    files, content = look_up(desk, [file_id]), desk.store.files.content(file_id)
    if not files or content is None:
        raise NotFound
    return files[0], content


def show_published(desk: Desk, file_id: str) -> tuple[StoredFile, bytes]:
    """Raises NotFound while no text that can be read now offers it."""
    now = desk.now()
    if not any(text.is_read(now) for text in desk.store.publications.offering(file_id)):
        raise NotFound
    return show(desk, file_id)


def with_files(desk: Desk, content: Content) -> Content:
    """The content with the sizes of its files, which stay from now on. Raises Invalid."""
    if not content.attachments:
        return content
    ids = list(content.files)
    desk.store.files.keep(ids)
    known = desk.store.files.known(ids)
    if content.files - known.keys():
        let_go(desk, known)
        raise Invalid(errors=[FieldError(FIELD, "gone", NOT_THERE)])
    sized = (replace(each, bytes=known[each.file].bytes) for each in content.attachments)
    return replace(content, attachments=tuple(sized))


def let_go(desk: Desk, dropped: Collection[str]) -> None:
    """What no text holds any more is deleted after a day."""
    unheld = [one for one in dropped if not desk.store.publications.holds(one)]
    if unheld:
        desk.store.files.let_go(unheld, desk.now() + UNUSED_FOR)
