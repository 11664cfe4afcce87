"""What somebody has entered so far; half an hour after the last change it is forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from services.registration.model.bounces import Bounce
from services.registration.model.users import FIRST_TERMS, Applicant
from shared.contracts import FacilityRef
from shared.errors import FieldError

LIFE = timedelta(minutes=30)
EMPTY = {
    "family_name": "姓を入力してください",
    "given_name": "名を入力してください",
    "kind": "所属機関を選択してください",
    "reg_prefix": "登録記号番号の区分（協または契）を選択してください",
    "reg_number": "登録記号番号を入力してください",
    "phone": "電話番号を入力してください",
    "email": "メールアドレスを入力してください",
    "password": "パスワードを入力してください",
    "password2": "確認用のパスワードを入力してください",
    "agree": "利用規約に同意する場合は、チェックを入れてください",
}
_PLAIN = ("family_name", "given_name", "kind", "phone", "email", "agree", "terms_version")


@dataclass(frozen=True)
class Sent:
    """Where the mail of this draft went, until when its link works, and whether it came back."""

    email: str
    expires_at: datetime
    bounced: Bounce | None = None


@dataclass
class Draft:
    """`id` is the fingerprint of the secret, `user_id` the registration this will become,
    `password` a hash; `version` counts the changes. Who does not say which terms were shown has
    agreed to the first at most."""

    id: str
    user_id: str
    expires_at: datetime
    family_name: str = ""
    given_name: str = ""
    kind: str = ""
    reg_prefix: str = ""
    reg_number: str = ""
    phone: str = ""
    email: str = ""
    agree: bool = False
    terms_version: str = FIRST_TERMS
    password: str = field(default="", repr=False)
    facility: FacilityRef | None = None
    sent: Sent | None = None
    version: int = 0

    @classmethod
    def begin(cls, draft_id: str, user_id: str, now: datetime) -> Draft:
        return cls(draft_id, user_id, now + LIFE)

    def take(self, given: Mapping[str, object], now: datetime) -> None:
        """Overwrites the plain fields; another kind or prefix makes the number meaningless."""
        if given.get("kind", self.kind) != self.kind:
            self._forget_number("")
        if given.get("reg_prefix", self.reg_prefix) != self.reg_prefix:
            self._forget_number(str(given["reg_prefix"]))
        for name in _PLAIN:
            if name in given:
                setattr(self, name, given[name])
        self.expires_at = now + LIFE
        self.version += 1

    def _forget_number(self, prefix: str) -> None:
        self.reg_prefix, self.reg_number, self.facility = prefix, "", None

    def missing(self) -> list[FieldError]:
        present = {**vars(self), "reg_prefix": "-", "password2": "-"}
        present["reg_number"] = self.facility
        return [
            FieldError(name, "required", text) for name, text in EMPTY.items() if not present[name]
        ]

    @property
    def complete(self) -> bool:
        return not self.missing()

    def applicant(self) -> Applicant:
        """Only of a complete draft."""
        assert self.facility is not None
        return Applicant(
            email=self.email,
            family_name=self.family_name,
            given_name=self.given_name,
            kind=self.kind,
            phone=self.phone,
            facility=self.facility,
            password=self.password,
            terms=self.terms_version,
        )


def in_form_order(problems: list[FieldError]) -> list[FieldError]:
    names = [*EMPTY, "terms_version"]
    return sorted(problems, key=lambda problem: names.index(problem.field))
