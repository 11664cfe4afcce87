"""A mail that came back: what the server said, and what that means for the person waiting."""

from __future__ import annotations

import re
from dataclasses import dataclass

UNKNOWN = (
    "メールアドレスの宛先が見つかりませんでした。"
    "入力に誤りがないか確認し、メールアドレスを訂正してください。"
)
FULL = (
    "受信側のメールボックスの容量がいっぱいです。"
    "不要なメールを削除してから再送するか、別のメールアドレスに訂正してください。"
)
REFUSED = (
    "受信側のメールサーバーが受信を拒否しました。"
    "メール受信拒否の設定を解除してから再送するか、別のメールアドレスに訂正してください。"
)
OTHER = (
    "受信側のメールサーバーがメールを受け取りませんでした。"
    "時間をおいて再送するか、別のメールアドレスに訂正してください。"
)
_BY_CODE = {550: UNKNOWN, 551: UNKNOWN, 553: UNKNOWN, 552: FULL, 554: REFUSED, 571: REFUSED}
_BY_DETAIL = {"5.1": UNKNOWN, "5.7": REFUSED}
_DETAIL = re.compile(r"\b(5\.\d)\.\d{1,3}\b")


@dataclass(frozen=True)
class Bounce:
    """`code` is SMTP's; `reason`, in the server's words, may say more, such as 5.2.2."""

    code: int
    reason: str

    @property
    def reason_ja(self) -> str:
        """What is wrong and how to repair it."""
        detail = _DETAIL.search(self.reason)
        if detail and detail[0] == "5.2.2":
            return FULL
        by_code = _BY_CODE.get(self.code, OTHER)
        return _BY_DETAIL.get(detail[1], by_code) if detail else by_code
