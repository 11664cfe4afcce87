"""The fields people type into, each with its own complaints."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from marshmallow import fields

from services.registration.model.drafts import EMPTY
from shared import japanese
from shared.web.fields import Text, complain
from shared.web.problems import Complaint

LONGEST_NAME = 40
LONGEST_EMAIL = 40
LONGEST_PATH = 1000
MOST_FIELDS = 500
MOST_TYPED = 200_000
_VERSION = re.compile(r"[0-9A-Za-z.-]{1,20}")
_PHONE = re.compile(r"0[0-9]{9,10}")
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?")
_NOT_IN_NAMES = {"Cc", "Cf", "Cn", "Co", "Cs"}
_LONE_VOICING_MARKS = "\uff9e\uff9f"


class Name(Text):
    normalise = staticmethod(japanese.name)

    def __init__(self, name: str, label: str) -> None:
        def check(text: str) -> None:
            if any(_is_strange(character) for character in text):
                raise complain("characters", f"{label}に使用できない文字が含まれています")

        too_long = f"{label}は{LONGEST_NAME}文字以内で入力してください"
        super().__init__(EMPTY[name], longest=LONGEST_NAME, too_long=too_long, check=check)


class Email(Text):
    """An address of at most 40 characters, lower case, in the letters the manual allows."""

    normalise = staticmethod(japanese.email)

    def __init__(self) -> None:
        super().__init__(EMPTY["email"], check=_check_email, metadata={"maxLength": LONGEST_EMAIL})


class Phone(Text):
    normalise = staticmethod(japanese.phone)

    def __init__(self) -> None:
        def check(text: str) -> None:
            if not _PHONE.fullmatch(text):
                wrong = "電話番号は、0から始まる10桁または11桁の数字で入力してください"
                raise complain("phone", wrong)

        super().__init__(EMPTY["phone"], check=check)


class Choice(Text):
    def __init__(self, empty: str, choices: tuple[str, ...], **options: Any) -> None:
        def check(text: str) -> None:
            if text not in choices:
                raise complain("choice", empty)

        known = [*choices, ""] if options.get("optional") else [*choices]
        super().__init__(empty, check=check, metadata={"enum": known}, **options)


class TermsVersion(Text):
    """Such as 2; which versions there are, those who publish the terms know."""

    def __init__(self) -> None:
        def check(text: str) -> None:
            if not _VERSION.fullmatch(text):
                raise complain("version", "利用規約の版が正しくありません")

        super().__init__("利用規約の版が正しくありません", check=check)


class Path(Text):
    """An address of the frontend, from its first slash on."""

    def __init__(self) -> None:
        def check(text: str) -> None:
            if not text.startswith("/") or len(text) > LONGEST_PATH:
                raise complain("path", "送信内容を確認できませんでした。")

        super().__init__("送信内容を確認できませんでした。", check=check)


class TypedFields(fields.Dict):
    """Texts by name, as much as a person can type."""

    def __init__(self) -> None:
        super().__init__(
            keys=fields.String(),
            values=fields.String(),
            required=True,
            validate=_check_amount,
            error_messages={"invalid": Complaint("type", "送信内容を確認できませんでした。")},
        )


class Exactly(fields.String):
    """Text taken as it is, the empty one too: what an empty password means, others decide."""

    def __init__(self, wrong: str, **options: Any) -> None:
        super().__init__(error_messages={"null": Complaint("type", wrong)}, **options)
        self._wrong = wrong

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        if not isinstance(value, str):
            raise complain("type", self._wrong)
        return value


class Token(Text):
    """Whatever mail programs and copying left around it is cut off."""

    def __init__(self) -> None:
        super().__init__("不正な操作が行われました。", normalise=_only_letters)


def _check_email(text: str) -> None:
    local, at, domain = text.partition("@")
    stranger = japanese.first_outside(text, "a-z0-9._@-")
    if not at or "@" in domain:
        raise complain("at", "メールアドレスは「@」を1つ含めて入力してください")
    if len(text) > LONGEST_EMAIL:
        longest = f"メールアドレスは{LONGEST_EMAIL}文字以内で入力してください"
        raise complain("too_long", f"{longest}（現在{len(text)}文字）")
    if stranger:
        wrong = f"メールアドレスに使用できない文字「{stranger}」が含まれています"
        raise complain("characters", wrong)
    if not local or not _DOMAIN.fullmatch(domain):
        raise complain("shape", "メールアドレスの「@」の前と後を確認してください")


def _check_amount(typed: dict[str, str]) -> None:
    amount = sum(len(name) + len(value) for name, value in typed.items())
    if len(typed) > MOST_FIELDS or amount > MOST_TYPED:
        raise complain("too_long", "入力内容が多すぎます。")


def _only_letters(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]", "", text)


def _is_strange(character: str) -> bool:
    """Control, format, private-use and unassigned characters; kanji variants are welcome."""
    strange = unicodedata.category(character) in _NOT_IN_NAMES
    return strange or character in _LONE_VOICING_MARKS
