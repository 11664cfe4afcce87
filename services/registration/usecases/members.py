"""What administrators do about staff. Nobody decides about themselves, and one admin stays."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict

from services.registration.model.refusals import LastAdmin, OwnAccount, StaffChanged
from services.registration.model.staff import Staff
from services.registration.usecases.ports import Desk
from services.registration.usecases.staff import Invitation, invite_again
from shared import audit
from shared.errors import NotFound

AUDITED = ("name", "role", "state")


def show_member(desk: Desk, staff_id: str) -> Staff:
    """Raises NotFound."""
    staff = desk.store.staff.by_id(staff_id)
    if staff is None:
        raise NotFound
    return staff


def rename_member(desk: Desk, staff_id: str, seen: int, name: str) -> Staff:
    """Raises NotFound, StaffChanged."""

    def rename(staff: Staff) -> None:
        staff.name = name

    return _change(desk, staff_id, seen, rename)


def change_role(desk: Desk, by: str, staff_id: str, seen: int, role: str) -> Staff:
    """Raises OwnAccount, LastAdmin, NotFound, StaffChanged."""

    def change(staff: Staff) -> None:
        staff.role = role

    return _decide(desk, by, staff_id, seen, change)


def suspend_member(desk: Desk, by: str, staff_id: str, seen: int) -> Staff:
    """Ends every session. Raises as change_role does, and IllegalStaffMove."""
    return _decide(desk, by, staff_id, seen, Staff.suspend)


def resume_member(desk: Desk, by: str, staff_id: str, seen: int) -> Staff:
    return _decide(desk, by, staff_id, seen, Staff.resume)


def reset_member(desk: Desk, by: str, staff_id: str, seen: int) -> Invitation:
    """A new enrolment link; password, second factor and sessions end at once."""
    staff = _seen(desk, staff_id, seen)
    before = asdict(staff)
    _refuse_oneself(by, staff)
    staff.check_reset()
    _keep_an_admin(desk, staff)
    invited = invite_again(desk, staff)
    audit.changed(before, asdict(staff), AUDITED)
    return invited


def _decide(
    desk: Desk, by: str, staff_id: str, seen: int, change: Callable[[Staff], None]
) -> Staff:
    def decide(staff: Staff) -> None:
        _refuse_oneself(by, staff)
        change(staff)

    return _change(desk, staff_id, seen, decide)


def _change(desk: Desk, staff_id: str, seen: int, change: Callable[[Staff], None]) -> Staff:
    staff = _seen(desk, staff_id, seen)
    before, was_admin = asdict(staff), staff.is_active_admin
    change(staff)
    if was_admin and not staff.is_active_admin:
        _keep_an_admin(desk, staff)
    if not desk.store.staff.save(staff):
        raise StaffChanged
    if staff.is_active_admin:
        desk.store.staff.admit_admin(staff.id)
    audit.changed(before, asdict(staff), AUDITED)
    return staff


def _seen(desk: Desk, staff_id: str, seen: int) -> Staff:
    staff = show_member(desk, staff_id)
    if staff.version != seen:
        raise StaffChanged
    return staff


def _refuse_oneself(by: str, staff: Staff) -> None:
    if staff.id == by:
        raise OwnAccount


def _keep_an_admin(desk: Desk, staff: Staff) -> None:
    """Before somebody stops being an active administrator."""
    if not desk.store.staff.release_admin(staff.id):
        raise LastAdmin
