"""「対象の施設」: which of the signed-in user's facilities a page is about.

Templates show `m.facility_choice(user.facilities, facility, path)`; forms carry the choice on in
a hidden field `facility`. Lists show all of them until `m.facility_filter(listing, facilities)`
leaves one, by `?facility_id=`.
"""

from __future__ import annotations

from collections.abc import Mapping

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


def listed_facilities() -> list[tuple[str, str]]:
    """What a list can be narrowed to; nothing for whoever has only one."""
    own = [(one["id"], named(one)) for one in current_user().facilities]
    return [("", "すべて"), *own] if len(own) > 1 else []


def names_of_facilities() -> dict[str, str]:
    """By id, for the rows of a list of several; nothing for whoever has only one."""
    return dict(listed_facilities()[1:])


def named(facility: Mapping[str, str]) -> str:
    """Two under one roof may have one name."""
    number = facility["registration_number"] or facility["institution_code"]
    return f"{facility['name']}（{number}）"
