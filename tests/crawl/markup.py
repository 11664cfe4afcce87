"""What a page offers to press, read from its HTML as a browser without scripts would."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag, urljoin

import httpx2
from lxml import html

LOG_OUT = "/logout"
Fields = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Press:
    """A button of a form with nothing filled in; `files` are the fields for files."""

    page: str
    method: str
    url: str
    fields: Fields
    files: tuple[str, ...] | None
    label: str

    @property
    def body(self) -> dict[str, Any]:
        """As httpx takes it."""
        if self.files is None:
            return {"data": _grouped(self.fields)}
        parts = [(name, (None, value)) for name, value in self.fields]
        return {"files": [*parts, *((name, ("", b"")) for name in self.files)]}


class Offered:
    """The links and buttons of one answer."""

    def __init__(self, answer: httpx2.Response) -> None:
        self.url = str(answer.url)
        self._root = html.document_fromstring(answer.text)

    def links(self) -> Iterator[str]:
        """Addresses without their fragments."""
        for anchor in self._root.iter("a"):
            if href := anchor.get("href"):
                yield urldefrag(urljoin(self.url, href)).url

    def dead_ends(self) -> Iterator[str]:
        """What looks as if it could be pressed, and does nothing."""
        for anchor in self._root.iter("a"):
            href = anchor.get("href", "")
            inside = href.startswith("#") and href[1:] in self._ids()
            if not href or (href.startswith("#") and not inside):
                yield f"link 「{_text(anchor)}」 to {href or 'nowhere'}"
        for button in self._root.iter("button"):
            if self._form_of(button) is None:
                yield f"button 「{_text(button)}」 without a form"

    def presses(self) -> Iterator[Press]:
        for button in self._root.iter("button"):
            form = self._form_of(button)
            if form is not None and not form.get("action", "").endswith(LOG_OUT):
                yield self._press(form, button)

    def _press(self, form: html.FormElement, button: html.HtmlElement) -> Press:
        action = button.get("formaction") or form.get("action") or ""
        chosen = ((button.get("name"), button.get("value", "")),) if button.get("name") else ()
        files = tuple(field.get("name") for field in form.xpath(".//input[@type='file']"))
        with_files = form.get("enctype") == "multipart/form-data"
        return Press(
            page=self.url,
            method=form.method,
            url=urldefrag(urljoin(self.url, action)).url,
            fields=(*form.form_values(), *chosen),
            files=files if with_files else None,
            label=_text(button),
        )

    def _form_of(self, button: html.HtmlElement) -> html.FormElement | None:
        if owner := button.get("form"):
            return self._root.get_element_by_id(owner, None)
        return next(button.iterancestors("form"), None)

    def _ids(self) -> set[str]:
        return set(self._root.xpath("//@id"))


def _text(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def _grouped(fields: Fields) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in fields:
        grouped.setdefault(name, []).append(value)
    return grouped
