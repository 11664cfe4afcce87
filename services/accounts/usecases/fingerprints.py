"""What is kept of secrets: fingerprints under this service's own key, never the secrets.

The issued ones hold 70 random bits and more, so a keyed hash is enough and costs microseconds.
"""

from __future__ import annotations

from shared.tokens import mac


def fingerprint(key: bytes, account_id: str, version: int, field: str, value: str) -> str:
    """Of an issued `password` or `activation_code`."""
    return mac(key, account_id, str(version), field, value)


def terminal_fingerprint(key: bytes, account_id: str, terminal: str) -> str:
    return mac(key, "terminal", account_id, terminal)


def device_key(key: bytes, account_id: str, version: int, terminal: str) -> str:
    """Derived, so the same terminal always gets the same until credentials are issued anew, and
    nothing of it is stored."""
    return mac(key, "device-key", account_id, str(version), terminal)
