"""Staff members and their roles: for 管理 only."""

from __future__ import annotations

from typing import Any

from services.registration.model.staff import ADMIN, Staff
from services.registration.routes.desk import desk
from services.registration.schemas.staff import (
    DecisionSchema,
    InvitationSchema,
    InviteSchema,
    MemberListSchema,
    MemberSchema,
    RenameSchema,
    RoleSchema,
)
from services.registration.usecases import members, staff
from services.registration.usecases.staff import Invitation
from shared.audit import concerns
from shared.web.audit import audited
from shared.web.auth import caller, needs
from shared.web.json_body import Blueprint

bp = Blueprint("staff", __name__)
Body = dict[str, Any]


@bp.get("/staff")
@needs(ADMIN)
@bp.response(200, MemberListSchema)
def list_members() -> dict[str, Any]:
    found = desk().store.staff.everybody()
    return {"items": found, "total": len(found)}


@bp.post("/staff")
@audited("staff.invite", "職員の招待", "staff")
@needs(ADMIN)
@bp.arguments(InviteSchema)
@bp.response(201, InvitationSchema)
def invite_member(body: Body) -> Invitation:
    """409 when the address is a staff member already."""
    invited = staff.invite(desk(), body["email"], body["role"], body["name"])
    concerns(invited.staff.id)
    return invited


@bp.get("/staff/<staff_id>")
@needs(ADMIN)
@bp.response(200, MemberSchema)
def show_member(staff_id: str) -> Staff:
    return members.show_member(desk(), staff_id)


@bp.patch("/staff/<staff_id>")
@audited("staff.rename", "職員の氏名の変更", "staff")
@needs(ADMIN)
@bp.arguments(RenameSchema)
@bp.response(200, MemberSchema)
def rename_member(body: Body, staff_id: str) -> Staff:
    """409 version_conflict"""
    return members.rename_member(desk(), staff_id, body["version"], body["name"])


@bp.post("/staff/<staff_id>/role")
@audited("staff.change_role", "職員の役割の変更", "staff")
@needs(ADMIN)
@bp.arguments(RoleSchema)
@bp.response(200, MemberSchema)
def change_role(body: Body, staff_id: str) -> Staff:
    """403 own_account · 409 last_admin, version_conflict"""
    return members.change_role(desk(), caller().sub, staff_id, body["version"], body["role"])


@bp.post("/staff/<staff_id>/suspend")
@audited("staff.suspend", "職員の停止", "staff")
@needs(ADMIN)
@bp.arguments(DecisionSchema)
@bp.response(200, MemberSchema)
def suspend_member(body: Body, staff_id: str) -> Staff:
    """Ends every session. 403 own_account · 409 last_admin, illegal_move, version_conflict"""
    return members.suspend_member(desk(), caller().sub, staff_id, body["version"])


@bp.post("/staff/<staff_id>/resume")
@audited("staff.resume", "職員の再開", "staff")
@needs(ADMIN)
@bp.arguments(DecisionSchema)
@bp.response(200, MemberSchema)
def resume_member(body: Body, staff_id: str) -> Staff:
    """403 own_account · 409 illegal_move, version_conflict"""
    return members.resume_member(desk(), caller().sub, staff_id, body["version"])


@bp.post("/staff/<staff_id>/enrolment")
@audited("staff.reset_totp", "第二要素の再設定", "staff")
@needs(ADMIN)
@bp.arguments(DecisionSchema)
@bp.response(200, InvitationSchema)
def reset_member(body: Body, staff_id: str) -> Invitation:
    """A new enrolment link; password, second factor and sessions end at once.
    403 own_account · 409 last_admin, illegal_move, version_conflict"""
    return members.reset_member(desk(), caller().sub, staff_id, body["version"])
