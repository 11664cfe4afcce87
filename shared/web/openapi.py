"""How a service describes itself: refusals as problem+json, callers, the fields of ours."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_smorest import Api, Blueprint
from marshmallow import fields

from shared.web import problems
from shared.web.fields import Schema, WholeNumber

SCHEMES = {
    "token": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of 60 seconds; its role is one of those named.",
    },
    "session": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Session <secret>`, the secret of POST sessions.",
    },
    "draft": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "`Draft <secret>`, the secret of POST drafts.",
    },
}
REFUSALS = {
    "DEFAULT_ERROR": "A refusal; `code` says which.",
    "UNPROCESSABLE_ENTITY": "Something in the request must be corrected; `errors` says what.",
}


class FieldErrorSchema(Schema):
    field = fields.String(metadata={"description": "Dotted path, such as `notes.0`."})
    code = fields.String()
    message = fields.String(metadata={"description": "Japanese, to be shown as it is."})


class ProblemSchema(Schema):
    """What every refusal carries; single ones carry more."""

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    code = fields.String(required=True, metadata={"description": "Stable, for programs."})
    detail = fields.String(
        required=True, metadata={"description": "Japanese, to be shown as it is."}
    )
    errors = fields.List(fields.Nested(FieldErrorSchema))
    request_id = fields.String(required=True)
    retry_after = fields.Integer(metadata={"description": "Seconds."})


class DescribedApi(Api):  # type: ignore[misc]
    """flask-smorest with our error body, said and done."""

    ERROR_SCHEMA = ProblemSchema

    def handle_http_exception(self, error):  # type: ignore[no-untyped-def]
        return problems.http_refused(error)

    def _register_responses(self) -> None:
        for name, description in REFUSALS.items():
            content = {problems.CONTENT_TYPE: {"schema": ProblemSchema}}
            response = {"description": description, "content": content}
            self.spec.components.response(name, response, lazy=True)

    def _register_pagination_header(self) -> None:
        """Lists say their totals in the body."""

    def _init_spec(self, **options: Any) -> None:
        super()._init_spec(**options)
        self.register_field(WholeNumber, "integer", None)
        for name, scheme in SCHEMES.items():
            self.spec.components.security_scheme(name, scheme)


def open_to(*schemes: str, roles: Iterable[str] = ()) -> Any:
    """Says which of SCHEMES a view takes, each sufficient; "" is nobody in particular."""
    ways = [{scheme: [role]} for scheme in schemes for role in roles]
    return Blueprint.doc(security=ways or [{s: []} if s else {} for s in schemes])


def asks(*parameters: dict[str, Any]) -> Any:
    """Says which parameters a view reads by itself."""
    return Blueprint.doc(parameters=list(parameters))


def in_query(name: str, description: str = "", **schema: Any) -> dict[str, Any]:
    found = {"in": "query", "name": name, "schema": {"type": "string", **schema}}
    return {**found, "description": description} if description else found


repeatable = asks(
    {
        "in": "header",
        "name": "Idempotency-Key",
        "schema": {"type": "string"},
        "description": "The same key and body give the first answer again; another body is 422.",
    }
)
