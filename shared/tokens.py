"""One-time tokens, receipt numbers and keyed fingerprints of secrets."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import string

_BASE62 = string.digits + string.ascii_uppercase + string.ascii_lowercase
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
TOKEN_LENGTH = 27
TOKEN = re.compile(rf"[0-9A-Za-z]{{{TOKEN_LENGTH}}}")


def new_token() -> str:
    """27 characters of base62: 160 bits, nothing that a mail program cuts off a link."""
    return "".join(secrets.choice(_BASE62) for _ in range(TOKEN_LENGTH))


def new_ref() -> str:
    """A receipt number people can say on the telephone: 6 characters of Crockford's base32."""
    return "".join(secrets.choice(_CROCKFORD) for _ in range(6))


def mac(key: bytes, *parts: str) -> str:
    """HMAC-SHA-256 in hex over the parts, each with its length, so none can run into the next."""
    message = b"".join(
        len(data).to_bytes(4, "big") + data for data in (part.encode() for part in parts)
    )
    return hmac.new(key, message, hashlib.sha256).hexdigest()


def same(left: str, right: str) -> bool:
    return hmac.compare_digest(left.encode(), right.encode())
