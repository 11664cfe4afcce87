"""Staff look after users."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services.registration.routes.desk import desk
from services.registration.schemas.support import FoundUsersSchema, SupportedUserSchema
from services.registration.usecases import support
from services.registration.usecases.ports import Desk
from shared.web.audit import audited
from shared.web.auth import STAFF, needs
from shared.web.inbox import Reason
from shared.web.json_body import Blueprint
from shared.web.openapi import asks, in_query
from shared.web.paging import LONGEST_QUERY, page_from_query

bp = Blueprint("users", __name__)


@bp.route("/users")
@asks(in_query("q", maxLength=LONGEST_QUERY))
@needs(*STAFF)
@bp.response(200, FoundUsersSchema)
def list_users() -> dict[str, Any]:
    """`q` is the beginning of an address or of a name, or a facility's whole number. Nothing
    asked finds nobody."""
    return {"items": support.search(desk(), page_from_query((), "").q)}


@bp.route("/users/<user_id>")
@needs(*STAFF)
@bp.response(200, SupportedUserSchema)
def show_user(user_id: str) -> dict[str, Any]:
    """404 not_found"""
    return _supported(user_id)


@bp.route("/users/<user_id>/resend", methods=["POST"])
@needs("reviewer", "admin")
@audited("user.resend", "確認メールの再送", "user")
@bp.response(200, SupportedUserSchema)
def resend(user_id: str) -> dict[str, Any]:
    """404 not_found · 409 not_possible · 429 resend_too_soon"""
    support.resend(desk(), user_id)
    return _supported(user_id)


@bp.route("/users/<user_id>/unlock", methods=["POST"])
@needs("reviewer", "admin")
@audited("user.unlock", "ロックの解除", "user")
@bp.arguments(Reason)
@bp.response(200, SupportedUserSchema)
def unlock(body: dict[str, str], user_id: str) -> dict[str, Any]:
    """404 not_found"""
    return _done(support.unlock, user_id)


@bp.route("/users/<user_id>/reset", methods=["POST"])
@needs("reviewer", "admin")
@audited("user.send_reset", "パスワード再設定メールの送信", "user")
@bp.arguments(Reason)
@bp.response(200, SupportedUserSchema)
def send_reset(body: dict[str, str], user_id: str) -> dict[str, Any]:
    """404 not_found · 409 not_possible"""
    return _done(support.send_reset, user_id)


@bp.route("/users/<user_id>/logout", methods=["POST"])
@needs("reviewer", "admin")
@audited("user.end_sessions", "すべての端末のログアウト", "user")
@bp.arguments(Reason)
@bp.response(200, SupportedUserSchema)
def end_sessions(body: dict[str, str], user_id: str) -> dict[str, Any]:
    """404 not_found"""
    return _done(support.end_sessions, user_id)


@bp.route("/users/<user_id>/suspend", methods=["POST"])
@needs("reviewer", "admin")
@audited("user.suspend", "利用の停止", "user")
@bp.arguments(Reason)
@bp.response(200, SupportedUserSchema)
def suspend(body: dict[str, str], user_id: str) -> dict[str, Any]:
    """404 not_found · 409 not_possible"""
    return _done(support.suspend, user_id)


@bp.route("/users/<user_id>/resume", methods=["POST"])
@needs("reviewer", "admin")
@audited("user.resume", "利用の再開", "user")
@bp.arguments(Reason)
@bp.response(200, SupportedUserSchema)
def resume(body: dict[str, str], user_id: str) -> dict[str, Any]:
    """404 not_found · 409 not_possible"""
    return _done(support.resume, user_id)


def _done(verb: Callable[[Desk, str], None], user_id: str) -> dict[str, Any]:
    verb(desk(), user_id)
    return _supported(user_id)


def _supported(user_id: str) -> dict[str, Any]:
    found = support.show(desk(), user_id)
    about = {name: value for name, value in vars(found).items() if name != "user"}
    return {**vars(found.user), **about}
