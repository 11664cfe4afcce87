"""Drafts: what the wizard's pages have collected so far."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.registration.model.drafts import Draft, in_form_order
from services.registration.model.numbers import read_number
from services.registration.model.passwords import password_problems, too_common
from services.registration.model.refusals import (
    DraftGone,
    FacilityAlreadyBound,
    FacilityNotFound,
)
from services.registration.usecases.lookup import find_free
from services.registration.usecases.ports import Desk
from services.registration.usecases.secrets import is_guessable
from services.registration.usecases.site_settings import check_registration
from shared.errors import FieldError, Invalid
from shared.tokens import new_token

Fields = Mapping[str, object]
FIRST_PAGE = ("family_name", "given_name", "kind")


def begin_draft(desk: Desk, given: Fields, problems: Sequence[FieldError]) -> tuple[str, Draft]:
    """The secret that opens the draft from now on, and the draft. Raises Invalid,
    RegistrationClosed."""
    check_registration(desk)
    secret = new_token()
    draft = blank_draft(desk, desk.fingerprint("draft", secret))
    fill_draft(desk, draft, given, problems, wanted=FIRST_PAGE)
    desk.store.drafts.add(draft)
    return secret, draft


def read_draft(desk: Desk, secret: str) -> Draft:
    """Raises DraftGone."""
    draft = desk.store.drafts.get(desk.fingerprint("draft", secret), desk.now())
    if draft is None:
        raise DraftGone
    return draft


def show_draft(desk: Desk, secret: str) -> Draft:
    """As read_draft, and whether the mail it led to came back."""
    return _with_bounce(desk, read_draft(desk, secret))


def change_draft(desk: Desk, secret: str, given: Fields, problems: Sequence[FieldError]) -> Draft:
    """All or nothing. Raises DraftGone, MasterAway, or Invalid with everything that is wrong."""
    draft = read_draft(desk, secret)
    fill_draft(desk, draft, given, problems)
    desk.store.drafts.save(draft)
    return _with_bounce(desk, draft)


def _with_bounce(desk: Desk, draft: Draft) -> Draft:
    user = desk.store.users.by_id(draft.user_id) if draft.sent else None
    if draft.sent and user:
        draft.sent = replace(draft.sent, bounced=user.bounce)
    return draft


def blank_draft(desk: Desk, draft_id: str) -> Draft:
    return Draft.begin(draft_id, str(uuid.uuid4()), desk.now())


def fill_draft(
    desk: Desk,
    draft: Draft,
    given: Fields,
    problems: Sequence[FieldError],
    wanted: Sequence[str] = (),
) -> None:
    """Puts what was given into the draft, the password as a hash. `problems` were found before;
    raises Invalid with them and with everything else, such as a `wanted` field left out."""
    draft.take(given, desk.now())
    found = [
        *problems,
        *_take_number(desk, draft, given, wanted),
        *_password_problems(draft, given),
    ]
    found += _absent(draft, given, wanted, found)
    if found:
        raise Invalid(errors=in_form_order(found))
    if given.get("password"):
        draft.password = desk.hasher.hash(str(given["password"]))


def _take_number(
    desk: Desk, draft: Draft, given: Fields, wanted: Sequence[str]
) -> Sequence[FieldError]:
    if not draft.kind or "reg_number" not in {*given, *wanted}:
        return []
    number, problems = read_number(draft.kind, draft.reg_prefix, str(given.get("reg_number", "")))
    if number is None:
        return problems
    try:
        draft.facility = find_free(desk, number).ref
    except (FacilityNotFound, FacilityAlreadyBound) as refusal:
        return refusal.errors
    draft.reg_prefix, draft.reg_number = number.prefix, number.digits
    return []


def _password_problems(draft: Draft, given: Fields) -> list[FieldError]:
    """A password set before may be left empty."""
    password, repeated = given.get("password"), given.get("password2")
    if password is None or (draft.password and not password and not repeated):
        return []
    again = None if repeated is None else str(repeated)
    problems = password_problems(str(password), again, draft.email)
    sound = all(problem.field != "password" for problem in problems)
    if sound and is_guessable(str(password), _hints(draft)):
        problems.insert(0, too_common())
    return problems


def _hints(draft: Draft) -> list[str]:
    facility = [draft.facility.name] if draft.facility else []
    return [draft.email, draft.family_name, draft.given_name, draft.reg_number, *facility]


def _absent(
    draft: Draft, given: Fields, wanted: Sequence[str], found: Sequence[FieldError]
) -> list[FieldError]:
    complained = {problem.field for problem in found}
    return [
        missing
        for missing in draft.missing()
        if missing.field in wanted
        and missing.field not in complained
        and not given.get(missing.field)
    ]
