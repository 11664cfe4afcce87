"""What must be there before the first service works: secrets, the store's users, its indexes.

Running it again makes what is missing and changes nothing else; it may run beside a working
portal. `SECRETS` holds everything and belongs into the backup. Each folder below `DEALT` is the
volume of one container and holds what that one may know.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from pathlib import Path
from secrets import token_hex

from deploy.compose import broker, store
from deploy.onebox.front import SERVICES
from shared import secrets

SECRETS = Path("/secrets")
DEALT = Path("/dealt")
SMTP_PASSWORD = "smtp-password"


def run(environ: Mapping[str, str]) -> None:
    """Raises SettingsError, SecretsMissing or StoreLocked, each with one sentence."""
    for name in (*store.SECRETS, *map(store.password_of, SERVICES), broker.PASSWORD):
        if not (SECRETS / name).exists():
            secrets.write_secret(SECRETS / name, token_hex(32).encode())
    for name in store.SECRETS:
        _tell_group(DEALT / "mongo" / Path(name).name, _read(name))
    definitions = broker.definitions(_read(broker.PASSWORD).decode())
    _tell_group(DEALT / "rabbitmq" / "definitions.json", definitions)
    with store.opened(_read(store.ROOT_PASSWORD).decode()) as client:
        store.admit(client, {name: _read(store.password_of(name)).decode() for name in SERVICES})
        secrets.prepare(SECRETS, store_empty=store.is_empty(client))
        _deal_to_services()
        store.make_indexes(client)
    for name in ("portal", *SERVICES):
        _read_settings(name, environ)


def keep(name: str, value: str) -> None:
    """A secret of the operator's own; a new value replaces the old one."""
    secrets.write_secret(SECRETS / name, value.encode())


def _read_settings(name: str, environ: Mapping[str, str]) -> None:
    """What is missing is said here, once, rather than by a service that starts again and again."""
    own = {"PORTAL_SECRETS_DIR": str(DEALT / name), "PORTAL_MONGO_URL": "mongodb://mongo/"}
    import_module(f"services.{name}.settings").Settings.from_env({**environ, **own})


def _deal_to_services() -> None:
    _tell(DEALT / "portal" / "portal", SECRETS / "portal")
    for name in SERVICES:
        _tell(DEALT / name / name, SECRETS / name)
        _tell(DEALT / name / "public", SECRETS / "public")
        _tell(DEALT / name / "mongo-password", SECRETS / store.password_of(name))
        _tell(DEALT / name / "amqp-password", SECRETS / broker.PASSWORD)
    if (SECRETS / SMTP_PASSWORD).exists():
        _tell(DEALT / "notifier" / SMTP_PASSWORD, SECRETS / SMTP_PASSWORD)


def _tell(target: Path, source: Path) -> None:
    """A file, or a folder of files."""
    if source.is_dir():
        for file in source.iterdir():
            _tell(target / file.name, file)
    elif not _holds(target, source.read_bytes()):
        secrets.write_secret(target, source.read_bytes())


def _tell_group(target: Path, data: bytes) -> None:
    """For programs that run as users of their own and join our group."""
    if not _holds(target, data):
        secrets.write_secret(target, data)
    target.chmod(0o640)


def _holds(path: Path, data: bytes) -> bool:
    return path.exists() and path.read_bytes() == data


def _read(name: str) -> bytes:
    return (SECRETS / name).read_bytes()
