"""What registration publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.contracts.event import Event, FacilityRef, Sealed, Secret


@dataclass(frozen=True)
class _AboutUser(Event):
    user_id: str

    @property
    def subject(self) -> str:
        return self.user_id


@dataclass(frozen=True)
class RegistrationSubmitted(_AboutUser):
    """Somebody asked to register; also published, with a new id, for each resend."""

    consumers: ClassVar = ("notifier",)
    sealed_for: ClassVar = "notifier"
    email: str
    family_name: str
    given_name: str
    kind: str
    facility_name: str
    expires_at: datetime
    sealed: Secret | Sealed


@dataclass(frozen=True)
class ExistingAddressRegistered(_AboutUser):
    """Somebody tried to register an address that belongs to an active user."""

    consumers: ClassVar = ("notifier",)
    email: str


@dataclass(frozen=True)
class _Profile(_AboutUser):
    """The whole present profile; `changed` names what is new in it."""

    email: str
    family_name: str
    given_name: str
    facilities: list[FacilityRef]
    changed: list[str]


@dataclass(frozen=True)
class UserActivated(_Profile):
    """The address is proven."""

    consumers: ClassVar = ("accounts", "notifier")


@dataclass(frozen=True)
class UserChanged(_Profile):
    """`changed`: family_name, given_name, phone, email, facilities, as many as differ now."""

    consumers: ClassVar = ("accounts", "notifier")


@dataclass(frozen=True)
class FacilityLinkRefused(_AboutUser):
    """The approved further facility is not the user's. `reason`: taken (it belongs to another user
    by now), closed, or unknown."""

    consumers: ClassVar = ("accounts",)
    ref: str
    facility_id: str
    reason: str


@dataclass(frozen=True)
class PasswordResetRequested(_AboutUser):
    """A user asked for a link to set a new password, worth something until `expires_at`."""

    consumers: ClassVar = ("notifier",)
    sealed_for: ClassVar = "notifier"
    email: str
    family_name: str
    given_name: str
    expires_at: datetime
    sealed: Secret | Sealed


@dataclass(frozen=True)
class EmailChangeRequested(_AboutUser):
    """A user wants to sign in as `email` from now on, and can prove it until `expires_at`."""

    consumers: ClassVar = ("notifier",)
    sealed_for: ClassVar = "notifier"
    email: str
    present_email: str
    family_name: str
    given_name: str
    expires_at: datetime
    sealed: Secret | Sealed


@dataclass(frozen=True)
class PasswordChanged(_AboutUser):
    """A new password is valid and every other session has ended."""

    consumers: ClassVar = ("notifier",)
    email: str
    family_name: str
    given_name: str
    changed_at: datetime


@dataclass(frozen=True)
class SettingsChanged(Event):
    """Administrators changed the settings of the portal; this is its whole contact now. What is
    empty is as the operator's file says."""

    consumers: ClassVar = ("documents", "notifier")
    sender_name: str
    contact_title: str
    telephone: str
    telephone_note: str
    hours: list[str]
    mail: str

    @property
    def subject(self) -> str:
        return "site"
