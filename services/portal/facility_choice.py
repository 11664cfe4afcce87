"""「対象の施設」: which of the signed-in user's facilities a page is about.

Templates show `m.facility_choice(user.facilities, facility, path)`; forms carry the choice on in
a hidden field `facility`.
"""

from __future__ import annotations

from flask import abort, request

from services.portal.session import current_user


def chosen_facility() -> dict[str, str]:
    """The one asked for by ?facility= or by the posted form, else the first; others are 404."""
    facilities = current_user().facilities
    wanted = request.values.get("facility") or facilities[0]["id"]
    for facility in facilities:
        if facility["id"] == wanted:
            return facility
    abort(404)
