"""What a registration costs, by API and by the four pages. Floor: one argon2id hash.

The apps run in this process, so the processor time counted is ours; the store's is apart.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator
from typing import Any

from argon2 import PasswordHasher
from werkzeug.test import Client

from deploy.bench.people import PASSWORD, registration_body
from deploy.bench.report import Report, timed
from deploy.bench.temporary import TemporaryPortal
from deploy.onebox.front import create_front

HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)


def measure(report: Report, portal: TemporaryPortal, rounds: int) -> None:
    report.heading("A registration, from the first field to the mail in the outbox")
    client = Client(create_front(portal.environment))
    facilities = itertools.cycle(portal.demo["facilities"][:10])
    addresses = (f"bench{number}@clinic.example" for number in itertools.count())
    floor = timed(lambda: HASHER.hash(PASSWORD), rounds)
    api = timed(_by_api(client, facilities, addresses), rounds)
    web = timed(_by_pages(portal, facilities, addresses), rounds)
    hash_ms = f"one hash {floor.cpu_ms:.1f} ms"
    report.line(
        "by API: processor time", f"{api.cpu_ms:.1f} ms", hash_ms, api.cpu_ms / floor.cpu_ms
    )
    report.line("by API: per second", f"{1000 / api.wall_ms:.1f}")
    report.line(
        "by pages: processor time", f"{web.cpu_ms:.1f} ms", hash_ms, web.cpu_ms / floor.cpu_ms
    )
    report.line("by pages: per second", f"{1000 / web.wall_ms:.1f}")


def _by_api(
    client: Client, facilities: Iterator[dict[str, Any]], addresses: Iterator[str]
) -> Callable[[], None]:
    def register() -> None:
        body = registration_body(next(facilities), next(addresses))
        answer = client.post("/api/registration/registrations", json=body)
        _expect(answer, 202)

    return register


def _by_pages(
    portal: TemporaryPortal, facilities: Iterator[dict[str, Any]], addresses: Iterator[str]
) -> Callable[[], None]:
    front = create_front(portal.environment)

    def register() -> None:
        visitor = Client(front)
        host = {"base_url": portal.url}
        fields = registration_body(next(facilities), next(addresses))
        fields.update(agree="1")
        page = "/register"
        for wanted in ("/register/", "/register/confirm", "/register/sent"):
            shown = visitor.get(page, **host)
            _expect(shown, 200)
            form = {**fields, **_hidden(shown.text)}
            answer = visitor.post(page, data=form, **host)
            _expect(answer, 303)
            page = answer.headers["Location"]
            assert page.startswith(wanted), page
        _expect(visitor.get(page, **host), 200)

    return register


def _hidden(html: str) -> dict[str, str]:
    """The hidden fields of a page's forms, such as the CSRF token."""
    found = {}
    for tag in re.findall(r"<input[^>]*type=\"?hidden\"?[^>]*>", html):
        name = re.search(r'name="([^"]+)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name:
            found[name[1]] = value[1] if value else ""
    return found


def _expect(answer: Any, status: int) -> None:
    if answer.status_code != status:
        raise RuntimeError(f"{answer.request.path}: {answer.status_code} {answer.text[:500]}")
