"""What a form shows again after a refusal: the values as typed and the services' complaints."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import g, request

from services.portal.client import FieldError, Refusal

_FORM_ID = re.compile(r"[\w-]{16,64}", re.ASCII)


@dataclass(frozen=True)
class Form:
    """Values by field name, complaints in page order."""

    values: Mapping[str, object] = field(default_factory=dict)
    errors: tuple[FieldError, ...] = ()

    def __post_init__(self) -> None:
        """What was typed before the session ended stands in the form again."""
        if "rescued" in g:
            object.__setattr__(self, "values", {**self.values, **g.rescued})

    def value(self, name: str) -> str:
        """As typed; what is missing, or a box not ticked, is empty."""
        value = self.values.get(name)
        return "" if value is None or value is False else str(value)

    def error(self, name: str) -> str:
        return next((error.message for error in self.errors if error.field == name), "")


SHOWN_ON_THE_FORM = {409, 422, 429, 503}


def refused(refusal: Refusal, order: Sequence[str] = ()) -> Form:
    """The posted form with the refusal's complaints, in the page's order of fields.

    A refusal that names no field is shown in the summary alone.
    """
    errors = refusal.errors or (FieldError("", refusal.detail),)
    rank = {name: position for position, name in enumerate(order)}
    ranked = sorted(errors, key=lambda error: rank.get(error.field, len(rank)))
    return Form(request.form, tuple(ranked))


def complaint(field_name: str, message: str) -> Form:
    """The posted form with one complaint of the portal's own."""
    return Form(request.form, (FieldError(field_name, message),))


def posted(*names: str) -> dict[str, str]:
    """These fields of the posted form, as typed; a missing one is empty."""
    return {name: request.form.get(name, "") for name in names}


def new_form_id() -> str:
    return secrets.token_urlsafe(18)


def form_id() -> str:
    """The one-time id the posted page was given, or a new one if somebody changed it."""
    given = request.form.get("form_id", "")
    return given if _FORM_ID.fullmatch(given) else new_form_id()
