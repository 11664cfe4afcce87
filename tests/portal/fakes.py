"""Services that answer the documented JSON, and a browser without scripts."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse
from werkzeug.wrappers import Request, Response

LIVE_TEXTS = "publications/live"
PUBLIC_URL = "http://127.0.0.1:8080"
SETTINGS = ("GET", "settings")
FACILITY = {
    "facility_id": "f1",
    "kind": "judo",
    "registration_number": "契0123456-7-8",
    "name": "サンプル接骨院",
}
USER = {
    "user_id": "u1",
    "email": "taro@clinic.example",
    "family_name": "基金",
    "given_name": "太郎",
    "phone": "0312345678",
    "terms_version": "1",
    "terms_accepted_at": "2026-11-01T00:00:00.000Z",
    "facilities": [
        {
            "id": "f1",
            "kind": "judo",
            "registration_number": "契0123456-7-8",
            "institution_code": "1180123456",
            "name": "サンプル接骨院",
        }
    ],
}


def draft(**changes: Any) -> dict[str, Any]:
    """A registration draft with every answer given."""
    whole = {
        "family_name": "基金",
        "given_name": "太郎",
        "kind": "judo",
        "reg_prefix": "契",
        "reg_number": "012345678",
        "phone": "0312345678",
        "email": "taro@clinic.example",
        "agree": True,
        "has_password": True,
        "facility": FACILITY,
        "complete": True,
        "sent": None,
    }
    return {**whole, **changes}


def session_answer(auth_time: str, **changes: Any) -> dict[str, Any]:
    answer = {
        "token": "signed",
        "kind": "user",
        "auth_time": auth_time,
        "idle_seconds": 3600,
        "last_login_at": "2026-11-20T09:05:00.000Z",
        "user": USER,
    }
    return {**answer, **changes}


@dataclass
class Seen:
    """What a service was asked."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


@dataclass
class FakeService:
    """Answers by method and path below /api/<name>/; anything unforeseen fails the test."""

    name: str
    answers: dict[tuple[str, str], Callable[[], Response]] = field(default_factory=dict)
    seen: list[Seen] = field(default_factory=list)

    def answers_with(self, method: str, path: str, body: Any = None, status: int = 200) -> None:
        content = "" if body is None else json.dumps(body)
        self.answers[method, path] = lambda: Response(content, status, mimetype="application/json")

    def answers_with_file(self, path: str, content: bytes, disposition: str) -> None:
        headers = {"Content-Disposition": disposition}
        self.answers["GET", path] = lambda: Response(
            content, mimetype="application/pdf", headers=headers
        )

    def refuses(self, method: str, path: str, status: int, code: str, **problem: Any) -> None:
        body = json.dumps({"type": "about:blank", "status": status, "code": code, **problem})
        self.answers[method, path] = lambda: Response(
            body, status, mimetype="application/problem+json"
        )

    def asked(self, method: str, path: str) -> list[Seen]:
        return [seen for seen in self.seen if (seen.method, seen.path) == (method, path)]

    def _live_texts(self) -> Response:
        """Every page asks for them; none unless a test says so."""
        nothing = Response('{"items": []}', mimetype="application/json")
        return self.answers.get(("GET", LIVE_TEXTS), lambda: nothing)()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        request = Request(environ)
        path = request.path.removeprefix(f"/api/{self.name}/")
        if path == LIVE_TEXTS:
            return self._live_texts()(environ, start_response)
        if (request.method, path) == SETTINGS and SETTINGS not in self.answers:
            return Response("{}", mimetype="application/json")(environ, start_response)
        sent = request.get_data()
        body = json.loads(sent or "null") if request.is_json or not sent else sent
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.seen.append(Seen(request.method, path, request.args.to_dict(), headers, body))
        answer = self.answers[request.method, path]()
        return answer(environ, start_response)


@dataclass
class Browser:
    """Follows nothing by itself; fills the hidden fields of the form last shown."""

    client: FlaskClient
    page: TestResponse | None = None

    def get(self, path: str, **options: Any) -> TestResponse:
        return self._shown(self.client.get(path, base_url=PUBLIC_URL, **options))

    def submit(self, path: str, **fields: str) -> TestResponse:
        """Posts the form of the present page that goes to `path`."""
        data = {**hidden_fields(self.page.text, path), **fields}
        return self._shown(self.client.post(path, data=data, base_url=PUBLIC_URL))

    def set_cookie(self, name: str, value: str) -> None:
        self.client.set_cookie(name, value, domain="127.0.0.1")

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, domain="127.0.0.1")
        return found.value if found else None

    def _shown(self, answer: TestResponse) -> TestResponse:
        self.page = answer
        return answer


def parsed(html: str) -> Any:
    return html5lib.parse(html, namespaceHTMLElements=False)


def text_of(html: str) -> str:
    """The page's words with white space joined."""
    return " ".join("".join(parsed(html).find("body").itertext()).split())


def facts_of(html: str) -> dict[str, str]:
    """The page's names and values (dt and dd), white space joined."""
    rows = [row for row in parsed(html).iter("div") if row.find("dt") is not None]
    return {_words(row.find("dt")): _words(row.find("dd")) for row in rows}


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def hidden_fields(html: str, action: str) -> dict[str, str]:
    """Of the form that goes to `action`; of several the one that posts."""
    forms = [form for form in parsed(html).iter("form") if form.get("action") == action]
    assert forms, f"no form to {action}"
    forms.sort(key=lambda form: form.get("method") != "post")
    inputs = forms[0].iter("input")
    return {i.get("name"): i.get("value", "") for i in inputs if i.get("type") == "hidden"}


def controls(html: str) -> dict[str, Any]:
    """The visible controls of a page's own part by name; of a group of radios the first."""
    found: dict[str, Any] = {}
    own_part = next(parsed(html).iter("main"))
    for tag in ("input", "textarea", "select"):
        for control in own_part.iter(tag):
            if control.get("type") != "hidden":
                found.setdefault(control.get("name"), control)
    return found
