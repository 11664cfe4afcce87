"""What administrators keep for the whole site."""

from __future__ import annotations

from functools import cached_property

from tests.support.files import PDF
from tests.support.live.api import Api

BODY = "駐車場の地図を差し替えました。印刷してお使いください。"


class SiteWorld:
    """Part of World."""

    api: Api
    admin_session: str

    @cached_property
    def text_with_files(self) -> str:
        """A published notice with two files."""
        files = [self._file(name) for name in ("駐車場の地図.pdf", "利用の届.pdf")]
        attached = [{"file": file, "name": name} for file, name in files]
        front = {"title": "駐車場の地図", "category": "other", "important": ""}
        body = {"kind": "notices", "front": front, "body": BODY, "attachments": attached}
        path = "registration/publications"
        text = self.api.as_person(self.admin_session, "POST", path, json=body)
        seen = {"version": text["version"]}
        self.api.as_person(self.admin_session, "POST", f"{path}/{text['id']}/publish", json=seen)
        return text["id"]

    def _file(self, name: str) -> tuple[str, str]:
        file = self.api.as_person(
            self.admin_session,
            "POST",
            "registration/publications/files",
            params={"name": name},
            content=PDF,
        )
        return file["id"], name.removesuffix(".pdf")
