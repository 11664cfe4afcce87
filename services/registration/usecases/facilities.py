"""The operator's list of facilities, read from CSV: strict, whole lines, by line number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from services.registration.model.facilities import CLOSED, OPEN, Facility
from services.registration.model.numbers import KINDS, read_number
from services.registration.usecases.ports import Facilities
from shared import japanese

COLUMNS = (
    "kind",
    "registration_number",
    "institution_code",
    "name",
    "name_kana",
    "prefecture",
    "address",
    "phone",
    "status",
)
BATCH = 500


class UnreadableFile(Exception):
    """Not CSV in UTF-8 or cp932 with the columns we need; the message says which."""


@dataclass
class ImportResult:
    """How many lines were or would be added, changed, left alone; what is wrong, by line."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[tuple[int, str]] = field(default_factory=list)


def import_facilities(facilities: Facilities, content: bytes, *, dry_run: bool) -> ImportResult:
    """Adds and overwrites line by line; facilities that are not in the file stay as they are.
    Lines with errors are left out. Raises UnreadableFile."""
    result = ImportResult()
    good = list(_read_lines(content, result).values())
    for start in range(0, len(good), BATCH):
        _import_batch(facilities, good[start : start + BATCH], result, dry_run=dry_run)
    return result


def read_facilities(content: bytes) -> list[Facility]:
    """A file that is known to be right; raises UnreadableFile with its first error if it is not."""
    result = ImportResult()
    good = list(_read_lines(content, result).values())
    for line, problem in result.errors:
        raise UnreadableFile(f"{line}行目：{problem}")
    return good


def read_facility(row: dict[str, str]) -> Facility:
    """One line as a facility; raises ValueError with what is wrong."""
    kind, status = row["kind"].strip(), row["status"].strip() or OPEN
    if kind not in KINDS:
        raise ValueError(f"kind「{kind}」は {'・'.join(KINDS)} のどれでもありません")
    if status not in (OPEN, CLOSED):
        raise ValueError(f"status「{status}」は {OPEN}・{CLOSED} のどちらでもありません")
    number, problems = read_number(kind, "", japanese.digits(row["registration_number"]))
    if number is None:
        raise ValueError("、".join(problem.message for problem in problems))
    name, code = japanese.name(row["name"]), japanese.digits(row["institution_code"])
    if not name or not code.isdecimal():
        raise ValueError("name または institution_code がありません")
    return Facility.numbered(
        number,
        institution_code=code,
        name=name,
        name_kana=japanese.name(row["name_kana"]),
        prefecture=japanese.line(row["prefecture"]),
        address=japanese.line(row["address"]),
        phone=japanese.phone(row["phone"]),
        status=status,
    )


def _read_lines(content: bytes, result: ImportResult) -> dict[str, Facility]:
    good: dict[str, Facility] = {}
    for line, row in _rows(content):
        try:
            facility = read_facility(row)
            if facility.id in good:
                raise ValueError("同じ番号が前の行にあります")
            good[facility.id] = facility
        except ValueError as error:
            result.errors.append((line, str(error)))
    return good


def _import_batch(
    facilities: Facilities, batch: Sequence[Facility], result: ImportResult, *, dry_run: bool
) -> None:
    present = facilities.get_many([each.id for each in batch])
    changed = [each for each in batch if present.get(each.id) != each]
    result.added += sum(each.id not in present for each in changed)
    result.changed += sum(each.id in present for each in changed)
    result.unchanged += len(batch) - len(changed)
    if not dry_run:
        facilities.put(changed)


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""), restval="")
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise UnreadableFile(f"列がありません：{'・'.join(missing)}")
    try:
        for row in reader:
            yield reader.line_num, row
    except csv.Error as error:
        raise UnreadableFile(f"{reader.line_num}行目を読めません：{error}") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("文字コードがUTF-8でもShift_JISでもありません")
