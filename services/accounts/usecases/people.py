"""Users as this service knows them: the copy of their profile, else what their token said."""

from __future__ import annotations

from collections.abc import Sequence

from services.accounts.model.actor import Actor
from services.accounts.model.parts import Applicant
from services.accounts.usecases.ports import Service
from shared.contracts import Person


def remember_profile(
    service: Service, user_id: str, person: Person, facility_ids: Sequence[str], version: int
) -> None:
    service.profiles.remember(user_id, person, facility_ids, version)


def applicant(service: Service, actor: Actor) -> Applicant:
    family_name, _, given_name = actor.name.partition(" ")
    said = Person(actor.email, family_name, given_name)
    return Applicant(actor.id, service.profiles.person(actor.id) or said)


def recipient(service: Service, of: Applicant) -> Person:
    """Where to write to now."""
    return service.profiles.person(of.user_id) or of.person
