"""The operator's list of facilities as CSV: strict, whole lines, by line number."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from services.registration.model.facilities import CLOSED, OPEN, Facility
from services.registration.model.numbers import KINDS, read_number
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
PARTICULARS = {
    "institution_code": japanese.digits,
    "name": japanese.name,
    "name_kana": japanese.name,
    "prefecture": japanese.name,
    "address": japanese.name,
    "phone": japanese.phone,
}
LONGEST = {"name": 200, "name_kana": 200, "prefecture": 20, "address": 300, "phone": 20}
CODE_LENGTH = 10


class UnreadableFile(Exception):
    """Not CSV in UTF-8 or cp932 with the columns we need; the message says which."""


@dataclass(frozen=True)
class Line:
    """`problem` is empty, or says why there is no `facility`. `cells` are as in the file."""

    number: int
    cells: dict[str, str]
    facility: Facility | None = None
    problem: str = ""


def read_lines(content: bytes) -> Iterator[Line]:
    """One after the other. Raises UnreadableFile."""
    seen: set[str] = set()
    for number, cells in _rows(content):
        try:
            facility = read_facility(cells)
        except ValueError as error:
            yield Line(number, cells, problem=str(error))
            continue
        if facility.id in seen:
            yield Line(number, cells, problem="同じ番号が前の行にあります")
        else:
            seen.add(facility.id)
            yield Line(number, cells, facility)


def read_facilities(content: bytes) -> list[Facility]:
    """A file that is known to be right; raises UnreadableFile with its first error if it is not."""
    found = []
    for line in read_lines(content):
        if line.facility is None:
            raise UnreadableFile(f"{line.number}行目：{line.problem}")
        found.append(line.facility)
    return found


def read_facility(cells: dict[str, str]) -> Facility:
    """One line as a facility; raises ValueError with what is wrong."""
    kind, status = cells["kind"].strip(), cells["status"].strip() or OPEN
    if kind not in KINDS:
        raise ValueError(f"kind「{kind[:20]}」は {'・'.join(KINDS)} のどれでもありません")
    if status not in (OPEN, CLOSED):
        raise ValueError(f"status「{status[:20]}」は {OPEN}・{CLOSED} のどちらでもありません")
    number, problems = read_number(kind, "", japanese.digits(cells["registration_number"]))
    if number is None:
        raise ValueError("、".join(problem.message for problem in problems))
    particulars = {name: normalise(cells[name]) for name, normalise in PARTICULARS.items()}
    for name, text in particulars.items():
        if problem := particular_problem(name, text):
            raise ValueError(f"{name} {problem}")
    return Facility.numbered(number, status=status, **particulars)


def particular_problem(name: str, text: str) -> str:
    """What is wrong with it, normalised, as the end of a sentence; empty if nothing is."""
    if name == "institution_code":
        right = text.isascii() and text.isdecimal() and len(text) == CODE_LENGTH
        return "" if right else f"は数字{CODE_LENGTH}桁で入力してください"
    if name == "name" and not text:
        return "を入力してください"
    if len(text) > LONGEST[name]:
        return f"は{LONGEST[name]}文字以内で入力してください"
    return "" if text.isprintable() else "に使用できない文字が含まれています"


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.DictReader(io.StringIO(_decoded(content), newline=""), restval="", restkey="")
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise UnreadableFile(f"列がありません：{'・'.join(missing)}")
        for row in reader:
            yield reader.line_num, {name: row[name] for name in COLUMNS}
    except csv.Error as error:
        raise UnreadableFile(f"{reader.line_num + 1}行目を読めません：{error}") from error


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "cp932"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile("文字コードがUTF-8でもShift_JISでもありません")
