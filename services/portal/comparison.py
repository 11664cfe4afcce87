"""An application beside the facilities master: what agrees and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from services.portal.institutions import KINDS

SAME, DIFFERENT, MISSING = "一致", "相違あり", "マスタになし"
STATUSES = {"open": "有効", "closed": "無効"}
ON_BOTH_SIDES = (
    ("施術所名", "name"),
    ("登録記号番号", "registration_number"),
    ("機関コード", "institution_code"),
)
ONLY_IN_MASTER = (("都道府県", "prefecture"), ("所在地", "address"), ("電話番号", "phone"))


class Row(NamedTuple):
    label: str
    applied: str
    master: str

    @property
    def verdict(self) -> str:
        """Empty where only one side can know."""
        if not self.applied:
            return ""
        if not self.master:
            return MISSING
        return SAME if self.applied == self.master else DIFFERENT


def compare(facility: Mapping[str, str], master: Mapping[str, str]) -> list[Row]:
    """`facility` as it was when the application was made, `master` as it is now."""
    kinds = (KINDS[side["kind"]].label for side in (facility, master))
    return [
        Row("区分", *kinds),
        *(Row(label, facility[name], master[name]) for label, name in ON_BOTH_SIDES),
        *(Row(label, "", master[name]) for label, name in ONLY_IN_MASTER),
        Row("状態", "", STATUSES[master["status"]]),
    ]
