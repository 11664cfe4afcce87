"""Tables as CSV files that spreadsheets open as they are: UTF-8 with BOM, CRLF, no formulas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice

from flask import Response

BOM = "\ufeff"
ROWS_AT_ONCE = 200
FORMULA = tuple("=+-@＝＋－＠\t\r\n")


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> Response:
    """An attachment, made while it is sent. What fails before the first rows is still refused."""
    pieces = _pieces(head, rows)
    body = chain([next(pieces)], pieces)
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=disposition)


def harmless(cell: object) -> str:
    """Never a formula: a cell that begins like one gets an apostrophe in front. None is empty."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text


def _pieces(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[bytes]:
    left, start = iter(rows), BOM
    lines: list[Sequence[object]] = [head]
    while lines:
        lines += islice(left, ROWS_AT_ONCE)
        yield (start + _text(lines)).encode()
        start, lines = "", list(islice(left, 1))


def _text(lines: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(map(harmless, line) for line in lines)
    return out.getvalue()
