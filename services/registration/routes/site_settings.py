"""Settings of the whole portal: their public part for every page, the rest for 管理."""

from __future__ import annotations

from typing import Any

from services.registration.model.staff import ADMIN
from services.registration.routes.desk import desk
from services.registration.schemas.site_settings import (
    PublicSettingsSchema,
    SettingsChangeSchema,
    SettingsSchema,
)
from services.registration.usecases import site_settings
from shared.audit import concerns
from shared.web.audit import audited
from shared.web.auth import needs
from shared.web.json_body import Blueprint

bp = Blueprint("site_settings", __name__)


@bp.get("/settings")
@bp.response(200, PublicSettingsSchema)
def show_public_settings() -> dict[str, Any]:
    return site_settings.public_settings(desk())


@bp.get("/settings/all")
@needs(ADMIN)
@bp.response(200, SettingsSchema)
def show_settings() -> dict[str, Any]:
    return site_settings.public_settings(desk())


@bp.post("/settings/check")
@audited("settings.check", "設定の変更内容の確認", "settings")
@needs(ADMIN)
@bp.arguments(SettingsChangeSchema)
@bp.response(200, SettingsSchema)
def check_settings(body: dict[str, Any]) -> dict[str, Any]:
    """What a change would make of them; nothing is changed yet.
    409 version_conflict · 422 invalid, nothing_changed"""
    seen = body.pop("version")
    del body["reason"]
    return site_settings.check_settings(desk(), seen, body)


@bp.patch("/settings")
@audited("settings.change", "設定の変更", "settings")
@needs(ADMIN)
@bp.arguments(SettingsChangeSchema)
@bp.response(200, SettingsSchema)
def change_settings(body: dict[str, Any]) -> dict[str, Any]:
    """409 version_conflict · 422 invalid, nothing_changed"""
    concerns("site")
    seen = body.pop("version")
    del body["reason"]
    return site_settings.change_settings(desk(), seen, body)
