"""The refusals a use case may raise, each with its HTTP status and a stable code.

Refusal
├── Invalid 422          ├── Unauthenticated 401   ├── Forbidden 403   ├── NotFound 404
├── Conflict 409         ├── Gone 410              ├── TooManyRequests 429
└── Unavailable 503
PermanentError (a handler: trying again cannot help) · StoreAway (the service's own store)

Standard library only, so every room may import it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class FieldError:
    """One complaint about one field; `message` is Japanese and names the field."""

    field: str
    code: str
    message: str


class Refusal(Exception):
    """A request that is answered with "no": `detail` is for people, `code` for programs."""

    status = 400
    code = "refused"
    detail = "この操作は行えません。"

    def __init__(
        self,
        detail: str = "",
        *,
        errors: Sequence[FieldError] = (),
        retry_after: int | None = None,
        **extra: object,
    ) -> None:
        self.detail = detail or self.detail
        self.errors = tuple(errors)
        self.retry_after = retry_after
        self.extra = extra
        super().__init__(self.detail)


class Invalid(Refusal):
    status, code = 422, "invalid"
    detail = "入力内容を確認してください。"


class Unauthenticated(Refusal):
    status, code = 401, "unauthenticated"
    detail = "ログインしてください。"


class Forbidden(Refusal):
    status, code = 403, "forbidden"


class NotFound(Refusal):
    status, code = 404, "not_found"
    detail = "見つかりません。"


class Conflict(Refusal):
    status, code = 409, "conflict"
    detail = "ほかの画面で更新されています。最新の内容を確認してください"


class Gone(Refusal):
    status, code = 410, "gone"
    detail = "有効期限が切れています。"


class TooManyRequests(Refusal):
    status, code = 429, "too_many_requests"
    detail = "しばらくしてからもう一度お試しください。"


class Unavailable(Refusal):
    status, code = 503, "unavailable"
    detail = "ただいま混み合っています。しばらくしてからもう一度お試しください。"


class PermanentError(Exception):
    """An event handler's verdict that another attempt cannot succeed."""


class StoreAway(Exception):
    """The service's own store cannot be reached; nothing is known about the last write."""
