"""Prints the sample content's PDFs from their own pages: python -m tests.portal.print_files

Run it after changing a text that is offered for download; a test tells when that was forgotten.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, sync_playwright
from werkzeug.serving import make_server

from services.portal.app import create_app
from services.portal.publications.library import SAMPLE
from services.portal.settings import Settings

PRINTED = {
    "registration-manual.pdf": "/manuals/registration",
    "accounts-manual.pdf": "/manuals/accounts",
    "preparation-checklist.pdf": "/preparation",
}
ON_PAPER = """
.footer, .on-paper { display: none !important }
* { font-family: IPAexGothic !important; font-weight: 400 !important }
strong { text-decoration: underline }
"""
CHROMIUM = os.environ.get("PORTAL_CHROMIUM", "/usr/bin/chromium")


def print_all() -> None:
    with served() as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page(locale="ja-JP")
        for name, path in PRINTED.items():
            print_page(page, f"{url}{path}", name)
        browser.close()


def print_page(page: Page, address: str, name: str) -> None:
    page.goto(address)
    page.evaluate(
        "css => { const sheet = new CSSStyleSheet(); sheet.replaceSync(css);"
        " document.adoptedStyleSheets = [sheet]; }",
        ON_PAPER,
    )
    page.pdf(path=SAMPLE / "files" / name, format="A4", tagged=True, prefer_css_page_size=True)


@contextmanager
def served() -> Iterator[str]:
    app = create_app(Settings("http://127.0.0.1:8799", cookie_key=b"k" * 32))
    server = make_server("127.0.0.1", 8799, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield "http://127.0.0.1:8799"
    server.shutdown()


if __name__ == "__main__":
    print_all()
