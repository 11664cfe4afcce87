"""The sheet as its reader gets it, and what must never become one."""

from __future__ import annotations

import io
import logging
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from pypdf import PdfReader

from services.documents import render as render_module
from services.documents.render import MissingGlyphs, RenderError, render
from tests.documents.sheets import LABELS, SPECIMEN, pages, text

LONGEST_CPU_SECONDS = 0.05
HARD_NAME = (
    "医療法人社団　髙﨑﨔会ｶﾞｰﾃﾞﾝｼﾃｨ銀座2丁目ＡＢＣ鍼灸整骨院"
    "・あん摩マッサージ指圧はりきゅう治療院附属訪問施術㈱"
)


def sheet(**changes: str) -> bytes:
    return render("account-sheet", {**SPECIMEN, **changes})


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty template called "trial"."""
    monkeypatch.setattr(render_module, "TEMPLATES", tmp_path)
    render_module._templates.cache_clear()
    (tmp_path / "trial").mkdir()
    yield tmp_path / "trial" / "page.html"
    render_module._templates.cache_clear()


def test_the_sheet_says_what_the_manual_shows_in_its_order() -> None:
    lines = [line.strip() for line in pages(sheet()).pages[0].extract_text().splitlines()]
    values = ["1180123456", "サンプル柔整", "W0000001", "!Qazse45%B8+", "1234-5678-9012"]
    rows = [part for row in zip(LABELS, values, strict=True) for part in row]
    head = ["2023/11/01", "サンプル柔整 御中", "サンプル運営機関"]
    titles = ["マイナ資格確認アプリ ユーザ設定情報", "マイナ資格確認アプリ利用に関する情報"]
    assert lines[:15] == [*head, *titles, *rows]
    notes = "".join(lines[15:])
    warning = "※ 重要な情報が記載されていますので、取扱いに注意し大切に保管願います。"
    assert notes.startswith(warning)
    assert "アクティベーションコード（数字12桁）を使用します。" in notes
    assert notes.endswith("端末のみ、マイナ資格確認アプリのご利用が可能です。")


def test_another_program_reads_the_same() -> None:
    pdftotext = shutil.which("pdftotext")
    if pdftotext is None:
        pytest.skip("NOT RUN: pdftotext (poppler-utils) is not installed")
    answer = subprocess.run([pdftotext, "-", "-"], input=sheet(), capture_output=True, check=True)
    for value in SPECIMEN.values():
        assert value in answer.stdout.decode()


def test_it_is_one_page_with_title_and_language() -> None:
    reader = pages(sheet())
    assert len(reader.pages) == 1
    assert reader.metadata.title == "マイナ資格確認アプリ ユーザ設定情報"
    assert reader.trailer["/Root"]["/Lang"] == "ja"


def test_every_font_is_embedded() -> None:
    fonts = pages(sheet()).pages[0]["/Resources"]["/Font"].values()
    descriptors = [font.get_object()["/FontDescriptor"] for font in fonts]
    assert descriptors
    assert all("/FontFile2" in descriptor for descriptor in descriptors)


@pytest.mark.parametrize(
    "name", ["𠮟整骨院", HARD_NAME, "ﾊﾟｰｸ", "神﨑・塚", "A & B 'C' \"D\"", "a　b"]
)
def test_a_registered_name_comes_out_as_it_went_in(name: str) -> None:
    assert text(sheet(institution_name=name)).count(name) == 2


def test_a_long_name_stays_inside_its_cell() -> None:
    right_edge: list[float] = []

    def visit(run: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        if run.strip() in HARD_NAME:
            right_edge.append(matrix[4] + len(run.strip()) * size)

    page = pages(sheet(institution_name=HARD_NAME * 2)).pages[0]
    page.extract_text(visitor_text=visit)
    assert len(right_edge) > 4
    assert max(right_edge) < page.mediabox.width - 40


@pytest.mark.parametrize(
    "hostile",
    [
        "<b>太</b>",
        "<img src='file:///etc/passwd'>",
        "</td></tr></table><h1>偽",
        "<pdf:nextpage/>",
        "<style>@page{size:a5}</style>",
        "[[[1/0]]]",
        "{{ password }}{% raw %}",
        "&lt;&#60;&amp;",
        "url(http://127.0.0.1/)",
        "]]><!--",
    ],
)
def test_data_never_becomes_markup(hostile: str) -> None:
    pdf = sheet(institution_name=hostile)
    assert text(pdf).count(hostile) == 2
    assert pages(pdf).pages[0].mediabox.width == pages(sheet()).pages[0].mediabox.width


@pytest.mark.parametrize(
    "stranger", ["𠮷", "😀", "\x00", "\ud800", "\u202e", "\ue000", "葛\U000e0100"]
)
def test_what_the_font_cannot_draw_is_named_and_not_printed(stranger: str) -> None:
    with pytest.raises(MissingGlyphs) as refused:
        sheet(institution_name=f"{stranger}田整骨院")
    assert refused.value.characters == {stranger[-1]}
    assert str(refused.value) == f"U+{ord(stranger[-1]):04X}"


@pytest.mark.parametrize(
    "markup",
    [
        "<p>{{ missing }}</p>",
        "<p style='font-family: sheet; color: nonsense(1)'>x</p>",
        "<p style='font-family: Unknown'>x</p>",
        "<p style='font-family: sheet'>😀</p>",
        "<img src='file:///etc/passwd'>",
        "<link rel='stylesheet' href='/etc/passwd'>",
        "<img src='http://127.0.0.1:9/x.png'>",
    ],
)
def test_a_template_that_is_not_perfect_makes_no_pdf(template: Path, markup: str) -> None:
    template.write_text(f"<html><body>{markup}</body></html>", encoding="utf-8")
    with pytest.raises(RenderError):
        render("trial", {})


def test_an_unknown_template_makes_no_pdf() -> None:
    with pytest.raises(RenderError, match="no-such"):
        render("no-such", SPECIMEN)


def test_neither_the_error_nor_the_log_holds_values(template: Path) -> None:
    template.write_text("<p style='font-family: {{ x }}'>{{ x }}</p>", encoding="utf-8")
    log = io.StringIO()
    handler = logging.StreamHandler(log)
    logging.getLogger().addHandler(handler)
    with pytest.raises(RenderError) as refused:
        render("trial", {"x": "Geheim-7"})
    logging.getLogger().removeHandler(handler)
    assert "geheim" not in (str(refused.value) + log.getvalue()).lower()
    assert refused.value.__cause__ is None


def test_many_threads_get_each_their_own_sheet() -> None:
    made: dict[str, bytes] = {}

    def make(account_id: str) -> None:
        made[account_id] = sheet(account_id=account_id)

    threads = [threading.Thread(target=make, args=(f"W{n:07d}",)) for n in range(12)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 12
    assert all(account_id in text(pdf) for account_id, pdf in made.items())


def test_a_sheet_costs_little_cpu() -> None:
    sheet()
    spent = []
    for _ in range(15):
        began = time.thread_time()
        sheet()
        spent.append(time.thread_time() - began)
    assert sorted(spent)[7] < LONGEST_CPU_SECONDS


def test_the_file_is_small_and_whole() -> None:
    pdf = sheet()
    assert len(pdf) < 60_000
    assert not PdfReader(io.BytesIO(pdf), strict=True).is_encrypted
