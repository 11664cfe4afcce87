"""Keys are made once and never invented over existing data; settings name all that is missing."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from shared.secrets import Keys, SecretsMissing, prepare
from shared.settings import Operator, Reader, SettingsError, is_loopback, read_common
from shared.tokens import TOKEN, mac, new_ref, new_token


def test_keys_are_made_once_and_kept(tmp_path: Path) -> None:
    prepare(tmp_path / "s", store_empty=True)
    first = Keys(tmp_path / "s", "registration").own("mac")
    prepare(tmp_path / "s", store_empty=False)
    assert Keys(tmp_path / "s", "registration").own("mac") == first


def test_data_without_its_keys_stops_the_start(tmp_path: Path) -> None:
    prepare(tmp_path / "s", store_empty=True)
    (tmp_path / "s" / "documents" / "master.key").unlink()
    with pytest.raises(SecretsMissing, match=r"documents/master\.key is missing"):
        prepare(tmp_path / "s", store_empty=False)


def test_nobody_else_can_read_a_key(tmp_path: Path) -> None:
    prepare(tmp_path / "s", store_empty=True)
    modes = {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "s").rglob("*") if p.is_file()}
    assert modes - {0o644} == {0o600}
    assert stat.S_IMODE((tmp_path / "s").stat().st_mode) == 0o700


def test_a_service_finds_only_its_own_private_keys(tmp_path: Path) -> None:
    prepare(tmp_path / "s", store_empty=True)
    for path in (tmp_path / "s" / "accounts").iterdir():
        assert path.name == "mac.key"


def test_every_missing_setting_is_named_at_once() -> None:
    reader = Reader({"PORTAL_TRUSTED_PROXIES": "many"})
    read_common(reader)
    with pytest.raises(SettingsError) as caught:
        reader.done()
    for name in ("PORTAL_PUBLIC_URL", "PORTAL_MONGO_URL", "PORTAL_AMQP_URL", "PORTAL_SECRETS_DIR"):
        assert f"{name} is missing" in str(caught.value)
    assert "PORTAL_TRUSTED_PROXIES is not a whole number" in str(caught.value)


@pytest.mark.parametrize(
    "url", ["https://a-host-with-far-too-long-a-name.example", "ftp://x.example", "https://x/y"]
)
def test_a_public_url_that_would_break_mail_links_is_refused(url: str) -> None:
    reader = Reader({"PORTAL_PUBLIC_URL": url})
    read_common(reader)
    with pytest.raises(SettingsError, match="PORTAL_PUBLIC_URL"):
        reader.done()


def test_the_store_password_comes_from_the_secrets_folder(tmp_path: Path) -> None:
    (tmp_path / "mongo-password").write_text("s3cret\n")
    environ = {
        "PORTAL_PUBLIC_URL": "https://portal.example",
        "PORTAL_MONGO_URL": "mongodb://portal@mongo/?journal=true",
        "PORTAL_BUS_PATH": "/tmp/bus",
        "PORTAL_SECRETS_DIR": str(tmp_path),
    }
    common = read_common(Reader(environ))
    assert common.mongo_url == "mongodb://portal:s3cret@mongo/?journal=true"


def test_an_operator_file_replaces_the_neutral_sample(tmp_path: Path) -> None:
    file = tmp_path / "operator.json"
    file.write_text('{"names": ["第一機関", "第二機関"], "telephone": "0120-000-000"}')
    operator = Operator.from_file(file)
    assert operator.names == ("第一機関", "第二機関")
    assert operator.telephone == "0120-000-000"


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8080", True),
        ("http://localhost", True),
        ("http://[::1]:80", True),
        ("https://portal.example", False),
        ("http://127.0.0.1.example", False),
    ],
)
def test_loopback_is_told_from_its_look_alikes(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


def test_tokens_fit_a_mail_line_and_refs_can_be_spoken() -> None:
    assert all(TOKEN.fullmatch(new_token()) for _ in range(200))
    assert not set("".join(new_ref() for _ in range(200))) & set("ILOU")


def test_parts_of_a_mac_cannot_run_into_each_other() -> None:
    assert mac(b"k", "ab", "c") != mac(b"k", "a", "bc")
