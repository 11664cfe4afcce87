"""HTTP in: read → one use case → status and body."""

from __future__ import annotations

from services.registration.routes import (
    attachments,
    devices,
    drafts,
    facilities,
    imports,
    me,
    own_account,
    publications,
    registrations,
    rescues,
    resets,
    sessions,
    site_settings,
    staff,
    users,
)

BLUEPRINTS = (
    facilities.bp,
    imports.bp,
    drafts.bp,
    registrations.bp,
    sessions.bp,
    resets.bp,
    me.bp,
    devices.bp,
    rescues.bp,
    own_account.bp,
    staff.bp,
    users.bp,
    publications.bp,
    attachments.bp,
    site_settings.bp,
)
