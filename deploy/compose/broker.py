"""What RabbitMQ imports at each start: our user, our vhost, the limits of our queues."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

PASSWORD = "rabbitmq/password"
HASHING = "rabbit_password_hashing_sha256"
USER = VHOST = "portal"
POLICIES = Path(__file__).parents[1] / "rabbitmq" / "policies.json"


def definitions(password: str) -> bytes:
    """Without definitions of its own RabbitMQ would let `guest` in."""
    policies = json.loads(POLICIES.read_text(encoding="utf-8"))
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    hashed = {"password_hash": _hashed(password), "hashing_algorithm": HASHING}
    return json.dumps(
        {
            "vhosts": [{"name": VHOST, "default_queue_type": "quorum"}],
            "users": [{"name": USER, "tags": [], "limits": {}, **hashed}],
            "permissions": [{"user": USER, "vhost": VHOST, **everything}],
            "policies": [{"vhost": VHOST, **policy} for policy in policies],
        },
        indent=1,
    ).encode()


def _hashed(password: str) -> str:
    """Salted with the password's own digest, so that the same password gives the same file."""
    salt = hashlib.sha256(f"salt {password}".encode()).digest()[:4]
    return base64.b64encode(salt + hashlib.sha256(salt + password.encode()).digest()).decode()
