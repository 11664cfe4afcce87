"""Files for download: what is offered, and that printed copies say what their pages say."""

from __future__ import annotations

import io
import re
from unicodedata import normalize

import pypdf
import pytest

from services.portal.publications.model import Manual, Page
from tests.portal.conftest import Portal
from tests.portal.fakes import parsed
from tests.portal.print_files import PRINTED
from tests.portal.published import Folder


def letters(text: str) -> str:
    """Without white space and with the look-alikes of PDF fonts made alike."""
    return re.sub(r"\s+", "", normalize("NFKC", text))


def published(portal: Portal, path: str) -> Manual | Page:
    contents = portal.app.extensions["library"].contents()
    manuals = {f"/manuals/{manual.id}": manual for manual in contents.manuals}
    return manuals.get(path) or contents.pages[path[1:]]


@pytest.mark.parametrize(("name", "path"), PRINTED.items())
def test_a_printed_copy_says_what_its_page_says(portal: Portal, name: str, path: str) -> None:
    pdf = pypdf.PdfReader(io.BytesIO(portal.browser.get(f"/files/{name}").data))
    printed = letters("".join(page.extract_text() for page in pdf.pages))
    text = published(portal, path)
    for line in (text.title, *text.text.plain.split("\n")):
        assert letters(line) in printed
    assert "サイト内検索" not in printed
    assert "お問い合わせ窓口" not in printed
    assert pdf.metadata.title.endswith("｜施術所等向け総合ポータルサイト")
    assert pdf.root_object["/MarkInfo"]["/Marked"]
    assert pdf.root_object["/Lang"] == "ja"


def test_files_come_as_downloads_that_are_what_they_say(portal: Portal) -> None:
    answer = portal.browser.get("/files/registration-manual.pdf")
    assert answer.content_type == "application/pdf"
    assert answer.headers["Content-Disposition"] == "attachment; filename=registration-manual.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    for name in ("nothing.pdf", "..%2Fterms%2F1.md", ".hidden", "%00"):
        assert portal.browser.get(f"/files/{name}").status_code == 404


def test_the_table_of_manuals_names_format_and_size(portal: Portal, folder: Folder) -> None:
    html = portal.browser.get("/manuals").text
    size = round((folder.path / "files" / "registration-manual.pdf").stat().st_size / 1000)
    assert f"ユーザー登録手順書（PDF {size}KB）" in html
    columns = [head for head in parsed(html).iter("th") if head.get("scope") == "col"]
    names = "、".join("".join(head.itertext()) for head in columns)
    assert names == "名称、版、更新日、形式・サイズ、対象"
