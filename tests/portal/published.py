"""A content folder of a test's own, and what the public pages are."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from services.portal.publications.library import SAMPLE

PAGES = {
    "/": "施術所等向け総合ポータルサイト",
    "/news": "お知らせ",
    "/faq": "よくある質問",
    "/about": "オンライン資格確認とは？",
    "/preparation": "導入準備",
    "/manuals": "手順書・マニュアル",
    "/manuals/registration": "ユーザー登録手順書",
    "/manuals/accounts": "アカウント確認手順書",
    "/contact": "お問い合わせ先",
    "/terms": "施術所等向け総合ポータルサイト利用規約",
    "/terms/1": "施術所等向け総合ポータルサイト利用規約（第1版）",
    "/privacy": "プライバシーポリシー",
    "/privacy/1": "プライバシーポリシー（第1版）",
    "/accessibility": "アクセシビリティ",
    "/links": "関連サイトへのリンク",
    "/sitemap": "サイトマップ",
    "/search": "サイト内検索",
}
NOTICE = {"title": "見本のお知らせ", "category": "other", "published": "2026-04-01 09:00"}
ANSWER = {"title": "見本の質問ですか", "category": "login", "order": "1"}


@dataclass(frozen=True)
class Folder:
    path: Path

    def write(self, name: str, front: Mapping[str, Any], body: str = "本文です。") -> None:
        lines = [f"{key}: {value}" for key, value in front.items()]
        text = "\n".join(["---", *lines, "---", body])
        (self.path / name).write_text(text, encoding="utf-8")

    def notice(self, id: str, body: str = "本文です。", **changes: Any) -> None:
        self.write(f"notices/{id}.md", {**NOTICE, **changes}, body)

    def empty(self, kind: str) -> None:
        for path in (self.path / kind).iterdir():
            path.unlink()


def sample_copy(path: Path) -> Folder:
    shutil.copytree(SAMPLE, path)
    return Folder(path)
