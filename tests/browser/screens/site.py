"""ST6: files of a text that staff write."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.browser import acts
from tests.browser.screens.desk import NEW, TEXT, TEXTS, admin
from tests.browser.screens.screen import Screen
from tests.browser.world import World
from tests.support.files import PDF
from tests.support.live import pages


def with_files(world: World) -> str:
    return f"{TEXTS}/{world.text_with_files}"


def choose(page: Page, name: str, content: bytes) -> None:
    file = {"name": name, "mimeType": "application/pdf", "buffer": content}
    page.locator("#attachments").set_input_files(file)
    pages.press(page, "ファイルを添付する")


def attach(page: Page, world: World) -> None:
    choose(page, "申請の様式.pdf", PDF)


def attach_something_else(page: Page, world: World) -> None:
    choose(page, "申請の様式.pdf", b"<html>")


def forget_a_name(page: Page, world: World) -> None:
    pages.fill(page, "「利用の届.pdf」の代替名", "")
    pages.press(page, "公開する")


SITE = [
    Screen("ST6-attach", NEW, "お知らせの作成", f"{TEXTS}/new/notices", admin, attach),
    Screen(
        "ST6-attach-errors", NEW, "お知らせの作成", f"{TEXTS}/new/notices", admin,
        attach_something_else, 422,
    ),
    Screen("ST6-files", TEXT, "お知らせの編集", with_files, admin),
    Screen("ST6-files-errors", TEXT, "お知らせの編集", with_files, admin, forget_a_name, 422),
    Screen(
        "ST6-files-preview", TEXT, "お知らせの編集", with_files, admin, acts.press("プレビュー"),
    ),
    Screen(
        "ST6-files-publish", f"{TEXT}/publish", "お知らせの公開",
        lambda w: f"{with_files(w)}/publish", admin,
    ),
]  # fmt: skip
NO_SCREEN = (f"{TEXTS}/files/<name>",)
