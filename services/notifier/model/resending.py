"""Staff's wish that a mail goes out once more."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.errors import Conflict, Invalid


class IdempotencyReused(Invalid):
    code = "idempotency_reused"
    detail = "同じ送信番号で、異なる内容が送信されました。"


class NotTheirs(Invalid):
    code = "not_their_address"
    detail = "宛先は、送信時の宛先か、現在の宛先から選択してください"


class LinkMail(Conflict):
    code = "link_mail"
    detail = "リンクを含むメールは再送できません。利用者に再送の手続きを案内してください。"


class StillUnderway(Conflict):
    code = "still_underway"
    detail = "このメールは送信の途中です。しばらくしてから確認してください。"


@dataclass(frozen=True)
class Resending:
    """Who asked for it, why, and to which address; `key` tells the one form behind it, empty
    without one."""

    at: datetime
    by: str
    reason: str
    key: str
    to: str = ""

    def repeats(self, earlier: Resending) -> bool:
        """Whether the same form asked already; raises IdempotencyReused for another wish."""
        if not self.key or self.key != earlier.key:
            return False
        if (self.reason, self.to) != (earlier.reason, earlier.to):
            raise IdempotencyReused
        return True
