"""Texts for the public site: drafts, publishing, withdrawing, and who may."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shared.clock import jst
from tests.registration.conftest import Api, Clock
from tests.support.tokens import bearer, staff_token, user_token

FRONT = {"title": "年末年始の休業", "category": "other", "important": "true"}
DRAFT = {"kind": "notices", "front": FRONT, "body": "12月29日から休みます。"}


@pytest.fixture
def admin(secrets_dir: Path, now: Clock) -> dict[str, str]:
    return bearer(staff_token(secrets_dir, "admin", "管理花子", at=now()))


def begun(api: Api, admin: dict[str, str], **changes: Any) -> dict[str, Any]:
    answer = api.post("publications", {**DRAFT, **changes}, **admin)
    assert answer.status_code == 201, answer.json
    return answer.json


def moved(api: Api, admin: dict[str, str], text: dict[str, Any], move: str, **body: Any) -> Any:
    path = f"publications/{text['id']}/{move}"
    return api.post(path, {"version": text["version"], **body}, **admin)


def live(api: Api) -> list[dict[str, Any]]:
    return api("GET", "publications/live").json["items"]


def test_a_draft_is_nobody_elses_business(api: Api, admin: dict[str, str]) -> None:
    text = begun(api, admin)
    assert (text["state"], text["live"], text["has_changes"]) == ("draft", None, True)
    assert text["updated_by"] == "管理花子"
    assert live(api) == []


def test_a_published_text_is_read_by_anybody(api: Api, admin: dict[str, str], now: Clock) -> None:
    text = moved(api, admin, begun(api, admin), "publish").json
    assert (text["state"], text["has_changes"]) == ("published", False)
    [read] = live(api)
    assert (read["id"], read["kind"], read["withdrawn"]) == (text["id"], "notices", False)
    assert read["front"]["published"] == f"{jst(now()):%Y-%m-%d %H:%M}"
    assert read["body"] == DRAFT["body"]


def test_writing_on_changes_nothing_for_readers_until_published(
    api: Api, admin: dict[str, str]
) -> None:
    text = moved(api, admin, begun(api, admin), "publish").json
    front = {**text["draft"]["front"], "title": "年末年始の休業（訂正）"}
    body = {"front": front, "body": "12月28日から休みます。", "version": text["version"]}
    path = f"publications/{text['id']}"
    written = api("PATCH", path, body, **admin).json
    assert (written["state"], written["has_changes"]) == ("published", True)
    assert live(api)[0]["front"]["title"] == FRONT["title"]
    moved(api, admin, written, "publish")
    assert live(api)[0]["front"]["title"] == "年末年始の休業（訂正）"
    assert live(api)[0]["front"]["updated"]


def test_the_audit_keeps_what_was_there_before(api: Api, admin: dict[str, str]) -> None:
    text = moved(api, admin, begun(api, admin), "publish").json
    body = {"front": FRONT, "body": "12月28日から休みます。", "version": text["version"]}
    api("PATCH", f"publications/{text['id']}", body, **admin)
    published = api.db.audit.find_one({"action": "publication.publish"})
    assert {"field": "state", "before": "draft", "after": "published"} in published["changes"]
    written = api.db.audit.find_one({"action": "publication.write"})
    change = {"field": "body", "before": DRAFT["body"], "after": "12月28日から休みます。"}
    assert change in written["changes"]


def test_a_notice_of_tomorrow_is_not_told_today(
    api: Api, admin: dict[str, str], now: Clock
) -> None:
    tomorrow = f"{jst(now() + timedelta(days=1)):%Y-%m-%d %H:%M}"
    text = begun(api, admin, front={**FRONT, "published": tomorrow})
    assert moved(api, admin, text, "publish").status_code == 200
    assert live(api) == []
    now.forward(days=1, minutes=1)
    assert [read["id"] for read in live(api)] == [text["id"]]


def test_a_withdrawn_text_leaves_only_its_place(api: Api, admin: dict[str, str]) -> None:
    text = moved(api, admin, begun(api, admin), "publish").json
    assert moved(api, admin, text, "withdraw").json["errors"][0]["field"] == "reason"
    over = moved(api, admin, text, "withdraw", reason="誤りがあったため").json
    assert over["state"] == "withdrawn"
    left = {"id": text["id"], "kind": "notices", "withdrawn": True}
    assert live(api) == [{**left, "front": {}, "body": "", "attachments": []}]
    again = moved(api, admin, over, "withdraw", reason="もう一度")
    assert (again.status_code, again.json["code"]) == (409, "not_published")
    assert moved(api, admin, over, "publish").json["state"] == "published"


@pytest.mark.parametrize(
    ("front", "body", "field", "message"),
    [
        ({}, "", "body", "本文を入力してください"),
        ({"published": "soon"}, "x", "published", "公開開始日時は"),
        ({"closes": "31.12."}, "x", "closes", "公開終了日時は"),
        (
            {"published": "2026-12-01 09:00", "closes": "2026-12-01 09:00"},
            "x",
            "closes",
            "公開終了は公開開始より後の日時にしてください",
        ),
    ],
)
def test_what_is_not_fit_stays_a_draft(
    api: Api, admin: dict[str, str], front: dict[str, str], body: str, field: str, message: str
) -> None:
    text = begun(api, admin, front={**FRONT, **front}, body=body)
    answer = moved(api, admin, text, "publish")
    assert answer.status_code == 422
    [error] = answer.json["errors"]
    assert error["field"] == field
    assert message in error["message"]
    assert live(api) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"front": {"category": "other"}},
        {"front": {**FRONT, "withdrawn": "true"}},
        {"front": {**FRONT, "title": "長" * 301}},
        {"front": "title"},
        {"front": {"title": ["x"]}},
        {"kind": "terms"},
        {"body": "長" * 20_001},
        {"body": {"$ne": ""}},
    ],
)
def test_hostile_drafts_are_refused(
    api: Api, admin: dict[str, str], changes: dict[str, Any]
) -> None:
    assert api.post("publications", {**DRAFT, **changes}, **admin).status_code == 422


def test_the_slower_writer_is_told(api: Api, admin: dict[str, str]) -> None:
    text = begun(api, admin)
    moved(api, admin, text, "publish")
    for answer in (
        moved(api, admin, text, "publish"),
        moved(api, admin, text, "withdraw", reason="x"),
        api("PATCH", f"publications/{text['id']}", {**DRAFT, "version": 1}, **admin),
    ):
        assert (answer.status_code, answer.json["code"]) == (409, "version_conflict")


def test_one_form_makes_one_draft(api: Api, admin: dict[str, str]) -> None:
    form = {**admin, "Idempotency-Key": "form-1"}
    first = api.post("publications", DRAFT, **form).json
    assert api.post("publications", DRAFT, **form).json["id"] == first["id"]
    other = api.post("publications", {**DRAFT, "body": "別の文"}, **form)
    assert (other.status_code, other.json["code"]) == (422, "idempotency_reused")


def test_the_list_is_narrowed(api: Api, admin: dict[str, str]) -> None:
    moved(api, admin, begun(api, admin), "publish")
    question = {"title": "何ですか", "category": "app", "order": "9"}
    begun(api, admin, kind="faq", front=question)

    def total(query: str) -> int:
        return api("GET", f"publications?{query}", **admin).json["total"]

    assert [total(q) for q in ("", "kind=faq", "state=published", "kind=x&page=-1")] == [2, 1, 1, 2]


@pytest.mark.parametrize("role", ["viewer", "reviewer", "user"])
def test_only_administrators_write(
    api: Api, admin: dict[str, str], role: str, secrets_dir: Path, now: Clock
) -> None:
    text = begun(api, admin)
    user, staff = user_token(secrets_dir, at=now()), staff_token(secrets_dir, role, at=now())
    who = bearer(user if role == "user" else staff)
    path = f"publications/{text['id']}"
    answers = [
        api("GET", "publications", **who),
        api("GET", path, **who),
        api.post("publications", DRAFT, **who),
        api("PATCH", path, {**DRAFT, "version": 1}, **who),
        moved(api, who, text, "publish"),
        moved(api, who, text, "withdraw", reason="x"),
    ]
    assert {answer.status_code for answer in answers} == {403}


def test_an_unknown_text_is_404(api: Api, admin: dict[str, str]) -> None:
    assert api("GET", "publications/no-such", **admin).status_code == 404
    assert moved(api, admin, {"id": "no-such", "version": 1}, "publish").status_code == 404
