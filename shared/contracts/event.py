"""What events are made of: str, int, datetime, nested parts, lists and sealed secrets."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True)
class Secret:
    """Clear values on their way to the outbox; they live in memory only and never print."""

    values: dict[str, str] = field(repr=False)


@dataclass(frozen=True)
class Sealed:
    """A secret as the bus carries it: key id and box, base64url without padding."""

    kid: str
    box: str = field(repr=False)


@dataclass(frozen=True)
class Event:
    """A fact. `consumers` must hear of it; only the service `sealed_for` opens its secrets."""

    version: ClassVar[int] = 1
    consumers: ClassVar[tuple[str, ...]] = ()
    sealed_for: ClassVar[str] = ""

    @property
    def subject(self) -> str:
        """The id of the thing the fact is about."""
        raise NotImplementedError

    @property
    def journey(self) -> str | None:
        """The receipt number that ties the events of one application together."""
        return getattr(self, "ref", None)


@dataclass(frozen=True)
class Person:
    email: str
    family_name: str
    given_name: str


@dataclass(frozen=True)
class FacilityRef:
    id: str
    kind: str
    registration_number: str
    institution_code: str
    name: str


@dataclass(frozen=True)
class Institution:
    code: str
    name: str
