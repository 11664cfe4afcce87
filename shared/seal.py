"""Sealed fields: HPKE base mode (X25519, HKDF-SHA-256, AES-256-GCM) to the consumer's public key.

The box is bound to its place by `info` = the UTF-8 JSON array
[type, version, event id, JSON Pointer, account id or null]; moved anywhere else it does not open.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from shared.contracts import Envelope, Sealed

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class SealBroken(Exception):
    """The box was made for another key, place or event."""


@dataclass(frozen=True)
class Place:
    """Where a sealed field stands."""

    type: str
    version: int
    event_id: str
    pointer: str
    account_id: str | None = None

    def info(self) -> bytes:
        parts = [self.type, self.version, self.event_id, self.pointer, self.account_id]
        return json.dumps(parts, ensure_ascii=False, separators=(",", ":")).encode()


class Sealer:
    """Seals to public keys: `keys` maps a consuming service to (kid, public key)."""

    def __init__(self, keys: dict[str, tuple[str, X25519PublicKey]]) -> None:
        self._keys = keys

    def seal(self, consumer: str, place: Place, clear: dict[str, str]) -> Sealed:
        kid, public = self._keys[consumer]
        plain = json.dumps(clear, ensure_ascii=False).encode()
        return Sealed(kid, _text(_SUITE.encrypt(plain, public, info=place.info())))


class Unsealer:
    """Opens what was sealed to this service; old private keys stay until nothing needs them."""

    def __init__(self, keys: dict[str, X25519PrivateKey]) -> None:
        self._keys = keys

    def open(
        self, envelope: Envelope, pointer: str, sealed: Sealed, account_id: str | None = None
    ) -> dict[str, str]:
        place = Place(envelope.type, envelope.version, envelope.id, pointer, account_id)
        return self.open_at(place, sealed)

    def open_at(self, place: Place, sealed: Sealed) -> dict[str, str]:
        try:
            private = self._keys[sealed.kid]
            plain = _SUITE.decrypt(_bytes(sealed.box), private, info=place.info())
        except (KeyError, InvalidTag, ValueError) as error:
            raise SealBroken(f"{place.type} {place.pointer}") from error
        return dict(json.loads(plain))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
