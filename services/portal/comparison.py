"""An application beside the facilities master: what agrees and what does not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from services.portal.institutions import KINDS

SAME, DIFFERENT, MISSING = "一致", "相違あり", "マスタになし"


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


def compare(facility: Mapping[str, Any], master: Mapping[str, Any]) -> list[Row]:
    """`facility` as it was when the application was made, `master` as it is now."""
    both = [
        ("施術所名", "name"),
        ("登録記号番号", "registration_number"),
        ("機関コード", "institution_code"),
    ]
    only_master = [
        ("都道府県", "prefecture"),
        ("所在地", "address"),
        ("電話番号", "phone"),
        ("状態", "status"),
    ]
    rows = [Row(label, facility[name], master.get(name) or "") for label, name in both]
    kind = Row("区分", _kind(facility["kind"]), _kind(master.get("kind", "")))
    return [kind, *rows, *(Row(label, "", master.get(name) or "") for label, name in only_master)]


def _kind(name: str) -> str:
    return KINDS[name].label if name in KINDS else ""
