"""Sample facilities and staff for trying the portal on one machine.

The facts file is written first and only once; what it names is then added where it is missing,
so a start that was killed half-way is completed by the next one, and nothing is ever changed.
"""

from __future__ import annotations

import json
import secrets
import string
import uuid
from pathlib import Path
from typing import Any

import pyotp

from services.registration.model.facilities import Facility
from services.registration.model.numbers import RULES
from services.registration.model.staff import ACTIVE, Staff
from services.registration.settings import SERVICE, Settings
from services.registration.store.desk import build_desk
from services.registration.usecases.facility_file import read_facilities
from services.registration.usecases.ports import Desk
from shared import japanese, mongo
from shared.secrets import write_secret

FACILITIES = Path(__file__).with_name("demo_facilities.csv")
REVIEWER = "reviewer@portal.example"
OTHERS = {
    "viewer": "viewer@portal.example",
    "admin": "admin@portal.example",
    "reviewer": "reviewer2@portal.example",
}


def load(settings: Settings, demo_file: Path) -> None:
    """`demo_file` tells people and tests what there is and how to sign in."""
    database = mongo.database(settings.common.mongo_url, SERVICE, settings.database)
    desk = build_desk(settings, database)
    facilities = read_facilities(FACILITIES.read_bytes())
    if not demo_file.exists():
        facts = json.dumps(_facts(facilities), ensure_ascii=False, indent=1)
        write_secret(demo_file, facts.encode())
    desk.store.facilities.add(facilities)
    facts = json.loads(demo_file.read_bytes())
    for member in ({"role": "reviewer", **facts["staff"]}, *facts["staff_others"]):
        _add_staff(desk, member)


def _facts(facilities: list[Facility]) -> dict[str, Any]:
    return {
        "facilities": [_facility_facts(each) for each in facilities],
        "staff": _credentials(REVIEWER),
        "staff_others": [{"role": role, **_credentials(email)} for role, email in OTHERS.items()],
    }


def _facility_facts(facility: Facility) -> dict[str, str | None]:
    written = facility.registration_number
    prefix = written[0] if written[0] in RULES[facility.kind].prefixes else None
    return {
        "kind": facility.kind,
        "prefix": prefix,
        "number": japanese.digits(written.removeprefix(prefix or "")),
        "institution_code": facility.institution_code,
        "name": facility.name,
    }


def _credentials(email: str) -> dict[str, str]:
    letters = string.ascii_letters + string.digits
    password = "Aa1-" + "".join(secrets.choice(letters) for _ in range(12))
    return {"email": email, "password": password, "totp_secret": pyotp.random_base32()}


def _add_staff(desk: Desk, member: dict[str, str]) -> None:
    if desk.store.staff.by_email(member["email"]):
        return
    staff_id = str(uuid.uuid4())
    desk.store.staff.add(
        Staff(
            id=staff_id,
            email=member["email"],
            role=member["role"],
            totp=desk.vault.seal(member["totp_secret"], staff_id),
            state=ACTIVE,
            password=desk.hasher.hash(member["password"]),
        )
    )
