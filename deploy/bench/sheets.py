"""Sheets per second and core. Floor: the same sheet drawn directly on ReportLab's canvas."""

from __future__ import annotations

import io
import os
from pathlib import Path

from reportlab import rl_config
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from deploy.bench.report import Report, timed
from deploy.bench.temporary import CHECKOUT
from services.documents.render import render

SHEET = {
    "date": "2026/11/21",
    "institution_code": "1180123456",
    "institution_name": "サンプル柔整",
    "account_id": "W0000001",
    "password": "a7#Kp2mXv9Qe",
    "activation_code": "1234-5678-9012",
    "sender": "サンプル運営機関",
    "spelled_out": "",
}
FONT = Path(os.environ.get("PORTAL_FONT_FILE") or CHECKOUT / ".venv" / "fonts" / "ipaexg.ttf")


def measure(report: Report, rounds: int) -> None:
    report.heading("Account sheets (one A4 PDF each), one core")
    ours = timed(lambda: render("account-sheet", SHEET), rounds)
    rl_config.useA85 = 0
    pdfmetrics.registerFont(TTFont("Floor", FONT))
    floor = timed(_draw, rounds)
    report.line("processor time of a sheet", f"{ours.cpu_ms:.1f} ms", "target 25 ms")
    report.line(
        "sheets per second",
        f"{1000 / ours.cpu_ms:.0f}",
        f"canvas {1000 / floor.cpu_ms:.0f}",
        ours.cpu_ms / floor.cpu_ms,
    )


def _draw() -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setTitle("マイナ資格確認アプリ ユーザ設定情報")
    canvas.setFont("Floor", 10.5)
    for row, (label, value) in enumerate(SHEET.items()):
        y = (240 - row * 10) * mm
        canvas.rect(22 * mm, y - 3 * mm, 166 * mm, 10 * mm)
        canvas.drawString(25 * mm, y, label)
        canvas.drawString(85 * mm, y, value)
    for row, note in enumerate(_NOTES):
        canvas.drawString(22 * mm, (150 - row * 6) * mm, note)
    canvas.save()
    return out.getvalue()


_NOTES = (
    "※ 重要な情報が記載されていますので、取扱いに注意し大切に保管願います。",
    "※ マイナ資格確認アプリでは、利用端末を限定するためにアクティベーションコード（数字12桁）を",
    "使用します。アクティベーションコードで認証を行った端末のみ、マイナ資格確認アプリの",
    "ご利用が可能です。",
)
