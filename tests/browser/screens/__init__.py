"""Every screen in every state worth looking at."""

from __future__ import annotations

from tests.browser.screens import (
    accounts,
    administration,
    demo,
    desk,
    errors,
    grants,
    kinds,
    master,
    my,
    public,
    roofs,
    site,
    staff,
    user,
    visitor,
)

SCREENS = [
    *visitor.PUBLIC,
    *public.PUBLISHED,
    *errors.ERRORS,
    *visitor.REGISTRATION,
    *visitor.SIGN_IN,
    *user.APPLYING,
    *user.ACCOUNTS,
    *accounts.ACCOUNT_FILES,
    *accounts.STAFF_ACCOUNTS,
    *my.MY,
    *grants.GRANTS,
    *kinds.KINDS,
    *roofs.ROOFS,
    *staff.STAFF,
    *master.MASTER,
    *administration.ADMINISTRATION,
    *desk.DESK,
    *site.SITE,
    *demo.DEMO,
]

# Answers that are no screens, or only lead to one.
NO_SCREEN = {
    "/healthz",
    "/readyz",
    "/session",
    "/news.atom",
    "/files/<name>",
    "/staff/applications.csv",
    "/staff/audit.csv",
    "/staff/facilities/import/<import_id>/errors.csv",
    "/dev/mailbox/<id>/raw",
    f"{user.ACCOUNT}/attachment",
    *accounts.FILES,
    f"{user.START}/confirm",
    *grants.NO_SCREEN,
    *site.NO_SCREEN,
    administration.CONFIRM_SETTINGS,
    master.CONFIRM_CORRECTION,
    kinds.CONFIRM_ADD,
    kinds.CONFIRM_LINK,
    kinds.CONFIRM_RELEASE,
}
