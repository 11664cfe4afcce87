"""Texts that reviewers need again and again, to be completed by hand."""

from __future__ import annotations

from typing import NamedTuple


class Template(NamedTuple):
    name: str
    text: str


TEMPLATES: dict[str, dict[str, Template]] = {
    "return": {
        "terminals": Template(
            "端末の台数と備考",
            "端末の台数と備考の内容が一致していません。\n"
            "台数と、それぞれの端末の備考を確認して、修正してください。",
        ),
        "facility": Template(
            "施術所の登録内容",
            "申請された施術所の内容が、登録されている内容と異なります。\n"
            "受領委任承諾通知書を確認し、変更の届出がお済みでない場合は、先に届出を行ってください。",
        ),
        "files": Template(
            "添付ファイルの不足・不鮮明",
            "添付ファイルが不足しているか、文字を読み取れません。\n"
            "必要な書類をもう一度添付してください。",
        ),
        "reason": Template(
            "理由の記載",
            "申請の理由を確認できません。\n補足の欄に、理由を具体的に記入してください。",
        ),
    },
    "reject": {
        "not-eligible": Template(
            "対象外",
            "申請された施術所は、この手続きの対象ではないことを確認しました。\n"
            "ご不明な点は、お問い合わせ先へご連絡ください。",
        ),
        "duplicate": Template(
            "重複",
            "同じ内容の申請をすでに受け付けています。\n"
            "先に受け付けた申請の状況を、申請状況の画面で確認してください。",
        ),
    },
}


def completed(typed: str, move: str, name: str) -> str:
    """What was typed, and the template below it; an unknown name adds nothing."""
    template = TEMPLATES.get(move, {}).get(name)
    parts = [typed.rstrip(), template.text if template else ""]
    return "\n".join(part for part in parts if part)
