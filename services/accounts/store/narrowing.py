"""Which applications a list is about, as a query."""

from __future__ import annotations

from services.accounts.store.lists import contains, starts_with
from services.accounts.usecases.ports import NOBODY, WantedApplications
from shared.mongo import Document


def applications_query(wanted: WantedApplications, q: str) -> Document:
    """`q` looks at ref, name and institution code."""
    query: Document = {}
    if wanted.facility_ids is not None:
        query["facility.id"] = {"$in": list(wanted.facility_ids)}
    query |= {"state": wanted.state} if wanted.state else {}
    query |= {"kind": wanted.kind} if wanted.kind else {}
    bounds = {"$gte": wanted.since, "$lt": wanted.until}
    received = {sign: at for sign, at in bounds.items() if at}
    query |= {"submitted_at": received} if received else {}
    query |= {"deadline": {"$lte": wanted.due.isoformat()}} if wanted.due else {}
    query |= _claimed(wanted.claimed_by)
    return query | _mentioning(q)


def _claimed(by: str) -> Document:
    if not by:
        return {}
    return {"claim": {"$exists": False}} if by == NOBODY else {"claim.staff_id": by}


def _mentioning(q: str) -> Document:
    if not q:
        return {}
    ways = (
        starts_with("_id", q.upper()),
        contains("facility.name", q),
        starts_with("facility.institution_code", q),
    )
    return {"$or": list(ways)}
