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


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """An attachment, made while it is sent. What fails before the first rows is still refused."""
    pieces = _pieces(head, rows)
    body = chain([next(pieces)], pieces)
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(body, content_type="text/csv; charset=utf-8", headers=disposition)


def harmless(cell: str) -> str:
    """Never a formula: a cell that begins like one gets an apostrophe in front."""
    return f"'{cell}" if cell.lstrip(" ").startswith(FORMULA) else cell


def _pieces(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    left, start, lines = iter(rows), BOM, [head]
    while lines:
        lines += islice(left, ROWS_AT_ONCE)
        yield (start + _text(lines)).encode()
        start, lines = "", list(islice(left, 1))


def _text(lines: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerows(map(harmless, line) for line in lines)
    return out.getvalue()
