"""Passwords, second factors and signatures: the few places that touch cryptography."""

from __future__ import annotations

import hmac
import os
import threading
from collections.abc import Iterable, Mapping
from datetime import datetime

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from joserfc import jwt
from joserfc.jwk import OKPKey

ALGORITHM = "Ed25519"
TIME_STEP = 30
_NONCE = 12
_SCORED_CHARACTERS = 72
_GUESSABLE_SCORE = 1
_COMMON_WORDS = ("seikotsuin", "sekkotsuin", "shinkyu", "harikyu", "massage", "josanin", "kenshin")
_NOBODYS_HASH = (
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA"
    "$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
)


class Argon2Hasher:
    """argon2id as OWASP advises (19 MiB, two passes); no more at once than there are cores."""

    def __init__(self) -> None:
        self._argon2 = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
        self._seats = threading.BoundedSemaphore(os.cpu_count() or 1)

    def hash(self, password: str) -> str:
        with self._seats:
            return self._argon2.hash(password)

    def matches(self, hashed: str, password: str) -> bool:
        """An empty hash matches nothing, after the same time."""
        try:
            with self._seats:
                return self._argon2.verify(hashed or _NOBODYS_HASH, password)
        except (VerificationError, InvalidHashError):
            return False


class MasterVault:
    """Small secrets at rest: AES-256-GCM under the service's master key, bound to their place."""

    def __init__(self, master: bytes) -> None:
        self._cipher = AESGCM(master)

    def seal(self, clear: str, place: str) -> bytes:
        nonce = os.urandom(_NONCE)
        return nonce + self._cipher.encrypt(nonce, clear.encode(), place.encode())

    def open(self, box: bytes, place: str) -> str:
        return self._cipher.decrypt(box[:_NONCE], box[_NONCE:], place.encode()).decode()


def sign(key: OKPKey, claims: Mapping[str, object]) -> str:
    """A compact JWS that every service can check with registration's public key."""
    header = {"alg": ALGORITHM, "kid": key.kid}
    return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])


def is_guessable(password: str, hints: Iterable[str]) -> bool:
    """Offline check against common passwords, names, years, keyboard walks and the `hints`."""
    from zxcvbn import zxcvbn  # 14 MB that only processes setting passwords need

    inputs = [part.lower() for hint in hints for part in (hint, *hint.split("@")) if part]
    result = zxcvbn(password[:_SCORED_CHARACTERS], user_inputs=[*inputs, *_COMMON_WORDS])
    return bool(result["score"] <= _GUESSABLE_SCORE)


def matching_step(secret: str, code: str, now: datetime) -> int | None:
    """The time step of `code`, one step early or late forgiven; None when it is wrong."""
    totp = pyotp.TOTP(secret, interval=TIME_STEP)
    present = int(now.timestamp()) // TIME_STEP
    for step in (present, present - 1, present + 1):
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode()):
            return step
    return None
