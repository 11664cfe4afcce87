"""Encryption at rest: each document has a key of its own, wrapped by the service's master key."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.keywrap import (
    InvalidUnwrap,
    aes_key_unwrap,
    aes_key_wrap,
)

NONCE_BYTES = 12


class Damaged(Exception):
    """What was stored does not open with this master key, or not as this part."""


@dataclass(frozen=True)
class Locked:
    """AES-256-GCM boxes by part, nonce first, and their AES-key-wrapped key."""

    key: bytes = field(repr=False)
    boxes: Mapping[str, bytes] = field(repr=False)


class Vault:
    def __init__(self, master: bytes) -> None:
        self._master = master

    def lock(self, document_id: str, parts: Mapping[str, bytes]) -> Locked:
        """Under a fresh key; each box opens only as this part of this document."""
        key = AESGCM.generate_key(256)
        boxes = {part: _box(key, clear, _place(document_id, part)) for part, clear in parts.items()}
        return Locked(aes_key_wrap(self._master, key), boxes)

    def open(self, document_id: str, locked: Locked, part: str) -> bytes:
        """The part in clear; raises Damaged."""
        box = locked.boxes[part]
        try:
            cipher = AESGCM(aes_key_unwrap(self._master, locked.key))
            return cipher.decrypt(box[:NONCE_BYTES], box[NONCE_BYTES:], _place(document_id, part))
        except (InvalidUnwrap, InvalidTag, ValueError):
            raise Damaged(f"{document_id} {part}") from None


def _box(key: bytes, clear: bytes, place: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, clear, place)


def _place(document_id: str, part: str) -> bytes:
    return f"{document_id}/{part}".encode()
