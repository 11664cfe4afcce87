"""What spreadsheets get, and what they must never run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import pytest

from shared.web.csv_file import csv_file, harmless


def table(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"), newline="")))


def test_a_file_has_a_mark_and_the_line_ends_of_spreadsheets() -> None:
    answer = csv_file("list.csv", ["ID", "備考"], [["W1", '引用"と,区切り'], ["W2", "二\n行"]])
    assert answer.get_data().startswith(b"\xef\xbb\xbfID,")
    assert answer.get_data().endswith(b"\r\n")
    assert table(answer.get_data()) == [["ID", "備考"], ["W1", '引用"と,区切り'], ["W2", "二\n行"]]
    assert answer.headers["Content-Disposition"] == 'attachment; filename="list.csv"'
    assert answer.content_type == "text/csv; charset=utf-8"


@pytest.mark.parametrize("number", [0, 1, 199, 200, 201, 1000])
def test_no_row_is_lost_between_the_pieces(number: int) -> None:
    rows = [[str(n)] for n in range(number)]
    assert table(csv_file("x.csv", ["n"], rows).get_data()) == [["n"], *rows]


def test_rows_are_read_while_they_are_sent() -> None:
    read = 0

    def rows() -> Iterator[list[str]]:
        nonlocal read
        for n in range(10_000):
            read += 1
            yield [str(n)]

    pieces = csv_file("x.csv", ["n"], rows()).iter_encoded()
    next(pieces)
    assert read < 500


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1+1", "＋1", "－1", "＠x", " =1"]
)
def test_a_cell_that_would_be_a_formula_is_text(cell: str) -> None:
    assert harmless(cell) == f"'{cell}"
    assert table(csv_file("x.csv", ["n"], [[cell]]).get_data())[1] == [f"'{cell}"]


@pytest.mark.parametrize("cell", ["", "受付=1", "1-2", "2026-11-21", "'x"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert harmless(cell) == cell
