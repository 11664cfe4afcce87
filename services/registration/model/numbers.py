"""Registration numbers of the four kinds of facility: one table, read by everyone who needs one."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from shared.errors import FieldError


@dataclass(frozen=True)
class NumberRule:
    """How one kind writes its number. `groups` are the digits between hyphens."""

    label: str
    wanted: str
    noun: str
    groups: tuple[int, ...]
    prefixes: dict[str, str] = field(default_factory=dict)
    paper: str = ""

    @property
    def length(self) -> int:
        return sum(self.groups)


_CONSENT_PAPER = (
    "受領委任承諾通知書を確認してください。新たに受領委任の取扱いを開始した施術所は、"
    "登録できるまで1か月程度かかることがあります"
)
RULES = {
    "judo": NumberRule(
        label="登録記号番号",
        wanted="登録記号番号の数字9桁",
        noun="施術所",
        groups=(7, 1, 1),
        prefixes={"協": "kyo", "契": "kei"},
        paper=_CONSENT_PAPER,
    ),
    "ahaki": NumberRule(
        label="登録記号番号",
        wanted="登録記号番号の数字10桁",
        noun="施術所",
        groups=(8, 1, 1),
        paper=_CONSENT_PAPER,
    ),
    "kenshin": NumberRule(
        label="健診・保健指導機関番号",
        wanted="健診・保健指導機関番号10桁",
        noun="機関",
        groups=(10,),
        paper="番号を確認してください",
    ),
    "josan": NumberRule(
        label="助産所の機関コード",
        wanted="助産所の機関コード10桁",
        noun="助産所",
        groups=(10,),
        paper="番号を確認してください",
    ),
}
KINDS = tuple(RULES)


@dataclass(frozen=True)
class RegistrationNumber:
    """A number of the right shape; whether it exists only the master knows."""

    kind: str
    prefix: str
    digits: str

    @property
    def facility_id(self) -> str:
        return f"{self.kind}-{RULES[self.kind].prefixes.get(self.prefix, '')}{self.digits}"

    @property
    def written(self) -> str:
        """As the notice of approval prints it: 契0123456-7-8."""
        parts, rest = [], self.digits
        for size in RULES[self.kind].groups:
            parts.append(rest[:size])
            rest = rest[size:]
        return self.prefix + "-".join(parts)


def read_number(
    kind: str, prefix: str, typed: str
) -> tuple[RegistrationNumber | None, list[FieldError]]:
    """`typed` is normalised to digits but may still begin with 協 or 契, which sets an empty
    prefix. Gives the number or what is wrong with it."""
    rule = RULES[kind]
    if typed[:1] in rule.prefixes:
        prefix, typed = prefix or typed[0], typed[1:]
    problems = _prefix_problems(rule, prefix) + _digit_problems(rule, typed)
    if problems:
        return None, problems
    return RegistrationNumber(kind, prefix if rule.prefixes else "", typed), []


def facility_ids(typed: str) -> tuple[str, ...]:
    """Whatever facilities this whole number, normalised to digits, may mean: without its kind, or
    without 協 or 契, it may mean several."""
    found = []
    for kind, rule in RULES.items():
        told = typed[:1] in rule.prefixes
        for prefix in ("",) if told else tuple(rule.prefixes) or ("",):
            number, _ = read_number(kind, prefix, typed)
            found += [number.facility_id] if number else []
    return tuple(found)


def facility_not_found(kind: str) -> FieldError:
    rule = RULES[kind]
    text = f"入力された番号の{rule.noun}が見つかりません。{rule.paper}"
    return FieldError("reg_number", "facility_not_found", text)


def facility_taken(kind: str) -> FieldError:
    text = (
        f"この{RULES[kind].noun}はすでにユーザー登録されています。"
        "登録した覚えがない場合はお問い合わせください"
    )
    return FieldError("reg_number", "facility_taken", text)


def _prefix_problems(rule: NumberRule, prefix: str) -> list[FieldError]:
    if not rule.prefixes or prefix in rule.prefixes:
        return []
    return [
        FieldError("reg_prefix", "required", "登録記号番号の区分（協または契）を選択してください")
    ]


def _digit_problems(rule: NumberRule, typed: str) -> list[FieldError]:
    stranger = re.search(r"[^0-9]", typed)
    if not typed:
        code, text = "required", f"{rule.wanted}を入力してください"
    elif stranger:
        code = "characters"
        text = f"{rule.label}に数字以外の文字「{stranger.group()}」が含まれています"
    elif len(typed) != rule.length:
        code = "length"
        text = f"{rule.label}は数字{rule.length}桁です。入力された数字は{len(typed)}桁です"
    else:
        return []
    return [FieldError("reg_number", code, text)]
