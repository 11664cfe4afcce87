"""A demo in containers: sample data, and a mail catcher instead of a mail server."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from shared.settings import SettingsError, is_loopback

FACTS = Path("/demo/demo.json")
MAIL_CATCHER = "smtp://mailpit:1025"


def load(environ: Mapping[str, str]) -> None:
    """Made once; later calls change nothing. Raises SettingsError unless on a loopback address."""
    from services.registration import demo
    from services.registration.settings import Settings

    if not is_loopback(environ["PORTAL_PUBLIC_URL"]):
        raise SettingsError(f"no demo data for {environ['PORTAL_PUBLIC_URL']}: not this machine")
    demo.load(Settings.from_env(environ), FACTS)


def with_mail_catcher(environ: Mapping[str, str]) -> Mapping[str, str]:
    """A demo's mails go to its catcher, unless a mail server is named."""
    if environ.get("PORTAL_SMTP_URL") or not FACTS.exists():
        return environ
    return {**environ, "PORTAL_SMTP_URL": MAIL_CATCHER}
