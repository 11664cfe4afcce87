"""Putting a form aside and taking it up again."""

from __future__ import annotations

from collections.abc import Mapping

from services.accounts.model.actor import Actor
from services.accounts.model.draft import Draft
from services.accounts.usecases.ports import Service


def keep_draft(
    service: Service, actor: Actor, kind: str, facility_id: str, answers: Mapping[str, str]
) -> Draft:
    """In place of the one before. Raises UnknownFacility."""
    draft = Draft(kind, actor.facility(facility_id), dict(answers), service.now())
    service.drafts.keep(draft)
    return draft


def list_drafts(service: Service, actor: Actor) -> list[Draft]:
    """Of all the caller's facilities, the newest first."""
    found = service.drafts.of(actor.facility_ids)
    return sorted(found, key=lambda draft: draft.saved_at, reverse=True)


def drop_draft(service: Service, actor: Actor, kind: str, facility_id: str) -> None:
    """Raises UnknownFacility; one that is gone already is gone."""
    service.drafts.drop(actor.facility(facility_id).id, kind)
