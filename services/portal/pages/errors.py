"""E1–E8: what happened, what the visitor can do, how to reach help. Never user data."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from math import ceil
from typing import Any

from flask import Flask, current_app, g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, TooManyRequests

from services.portal.client import Refusal, Unreachable
from services.portal.security import MEGABYTE
from services.portal.session import present_path, to_reauth, to_sign_in
from shared import clock

log = logging.getLogger(__name__)

EXPIRED = "画面の有効期限が切れました"
NOT_CONFIRMED = "送信内容を確認できませんでした"
BUSY_FOR = 30
IN_SECONDS = 120
TRY_AGAIN = "前の画面に戻り、再読み込みしてからもう一度お試しください。"


@dataclass(frozen=True)
class ErrorPage:
    status: int
    heading: str
    text: str
    link: tuple[str, str] | None = None


def register(app: Flask) -> None:
    app.register_error_handler(CSRFError, form_expired)
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(Unreachable, unreachable)
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, broken)


def show(page: ErrorPage, headers: dict[str, str] | None = None) -> Any:
    g.plain_shell = True
    body = render_template("errors/error.html", page=page, title=page.heading)
    return body, page.status, headers or {}


def form_expired(_: CSRFError) -> Any:
    link = ("入力画面を開き直す", request.path)
    if not request.cookies:
        text = "ブラウザーのCookieを有効にしてください。そのあと、画面を開き直してください。"
        return show(ErrorPage(400, NOT_CONFIRMED, text, link))
    return show(ErrorPage(400, EXPIRED, TRY_AGAIN, link))


def refused(refusal: Refusal) -> Any:
    """A service's no that the page itself had no words for."""
    if refusal.code == "reauth_required":
        return to_reauth(present_path())
    if refusal.code == "draft_gone":
        text = "入力を始めてから30分が過ぎました。お手数ですが、もう一度入力してください。"
        return show(ErrorPage(400, EXPIRED, text, ("最初からやり直す", "/register")))
    if refusal.status == 401:
        return to_sign_in()
    if refusal.status == 503:
        return unavailable(refusal.detail)
    wait = refusal.retry_after
    return show(_page(refusal.status, refusal.detail, wait), _retry_after(wait))


def unreachable(error: Unreachable) -> Any:
    log.warning("service unreachable: %s", error)
    return unavailable()


def unavailable(detail: str = "") -> Any:
    """While a planned end is to come, it is maintenance."""
    text = detail or "しばらくしてからもう一度お試しください。入力内容は送信されていません。"
    heading, wait, again = "ただいま混み合っています", BUSY_FOR, ("もう一度開く", request.path)
    end, now = current_app.extensions["settings"].maintenance_until, clock.now()
    if end and now < end:
        text = f"終了予定：{clock.ja_datetime(end)}。{text}"
        heading, wait = "ただいまメンテナンス中です", ceil((end - now).total_seconds())
    return show(ErrorPage(503, heading, text, again), _retry_after(wait))


def http_error(error: HTTPException) -> Any:
    headers = {}
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        headers["Allow"] = ", ".join(sorted(error.valid_methods))
    wait = error.retry_after if isinstance(error, TooManyRequests) else 0
    return show(_page(error.code or 500, wait=wait), headers | _retry_after(wait))


def broken(error: Exception) -> Any:
    log.error("page failed", exc_info=error)
    return show(_page(500))


def _retry_after(seconds: int) -> dict[str, str]:
    return {"Retry-After": str(seconds)} if seconds else {}


def _ja_wait(seconds: int) -> str:
    return f"{seconds}秒" if seconds <= IN_SECONDS else f"約{ceil(seconds / 60)}分"


def _page(status: int, detail: str = "", wait: int = 0) -> ErrorPage:
    if status == 403:
        return ErrorPage(403, "この操作は行えません", detail)
    if status in (404, 405, 410):
        return ErrorPage(status, "ページが見つかりません", "URLが正しいか確認してください。")
    if status == 409:
        link = ("最新の内容を開く", request.path)
        return ErrorPage(409, "ほかの画面で更新されています", detail, link)
    if status == 413:
        size = (request.max_content_length or MEGABYTE) // MEGABYTE
        text = f"送信できるのは、1回につき{size}MBまでです。"
        return ErrorPage(413, "ファイルが大きすぎます", text, ("前の画面を開き直す", request.path))
    if status == 429:
        text = f"{_ja_wait(wait)}後にもう一度お試しください。" if wait else detail
        return ErrorPage(429, "しばらくしてからもう一度お試しください", text)
    if status >= 500:
        text = "入力内容が保存されていない可能性があります。"
        return ErrorPage(status, "処理中に問題が発生しました", text)
    return ErrorPage(status, NOT_CONFIRMED, detail or TRY_AGAIN)
