"""What the environment may say about mail."""

from __future__ import annotations

from pathlib import Path

import pytest

from services.notifier.settings import Settings, SmtpServer
from shared.settings import SettingsError


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {
        "PORTAL_PUBLIC_URL": "https://portal.example",
        "PORTAL_MONGO_URL": "mongodb://127.0.0.1",
        "PORTAL_BUS_PATH": str(tmp_path / "bus.sqlite"),
        "PORTAL_SECRETS_DIR": str(tmp_path),
        "PORTAL_MAIL_FROM": "ポータル <from@mail.example>",
    }


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://127.0.0.1:2525", SmtpServer("smtp", "127.0.0.1", 2525)),
        ("smtp://mail", SmtpServer("smtp", "mail", 25)),
        (
            "smtp+starttls://a%40b:p%2Fw@mail",
            SmtpServer("smtp+starttls", "mail", 587, "a@b", "p/w"),
        ),
        ("smtps://[::1]", SmtpServer("smtps", "::1", 465)),
    ],
)
def test_a_mail_server_is_named_by_a_url(
    url: str, server: SmtpServer, environ: dict[str, str]
) -> None:
    assert Settings.from_env({**environ, "PORTAL_SMTP_URL": url}).smtp == server


def test_the_password_may_lie_in_the_secrets_folder(
    environ: dict[str, str], tmp_path: Path
) -> None:
    (tmp_path / "smtp-password").write_text("a/b@c\n")
    settings = Settings.from_env({**environ, "PORTAL_SMTP_URL": "smtps://user@mail"})
    assert settings.smtp == SmtpServer("smtps", "mail", 465, "user", "a/b@c")
    assert "a/b@c" not in repr(settings)


def test_without_a_mail_server_the_notifier_still_starts(environ: dict[str, str]) -> None:
    assert Settings.from_env(environ).smtp is None


@pytest.mark.parametrize("url", ["http://mail", "mail:25", "smtp://", "smtp://mail:port"])
def test_a_wrong_url_is_named(url: str, environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="PORTAL_SMTP_URL"):
        Settings.from_env({**environ, "PORTAL_SMTP_URL": url})


@pytest.mark.parametrize("sender", ["", "nobody", "a@b.example, c@d.example", "山田@b.example"])
def test_a_public_portal_needs_one_sender_address(sender: str, environ: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="PORTAL_MAIL_FROM"):
        Settings.from_env({**environ, "PORTAL_MAIL_FROM": sender})


def test_a_portal_on_loopback_has_a_neutral_sender(environ: dict[str, str]) -> None:
    local = {**environ, "PORTAL_PUBLIC_URL": "http://127.0.0.1:8080", "PORTAL_MAIL_FROM": ""}
    settings = Settings.from_env(local)
    assert settings.mail_from == "no-reply@portal.example"
    assert settings.mail_domain == "portal.example"


def test_mails_per_domain_and_minute_are_a_setting(environ: dict[str, str]) -> None:
    assert Settings.from_env(environ).mails_per_domain == 300
    chosen = {**environ, "PORTAL_MAIL_PER_DOMAIN": "20"}
    assert Settings.from_env(chosen).mails_per_domain == 20
    with pytest.raises(SettingsError, match="PORTAL_MAIL_PER_DOMAIN"):
        Settings.from_env({**environ, "PORTAL_MAIL_PER_DOMAIN": "0"})
