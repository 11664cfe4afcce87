"""Staff and the facilities master: searching it, and correcting one entry by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from services.registration.model.facilities import Change, Difference, Entry, Facility
from services.registration.model.numbers import facility_ids
from services.registration.model.refusals import NothingChanged, VersionConflict
from services.registration.model.users import User
from services.registration.usecases.ports import Desk, Wanted
from shared import japanese
from shared.audit import changed
from shared.errors import NotFound

COUNTED = 1000


@dataclass(frozen=True)
class Shown:
    """An entry of the master and the user who registered for it, if any."""

    entry: Entry
    user: User | None


def search(desk: Desk, q: str, **others: str) -> tuple[list[Facility], bool]:
    """COUNTED of those that match, by number, and whether there are more. `q` is a whole number,
    or the beginning of an institution code or of a name; nothing asked finds nothing."""
    typed = japanese.digits(q)
    if facility_ids(typed) or typed.isdecimal():
        code = typed if typed.isdecimal() else ""
        wanted = Wanted(ids=facility_ids(typed), code=code, **others)
    else:
        wanted = Wanted(name=japanese.name(q), **others)
    found = desk.store.facilities.search(wanted, COUNTED + 1)
    return found[:COUNTED], len(found) > COUNTED


def show(desk: Desk, facility_id: str) -> Shown:
    """Raises NotFound."""
    entry = desk.store.facilities.entry(facility_id)
    if entry is None:
        raise NotFound
    return Shown(entry, desk.store.users.holder(facility_id))


def check_correction(
    desk: Desk, facility_id: str, version: int, typed: Mapping[str, str]
) -> list[Difference]:
    """What `correct` would change, and the same refusals."""
    before, after = _corrected(desk, facility_id, version, typed)
    return before.differences(after)


def correct(
    desk: Desk, facility_id: str, version: int, typed: Mapping[str, str], *, by: str, reason: str
) -> Shown:
    """Stays until an import brings something else. `typed` holds particulars and the status.
    Raises NotFound, NothingChanged or VersionConflict."""
    before, after = _corrected(desk, facility_id, version, typed)
    change = Change(desk.now(), before.differences(after), by=by, reason=reason)
    if not desk.store.facilities.correct(after, change, version):
        raise VersionConflict
    changed(vars(before), vars(after), vars(after))
    return show(desk, facility_id)


def _corrected(
    desk: Desk, facility_id: str, version: int, typed: Mapping[str, str]
) -> tuple[Facility, Facility]:
    entry = show(desk, facility_id).entry
    before, after = entry.facility, replace(entry.facility, **typed)
    if before == after:
        raise NothingChanged
    if entry.version != version:
        raise VersionConflict
    return before, after
