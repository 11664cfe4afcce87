"""Sheets as tests need them: the specimen's data, and what a reader of the PDF gets."""

from __future__ import annotations

import io

from pypdf import PdfReader

SPECIMEN = {
    "date": "2023/11/01",
    "institution_name": "サンプル柔整",
    "sender": "サンプル運営機関",
    "institution_code": "1180123456",
    "account_id": "W0000001",
    "password": "!Qazse45%B8+",
    "activation_code": "1234-5678-9012",
    "spelled_out": "",
}
LABELS = ["機関コード", "機関名", "ID", "パスワード", "アクティベーションコード"]


def pages(pdf: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(pdf))


def text(pdf: bytes) -> str:
    """Without line ends, so that a wrapped name is found as it was given."""
    return "".join(page.extract_text().replace("\n", "") for page in pages(pdf).pages)
