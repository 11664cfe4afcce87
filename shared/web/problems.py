"""Every refusal leaves as application/problem+json with a stable `code`; nothing leaves as a 500
without a request id to quote."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

from shared import log as context
from shared.errors import FieldError, Refusal, StoreAway, Unavailable

log = logging.getLogger(__name__)
CONTENT_TYPE = "application/problem+json"
_CODES = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
    422: "invalid",
    429: "too_many_requests",
}
_DETAILS = {
    404: "見つかりません。",
    413: "送信された内容が大きすぎます。",
    422: "入力内容を確認してください。",
    429: "しばらくしてからもう一度お試しください。",
}


class Complaint(str):
    """A message for people that carries its code for programs through marshmallow."""

    code: str

    def __new__(cls, code: str, message: str) -> Complaint:
        complaint = super().__new__(cls, message)
        complaint.code = code
        return complaint

    def __getnewargs__(self) -> tuple[str, str]:
        return self.code, str(self)


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: tuple[FieldError, ...] = (),
    headers: Mapping[str, str] | None = None,
    **extra: object,
) -> Response:
    body = {"type": "about:blank", "title": code, "status": status, "code": code, "detail": detail}
    if errors:
        body["errors"] = [vars(error) for error in errors]
    answer = jsonify({**extra, **body, "request_id": context.request_id.get()})
    answer.status_code = status
    answer.content_type = CONTENT_TYPE
    answer.headers.update(dict(headers or {}))
    return answer


def install(app: Flask) -> None:
    app.register_error_handler(Refusal, refused)
    app.register_error_handler(StoreAway, lambda error: refused(Unavailable()))
    app.register_error_handler(HTTPException, http_refused)
    app.register_error_handler(Exception, broken)


def refused(error: Refusal) -> Response:
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else None
    extra = {**error.extra, **({"retry_after": error.retry_after} if error.retry_after else {})}
    return problem(
        error.status, error.code, error.detail, errors=error.errors, headers=headers, **extra
    )


def http_refused(error: HTTPException) -> Response:
    """Keeps the headers of the original, such as Allow and Retry-After."""
    status = error.code or 500
    if error.response is not None and status < 400:
        raise error
    headers = {k: v for k, v in error.get_headers() if k.lower() != "content-type"}
    messages = getattr(error, "data", None) or {}
    errors = tuple(field_errors(messages.get("messages", {})))
    detail = _DETAILS.get(status, "送信内容を確認できませんでした。")
    return problem(status, _CODES.get(status, "refused"), detail, errors=errors, headers=headers)


def broken(error: Exception) -> Response:
    log.exception("request failed", exc_info=error)
    return problem(500, "internal", "処理中に問題が発生しました。")


def field_errors(messages: object, path: str = "") -> Iterator[FieldError]:
    """marshmallow's nested messages as a flat list; webargs' location names are left out."""
    if isinstance(messages, Mapping):
        for key, value in messages.items():
            inner = path if not path and key in ("json", "query", "_schema") else f"{path}.{key}"
            yield from field_errors(value, inner.lstrip("."))
    elif isinstance(messages, list | tuple):
        for message in messages:
            yield from field_errors(message, path)
    else:
        yield FieldError(path, getattr(messages, "code", "invalid"), str(messages))
