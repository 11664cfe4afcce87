"""Passwords people choose: the rules that need no dictionary."""

from __future__ import annotations

import re

from shared.errors import FieldError

SHORTEST, LONGEST = 8, 100
_CLASSES = {"英大文字": "[A-Z]", "英小文字": "[a-z]", "数字": "[0-9]"}
_PRINTABLE = re.compile(r"[\x20-\x7e]*")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def password_problems(password: str, repeated: str | None, email: str) -> list[FieldError]:
    """What is wrong with a new password; `repeated` is None where it is asked only once."""
    text = _shape_problem(password) or _guess_problem(password, email)
    problems = [FieldError("password", *text)] if text else []
    if repeated is not None:
        problems += _repetition_problems(password, repeated)
    return problems


def too_common() -> FieldError:
    return FieldError("password", "common", _GUESSABLE)


_GUESSABLE = "推測されやすいパスワードです。別のパスワードにしてください"


def _shape_problem(password: str) -> tuple[str, str] | None:
    missing = [name for name, pattern in _CLASSES.items() if not re.search(pattern, password)]
    count = f"（現在{len(password)}文字）"
    if not password:
        return "required", "パスワードを入力してください"
    if _CONTROL.search(password):
        return "characters", "パスワードに使用できない文字が含まれています"
    if not _PRINTABLE.fullmatch(password):
        return "full_width", "全角文字が含まれています。半角で入力してください"
    if len(password) < SHORTEST:
        return "too_short", f"パスワードは{SHORTEST}文字以上で入力してください{count}"
    if len(password) > LONGEST:
        return "too_long", f"パスワードは{LONGEST}文字以下で入力してください{count}"
    if missing:
        return "classes", f"パスワードに{'・'.join(missing)}を1文字以上入れてください"
    return None


def _guess_problem(password: str, email: str) -> tuple[str, str] | None:
    return ("common", _GUESSABLE) if email and password.lower() == email.lower() else None


def _repetition_problems(password: str, repeated: str) -> list[FieldError]:
    if not repeated:
        return [FieldError("password2", "required", "確認用のパスワードを入力してください")]
    if repeated != password:
        text = "パスワードと確認用のパスワードが一致しません"
        return [FieldError("password2", "mismatch", text)]
    return []
