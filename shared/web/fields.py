"""marshmallow fields that forgive as people type and complain as people speak."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, ClassVar

from marshmallow import EXCLUDE, ValidationError, fields
from marshmallow import Schema as MarshmallowSchema

from shared import clock, japanese
from shared.web.problems import Complaint


class Schema(MarshmallowSchema):
    """Unknown members are ignored; a missing one gets its field's own "please enter"."""

    class Meta:
        unknown = EXCLUDE

    error_messages: ClassVar = {
        "type": Complaint("type", "送信内容を確認できませんでした。"),
        "unknown": Complaint("unknown", "送信内容を確認できませんでした。"),
    }


class NothingSchema(Schema):
    """{}"""


def complain(code: str, message: str) -> ValidationError:
    return ValidationError([Complaint(code, message)])


class Text(fields.String):
    """Text that is normalised, then checked. `empty` is said when nothing is left of it."""

    normalise: Callable[[str], str] = staticmethod(japanese.line)

    def __init__(
        self,
        empty: str,
        *,
        longest: int | None = None,
        too_long: str = "",
        normalise: Callable[[str], str] | None = None,
        check: Callable[[str], None] | None = None,
        optional: bool = False,
        **kwargs: Any,
    ) -> None:
        """`too_long` may contain {n}, the number of characters given. `check` raises complain()."""
        wrong = Complaint("type", empty)
        kwargs.setdefault("required", not optional)
        if optional:
            kwargs.setdefault("load_default", "")
        if longest:
            kwargs["metadata"] = {"maxLength": longest, **kwargs.get("metadata", {})}
        super().__init__(
            error_messages={"required": Complaint("required", empty), "null": wrong},
            allow_none=optional,
            **kwargs,
        )
        self._empty, self._longest, self._too_long = empty, longest, too_long
        self._normalise = normalise or self.normalise
        self._check, self._optional = check, optional

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        given = "" if value is None and self._optional else value
        return super().deserialize(given, *args, **kwargs)

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any
    ) -> str:
        if not isinstance(value, str):
            raise complain("type", self._empty)
        text = self._normalise(value)
        if not text:
            if self._optional:
                return ""
            raise complain("required", self._empty)
        if self._longest and len(text) > self._longest:
            raise complain("too_long", self._too_long.format(n=len(text)))
        if self._check:
            self._check(text)
        return text

    def _serialize(self, value: Any, attr: str | None, obj: Any, **kwargs: Any) -> Any:
        return value


class Digits(Text):
    """`length` digits; full-width ones, hyphens and spaces are forgiven."""

    normalise = staticmethod(japanese.digits)

    def __init__(self, empty: str, *, length: int, wrong_length: str, not_digits: str, **kw: Any):
        """`wrong_length` may contain {n}; `not_digits` may contain {c}, the first stranger."""

        def check(text: str) -> None:
            stranger = japanese.first_outside(text, "0-9")
            if stranger:
                raise complain("not_digits", not_digits.format(c=stranger))
            if len(text) != length:
                raise complain("length", wrong_length.format(n=len(text)))

        forgiven = f"{length} digits; hyphens, spaces and full-width digits are forgiven."
        super().__init__(empty, check=check, metadata={"description": forgiven}, **kw)


class WholeNumber(Text):
    """A number between two bounds, given as a number or as people type it; loads an int."""

    def __init__(self, empty: str, *, low: int, high: int, wrong: str, **kw: Any) -> None:
        bounds = {"minimum": low, "maximum": high}
        super().__init__(empty, normalise=japanese.digits, metadata=bounds, **kw)
        self._low, self._high, self._wrong = low, high, wrong

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, int) and not isinstance(value, bool):
            text = str(value)
        else:
            text = super()._deserialize(value, attr, data, **kwargs)
        if not re.fullmatch(r"[0-9]{1,9}", text) or not self._low <= int(text) <= self._high:
            raise complain("range", self._wrong)
        return int(text)


class Day(fields.Date):
    """YYYY-MM-DD, or nothing when optional."""

    def __init__(self, empty: str, *, wrong: str, optional: bool = False, **kw: Any) -> None:
        required = Complaint("required", empty)
        if optional:
            kw.setdefault("load_default", None)
        super().__init__(
            required=not optional, allow_none=optional, error_messages={"required": required}, **kw
        )
        self._empty, self._wrong, self._optional = empty, wrong, optional

    def deserialize(self, value: Any, *args: Any, **kwargs: Any) -> Any:
        if value in (None, ""):
            if self._optional:
                return None
            raise complain("required", self._empty)
        return super().deserialize(value, *args, **kwargs)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> date:
        if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise complain("date", self._wrong)
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            raise complain("date", self._wrong) from error


class Instant(fields.DateTime):
    """For answers: 2026-11-21T09:05:00.000Z"""

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kwargs: Any) -> Any:
        return value and clock.rfc3339(value)


class Tick(fields.Boolean):
    """A box that must be ticked."""

    def __init__(self, empty: str, **kwargs: Any) -> None:
        super().__init__(
            required=True,
            error_messages={"required": Complaint("required", empty)},
            metadata={"enum": [True]},
            **kwargs,
        )
        self._empty = empty

    def _deserialize(self, value: Any, attr: Any, data: Any, **kwargs: Any) -> bool:
        if value is not True:
            raise complain("required", self._empty)
        return True
