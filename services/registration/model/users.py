"""People who register: 登録手続き中 → 有効 ⇄ 停止."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.registration.model import links
from services.registration.model.bounces import Bounce
from services.registration.model.links import Link
from services.registration.model.refusals import NotPossible, TokenUsed
from shared.contracts import (
    EmailChangeRequested,
    Event,
    ExistingAddressRegistered,
    FacilityLinkRefused,
    FacilityRef,
    PasswordChanged,
    RegistrationSubmitted,
    Secret,
    UserActivated,
    UserChanged,
)

PENDING, ACTIVE, SUSPENDED = "pending", "active", "suspended"
FIRST_TERMS = "1"


@dataclass(frozen=True)
class Applicant:
    """What a person enters on the way to a user; `password` is a hash."""

    email: str
    family_name: str
    given_name: str
    kind: str
    phone: str
    facility: FacilityRef
    password: str = field(repr=False)
    terms: str = FIRST_TERMS


@dataclass(frozen=True)
class Request:
    """The POST that made or last changed a document, so that its repetition does nothing."""

    key: str
    body: str


@dataclass
class User:
    """`password` is a hash, `version` counts the saves, `bounce` is about the newest mail only.
    `email_links` prove `wanted_email`, which is empty when no change of address is under way.
    `refused_links` are the applications for a further facility that were refused here.
    `terms` is the version agreed to, `terms_at` when, if not at registration.
    `decoys` are events that are made and thrown away, so that a known address costs as much time
    as an unknown one."""

    id: str
    email: str
    family_name: str
    given_name: str
    kind: str
    phone: str
    facilities: list[FacilityRef]
    password: str = field(repr=False)
    created_at: datetime
    terms: str = FIRST_TERMS
    state: str = PENDING
    links: list[Link] = field(default_factory=list)
    email_links: list[Link] = field(default_factory=list)
    wanted_email: str = ""
    terms_at: datetime | None = None
    bounce: Bounce | None = None
    request: Request | None = None
    session_epoch: int = 0
    activated_at: datetime | None = None
    spent_reset: str = ""
    refused_links: list[str] = field(default_factory=list)
    version: int = 0
    news: list[Event] = field(default_factory=list)
    decoys: list[Event] = field(default_factory=list)

    @classmethod
    def apply(cls, user_id: str, applicant: Applicant, now: datetime) -> User:
        return cls(
            id=user_id,
            email=applicant.email,
            family_name=applicant.family_name,
            given_name=applicant.given_name,
            kind=applicant.kind,
            phone=applicant.phone,
            facilities=[applicant.facility],
            password=applicant.password,
            created_at=now,
            terms=applicant.terms,
        )

    def corrected(self, applicant: Applicant) -> User:
        """The same registration with other particulars; its earlier links stay known."""
        other = User.apply(self.id, applicant, self.created_at)
        other.links, other.version = self.links, self.version
        return other

    def send_link(self, link: Link, token: str, *, known: bool) -> None:
        """The newest link is the only one that works. When the address is `known` to belong to
        an active user, that user hears of it and nobody gets the link."""
        self.links, self.bounce = [*self.links, link][-links.KEPT :], None
        mail: Event = self._submitted(link, token)
        notice: Event = ExistingAddressRegistered(self.id, self.email)
        self.news.append(notice if known else mail)
        self.decoys.append(mail if known else notice)

    def check_link(self, mac: str, now: datetime) -> Link:
        if self.state != PENDING:
            raise TokenUsed
        return links.check(self.links, mac, now)

    def activate(self, mac: str, now: datetime) -> None:
        self.check_link(mac, now)
        self.state, self.activated_at = ACTIVE, now
        self.news.append(UserActivated(**self._profile(), changed=[]))

    @property
    def terms_accepted_at(self) -> datetime:
        return self.terms_at or self.created_at

    def tell_change(self, *names: str) -> None:
        """Whoever keeps a copy of the profile hears of it; `names` are the fields that differ."""
        self.news.append(UserChanged(**self._profile(), changed=list(names)))

    def change(self, given: Mapping[str, str]) -> None:
        """Takes over what differs."""
        changed = [name for name, value in given.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, given[name])
        if changed:
            self.tell_change(*changed)

    def link(self, facility: FacilityRef) -> bool:
        """False when it is the user's already."""
        if any(own.id == facility.id for own in self.facilities):
            return False
        self.facilities = [*self.facilities, facility]
        self.tell_change("facilities")
        return True

    def refuse_link(self, ref: str, facility_id: str, reason: str) -> None:
        self.refused_links = [*self.refused_links, ref]
        self.news.append(FacilityLinkRefused(self.id, ref, facility_id, reason))

    def accept_terms(self, version: str, now: datetime) -> None:
        self.terms, self.terms_at = version, now

    def want_email(self, email: str, link: Link, token: str) -> None:
        """The newest link is the only one that works."""
        self.wanted_email = email
        self.email_links = [*self.email_links, link][-links.KEPT :]
        self.news.append(
            EmailChangeRequested(
                user_id=self.id,
                email=email,
                present_email=self.email,
                family_name=self.family_name,
                given_name=self.given_name,
                expires_at=link.expires_at,
                sealed=Secret({"token": token}),
            )
        )

    def check_email_link(self, mac: str, now: datetime) -> Link:
        if not self.wanted_email:
            raise TokenUsed
        return links.check(self.email_links, mac, now)

    def take_email(self, mac: str, now: datetime) -> None:
        """Spends the link."""
        self.check_email_link(mac, now)
        self.email, self.wanted_email = self.wanted_email, ""
        self.tell_change("email")

    def end_sessions(self) -> None:
        self.session_epoch += 1

    def suspend(self) -> None:
        """Nobody signs in any more, and every session ends. Raises NotPossible."""
        self._must_be(ACTIVE)
        self.state = SUSPENDED
        self.end_sessions()

    def resume(self) -> None:
        self._must_be(SUSPENDED)
        self.state = ACTIVE

    def _must_be(self, state: str) -> None:
        if self.state != state:
            raise NotPossible

    def reset_password(self, reset_id: str, password: str, now: datetime) -> None:
        """Spends the reset and ends every session."""
        if self.spent_reset == reset_id:
            raise TokenUsed
        self.spent_reset = reset_id
        self.set_password(password, now)

    def set_password(self, password: str, now: datetime) -> None:
        """Ends every session."""
        self.password = password
        self.session_epoch += 1
        self.news.append(
            PasswordChanged(self.id, self.email, self.family_name, self.given_name, now)
        )

    def _profile(self) -> dict[str, Any]:
        return {
            "user_id": self.id,
            "email": self.email,
            "family_name": self.family_name,
            "given_name": self.given_name,
            "facilities": list(self.facilities),
        }

    def _submitted(self, link: Link, token: str) -> RegistrationSubmitted:
        return RegistrationSubmitted(
            user_id=self.id,
            email=self.email,
            family_name=self.family_name,
            given_name=self.given_name,
            kind=self.kind,
            facility_name=self.facilities[0].name,
            expires_at=link.expires_at,
            sealed=Secret({"token": token}),
        )


def masked(email: str) -> str:
    """y***@example.jp"""
    local, _, domain = email.partition("@")
    return f"{local[:1]}***@{domain}"
