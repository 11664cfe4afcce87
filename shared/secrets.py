"""Keys on disk: `<secrets>/<service>/` is private to that service, `<secrets>/public/` is for all.

Made once by the set-up step, while the store is still empty; never overwritten, no defaults.
Later keys get other ids; an old private key stays until nothing needs it.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)
from joserfc.jwk import KeySet, OKPKey

from shared.seal import Sealer, Unsealer

OWN_KEYS = {
    "registration": ("mac", "master"),
    "accounts": ("mac",),
    "documents": ("master",),
    "notifier": ("mac",),
    "portal": ("session",),
}
SEALED_TO = ("notifier", "documents")
FIRST = "1"


class SecretsMissing(Exception):
    """Data exists but its keys do not: starting would make the data unreadable for ever."""


def prepare(folder: Path, *, store_empty: bool) -> None:
    """Make every missing key. Raises SecretsMissing when data exists without them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        missing = [path for path in _private_files(folder) if not path.exists()]
        if missing and not store_empty:
            raise SecretsMissing(
                f"{missing[0].relative_to(folder)} is missing from {folder}, but the store holds"
                " data made with it: put the key back from your backup."
            )
        for path in missing:
            _make(folder, path)


@dataclass(frozen=True)
class Keys:
    """The keys of one service, read at start."""

    folder: Path
    service: str

    def own(self, name: str) -> bytes:
        """One of this service's own 32-byte keys."""
        return bytes.fromhex((self.folder / self.service / f"{name}.key").read_text("ascii"))

    def signing(self) -> OKPKey:
        path = self.folder / "registration" / f"token-{FIRST}.pem"
        return OKPKey.import_key(path.read_bytes(), {"kid": FIRST})

    def verifying(self) -> KeySet:
        return KeySet(
            [
                OKPKey.import_key(path.read_bytes(), {"kid": path.stem.removeprefix("token-")})
                for path in sorted((self.folder / "public").glob("token-*.pem"))
            ]
        )

    def sealer(self) -> Sealer:
        """Seals to the newest public key of each service that may open something."""
        return Sealer({name: _newest_public(self.folder / "public", name) for name in SEALED_TO})

    def unsealer(self) -> Unsealer:
        pems = (self.folder / self.service).glob("seal-*.pem")
        return Unsealer({path.stem.removeprefix("seal-"): _private(path) for path in pems})


def _newest_public(folder: Path, service: str) -> tuple[str, X25519PublicKey]:
    found = folder.glob(f"seal-{service}-*.pem")
    path = max(found, key=lambda file: (len(file.name), file.name))
    key = load_pem_public_key(path.read_bytes())
    assert isinstance(key, X25519PublicKey)
    return path.stem.removeprefix("seal-"), key


def _private(path: Path) -> X25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), None)
    assert isinstance(key, X25519PrivateKey)
    return key


def _private_files(folder: Path) -> list[Path]:
    own = [folder / svc / f"{name}.key" for svc, names in OWN_KEYS.items() for name in names]
    seals = [folder / svc / f"seal-{svc}-{FIRST}.pem" for svc in SEALED_TO]
    return [*own, folder / "registration" / f"token-{FIRST}.pem", *seals]


def _make(folder: Path, path: Path) -> None:
    makers: dict[str, Callable[[Path, Path], bytes]] = {"tok": _token_key, "sea": _seal_key}
    make = makers.get(path.name[:3], lambda _folder, _path: secrets.token_hex(32).encode())
    write_secret(path, make(folder, path))


def _token_key(folder: Path, path: Path) -> bytes:
    key = OKPKey.generate_key("Ed25519", {"kid": FIRST})
    write_secret(folder / "public" / path.name, key.as_pem(private=False))
    return key.as_pem(private=True)


def _seal_key(folder: Path, path: Path) -> bytes:
    key = X25519PrivateKey.generate()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    write_secret(folder / "public" / path.name, public)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def write_secret(path: Path, data: bytes) -> None:
    """Readable by the owner only, and whole or not at all."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
