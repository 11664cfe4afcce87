"""A request to choose a new password, whether or not somebody of that address exists."""

from __future__ import annotations

from dataclasses import dataclass, field

from services.registration.model.links import Link
from shared.contracts import Event, PasswordResetRequested, Secret


@dataclass
class Reset:
    """`address` is the fingerprint of the e-mail address; `user_id` is empty for a stranger."""

    id: str
    address: str
    user_id: str
    link: Link
    used: bool = False
    news: list[Event] = field(default_factory=list)
    decoys: list[Event] = field(default_factory=list)

    def send(self, known: bool, email: str, names: tuple[str, str], token: str) -> None:
        """A stranger's mail is written like any other, and then thrown away."""
        request = PasswordResetRequested(
            user_id=self.user_id,
            email=email,
            family_name=names[0],
            given_name=names[1],
            expires_at=self.link.expires_at,
            sealed=Secret({"token": token}),
        )
        (self.news if known else self.decoys).append(request)
