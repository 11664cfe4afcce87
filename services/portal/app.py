"""The only wiring of the portal: settings in, a WSGI application out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from flask import Flask
from jinja2 import StrictUndefined

from services.portal import (
    contents,
    forms,
    grants,
    health,
    navigation,
    session,
    shelf,
    site,
    static_files,
    terminal_demo,
    wording,
)
from services.portal.client import Services
from services.portal.pages import (
    account_list,
    accounts,
    activation,
    addition,
    audit,
    confirmation_mail,
    dead_letters,
    errors,
    facilities,
    facility_import,
    faq,
    go_live,
    grant,
    grant_notices,
    home,
    information,
    mailbox,
    mails,
    manuals,
    members,
    my,
    my_devices,
    my_email,
    my_facilities,
    news,
    own_account,
    password,
    publishing,
    registration,
    release,
    requests,
    review,
    search,
    services,
    sign_in,
    site_settings,
    staff,
    staff_accounts,
    staff_grants,
    staff_sign_in,
    start,
    terms,
    users,
)
from services.portal.security import protect
from services.portal.settings import Settings

AREAS = (
    health,
    static_files,
    home,
    news,
    faq,
    manuals,
    information,
    search,
    registration,
    confirmation_mail,
    activation,
    sign_in,
    terms,
    password,
    my,
    my_email,
    my_facilities,
    my_devices,
    services,
    start,
    go_live,
    grant,
    grant_notices,
    requests,
    account_list,
    addition,
    release,
    accounts,
    staff_sign_in,
    staff,
    review,
    staff_grants,
    staff_accounts,
    facilities,
    facility_import,
    audit,
    own_account,
    members,
    site_settings,
    mails,
    dead_letters,
    publishing,
    users,
)


def create_app(settings: Settings, transports: Mapping[str, Any] | None = None) -> Flask:
    """`transports`: the WSGI apps of services that live in this process, by service name."""
    app = Flask(__name__, static_folder=None)
    app.jinja_options = {"trim_blocks": True, "lstrip_blocks": True, "undefined": StrictUndefined}
    app.extensions["services"] = Services(transports or {})
    app.extensions["settings"] = settings
    protect(app, settings)
    for area in AREAS:
        app.register_blueprint(area.pages)
    if settings.mailbox_dir and settings.one_machine:
        app.register_blueprint(mailbox.pages)
    if settings.one_machine:
        app.register_blueprint(terminal_demo.pages)
    errors.register(app)
    shelf.furnish(app, settings)
    site.furnish(app, settings.operator)
    _furnish_templates(app, settings)
    return app


def _furnish_templates(app: Flask, settings: Settings) -> None:
    built = {rule.rule for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    app.jinja_env.globals.update(
        site_name=navigation.SITE_NAME,
        visitor_menu=navigation.VISITOR_MENU,
        user_menu=navigation.USER_MENU,
        footer_links=navigation.FOOTER_LINKS,
        top_cards=navigation.TOP_CARDS,
        staff_menu=navigation.staff_menu,
        mail_from=settings.mail_from,
        demo_band=settings.one_machine,
        contents_of=contents.contents_of,
        effects_of=contents.effects_of,
        form_path=contents.form_path,
        is_built=lambda address: urlsplit(address).path in built,
        static_url=static_files.static_url,
        new_form_id=forms.new_form_id,
        present_time=wording.present_time,
        today=wording.today,
        seems_signed_in=session.seems_signed_in,
        current_staff=session.current_staff,
        seconds_of_rest=session.seconds_of_rest,
    )
    app.jinja_env.filters.update(
        ja_datetime=wording.ja_datetime,
        ja_date=wording.ja_date,
        table_date=wording.table_date,
        file_size=wording.file_size,
        yen=grants.yen,
    )
