"""The four kinds of institution: what their registration page asks for, in its own words."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """`example` is how the number stands on the notice; `prefixes` only where 協 or 契 exists."""

    label: str
    heading: str
    number_label: str
    number_hint: str
    digits: int
    number_name: str
    facility_name: str
    example: str = ""
    prefixes: tuple[str, ...] = ()

    @property
    def lookup_label(self) -> str:
        return f"{self.facility_name}を確認する"


NUMBER = "登録記号番号"

KINDS = {
    "judo": Kind(
        label="施術所（柔道整復）",
        heading="施術所（柔道整復）の情報",
        number_label="登録記号番号の数字9桁（② 入力項目）",
        number_hint="例：012345678（「契0123456-7-8」の数字部分。"
        "ハイフンや全角数字で入力してもかまいません）",
        digits=9,
        number_name=NUMBER,
        facility_name="施術所名",
        example="契0123456-7-8",
        prefixes=("協", "契"),
    ),
    "ahaki": Kind(
        label="施術所（あん摩マッサージ指圧・はり・きゅう）",
        heading="施術所（あん摩マッサージ指圧・はり・きゅう）の情報",
        number_label="登録記号番号10桁（入力項目）",
        number_hint="例：0123456789（「01234567-8-9」の場合。ハイフンや全角数字でもかまいません）",
        digits=10,
        number_name=NUMBER,
        facility_name="施術所名",
        example="01234567-8-9",
    ),
    "kenshin": Kind(
        label="健診実施機関等",
        heading="健診実施機関等の情報",
        number_label="健診・保健指導機関番号10桁",
        number_hint="例：0112345678",
        digits=10,
        number_name="健診・保健指導機関番号",
        facility_name="機関名",
    ),
    "josan": Kind(
        label="助産所",
        heading="助産所の情報",
        number_label="助産所の機関コード10桁",
        number_hint="例：0112345678",
        digits=10,
        number_name="機関コード",
        facility_name="助産所名",
    ),
}
