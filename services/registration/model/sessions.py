"""Being signed in: an opaque secret in a cookie, its fingerprint and two deadlines here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

IDLE = timedelta(minutes=60)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)
CHALLENGE_LIFE = timedelta(minutes=5)
USER, STAFF = "user", "staff"
LONGEST_AGENT = 300


@dataclass(frozen=True)
class Device:
    """What somebody signed in with; of the address only what names the network."""

    user_agent: str = ""
    address: str = ""

    @classmethod
    def seen(cls, user_agent: str, address: str) -> Device:
        return cls(user_agent[:LONGEST_AGENT], _network(address))


@dataclass(frozen=True)
class Session:
    """`epoch` is the owner's at sign-in: when the owner's moves on, the session is over."""

    id: str
    owner_id: str
    kind: str
    epoch: int
    auth_time: datetime
    seen_at: datetime
    expires_at: datetime
    user_agent: str = ""
    address: str = ""
    last_login_at: datetime | None = None

    @classmethod
    def begin(cls, mac: str, owner_id: str, kind: str, epoch: int, now: datetime) -> Session:
        return cls(mac, owner_id, kind, epoch, now, now, now + LONGEST)

    def opened_with(self, device: Device, last_login_at: datetime | None) -> Session:
        return replace(self, **vars(device), last_login_at=last_login_at)

    @property
    def began_at(self) -> datetime:
        return self.expires_at - LONGEST

    def alive(self, epoch: int, now: datetime) -> bool:
        return self.epoch == epoch and now < self.expires_at and now < self.seen_at + IDLE

    def to_note(self, now: datetime) -> bool:
        """Whether it is time to remember that the owner was seen."""
        return now - self.seen_at >= SEEN_EVERY


@dataclass(frozen=True)
class Challenge:
    """The password was right; the code of the second factor is awaited."""

    id: str
    staff_id: str
    epoch: int
    expires_at: datetime

    def alive(self, epoch: int, now: datetime) -> bool:
        return self.epoch == epoch and now < self.expires_at


def _network(address: str) -> str:
    """192.0.2.* or 2001:db8:1:*; empty for what is no address."""
    try:
        ip = ip_address(address)
    except ValueError:
        return ""
    if isinstance(ip, IPv6Address) and not ip.ipv4_mapped:
        return ":".join(part.lstrip("0") or "0" for part in ip.exploded.split(":")[:3]) + ":*"
    plain = str(ip.ipv4_mapped if isinstance(ip, IPv6Address) else ip)
    return plain.rpartition(".")[0] + ".*"
