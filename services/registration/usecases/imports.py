"""Imports by staff: uploaded, checked by a worker, confirmed, applied by a worker."""

from __future__ import annotations

import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from services.registration.model.imports import (
    CHECKED,
    CONFIRMED,
    DONE,
    REFUSED,
    WAITING,
    WHOLE,
    Import,
)
from services.registration.model.refusals import CheckedAgain, NotToConfirm
from services.registration.usecases.comparing import Comparison, Writing
from services.registration.usecases.facility_file import COLUMNS, Line, UnreadableFile
from services.registration.usecases.ports import Desk
from shared.errors import FieldError, Invalid, NotFound

LEASE = timedelta(seconds=20)
EMPTY = "取り込むCSVファイルを選択してください"
LONGEST_FILE_NAME = 200
LONGEST_CELL = 1000
ERROR_HEAD = ("行", "エラー", *COLUMNS)


def upload(desk: Desk, content: bytes, file_name: str, mode: str, by: str, key: str) -> Import:
    """The same `key` gives the import it has made. Raises Invalid for an empty file."""
    if not content.strip():
        raise Invalid(errors=[FieldError("file", "required", EMPTY)])
    sha256 = hashlib.sha256(content).hexdigest()
    job = Import(
        id=desk.fingerprint("import", by, key)[:32] if key else uuid.uuid4().hex,
        file_name=file_name[:LONGEST_FILE_NAME],
        sha256=sha256,
        mode=mode,
        by=by,
        uploaded_at=desk.now(),
        earlier_at=desk.store.imports.applied_at(sha256),
    )
    return job if desk.store.imports.add(job, content) else show(desk, job.id)


def show(desk: Desk, import_id: str) -> Import:
    """Raises NotFound."""
    job = desk.store.imports.get(import_id)
    if job is None:
        raise NotFound
    return job


def wrong_lines(desk: Desk, import_id: str) -> list[list[str]]:
    """ERROR_HEAD tells the columns. Raises NotFound, also before the check and when the file is
    too old."""
    kept = desk.store.imports.errors(show(desk, import_id).id)
    if not kept:
        raise NotFound
    rows: list[list[str]] = json.loads(kept)
    return rows


def confirm(desk: Desk, import_id: str, by: str, *, many: bool) -> Import:
    """Raises NotFound, NotToConfirm, ManyWouldClose; or CheckedAgain when the master has been
    imported since the check."""
    job, now = show(desk, import_id), desk.now()
    job.check_confirmable(many=many)
    newest = desk.store.imports.applied_at()
    if newest and job.checked_at and newest > job.checked_at:
        desk.store.imports.hand_over(job, now, state=WAITING)
        raise CheckedAgain
    if not desk.store.imports.hand_over(job, now, state=CONFIRMED, confirmed_by=by):
        raise NotToConfirm
    return show(desk, import_id)


@dataclass
class Importer:
    """The worker's side: takes up what waits for it, and what a killed worker left."""

    desk: Desk
    owner: str

    def work(self) -> bool:
        """Whether there was something to do."""
        now = self.desk.now()
        job = self.desk.store.imports.claim(self.owner, now, now + LEASE)
        if job is None:
            return False
        if job.state == CONFIRMED:
            self._apply(job)
        else:
            self._check(job)
        return True

    def renew(self) -> None:
        now = self.desk.now()
        self.desk.store.imports.renew(self.owner, now, now + LEASE)

    def _check(self, job: Import) -> None:
        imports, result = self.desk.store.imports, Comparison(self.desk.store.facilities)
        try:
            self._run(result, job)
        except UnreadableFile as error:
            imports.finish(job, self.owner, state=REFUSED, problem=str(error))
            return
        imports.keep_errors(job, _error_rows(result.errors))
        found = {"counts": result.counts, "shown": result.shown, "checked_at": self.desk.now()}
        imports.finish(job, self.owner, state=CHECKED, **found)

    def _apply(self, job: Import) -> None:
        writing = Writing(job.id, job.confirmed_by, self.desk.now())
        self._run(Comparison(self.desk.store.facilities, writing), job)
        applied = {"state": DONE, "applied_at": self.desk.now()}
        self.desk.store.imports.finish(job, self.owner, **applied)

    def _run(self, result: Comparison, job: Import) -> None:
        imports = self.desk.store.imports
        progress = partial(imports.note_rows, job.id, self.owner)
        result.run(imports.content(job.id), whole=job.mode == WHOLE, progress=progress)


def _error_rows(lines: list[Line]) -> bytes:
    """Number, problem and the cells as they are, but never endless."""
    cells = [[line.cells[name][:LONGEST_CELL] for name in COLUMNS] for line in lines]
    rows = [
        [str(line.number), line.problem, *each] for line, each in zip(lines, cells, strict=True)
    ]
    return json.dumps(rows).encode()
