"""What notifier publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from shared.contracts.event import Event


@dataclass(frozen=True)
class MailBounced(Event):
    """A mail was refused for good. `event_id` asked for it, `about` is that event's subject."""

    consumers: ClassVar = ("registration",)
    event_id: str
    mail: str
    about: str
    email: str
    code: int
    reason: str

    @property
    def subject(self) -> str:
        return self.about
