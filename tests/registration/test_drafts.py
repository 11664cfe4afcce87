"""The wizard's draft: normalised, all or nothing, every complaint at once."""

from __future__ import annotations

from typing import Any

import pytest

from tests.registration.conftest import PASSWORD, Api, Clock, Db

PERSON = {"family_name": "山田", "given_name": "花子", "kind": "judo"}


def begin(api: Api, **person: str) -> str:
    answer = api.post("drafts", {**PERSON, **person})
    assert answer.status_code == 201, answer.json
    return f"Draft {answer.json['secret']}"


def patch(api: Api, draft: str, **fields: Any) -> Any:
    return api("PATCH", "drafts/current", fields, Authorization=draft)


def complaints(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.json
    return {error["field"]: error["message"] for error in answer.json["errors"]}


def rest(api: Api, **other: Any) -> dict[str, Any]:
    fields = api.applicant(**other)
    return {name: value for name, value in fields.items() if name not in PERSON}


def test_a_draft_collects_both_pages_and_is_then_complete(api: Api) -> None:
    draft = begin(api)
    filled = patch(api, draft, **rest(api)).json
    assert filled == api("GET", "drafts/current", Authorization=draft).json
    assert filled == {
        **PERSON,
        "reg_prefix": "契",
        "reg_number": "012345678",
        "phone": "0312345678",
        "email": "hanako@example.jp",
        "agree": True,
        "has_password": True,
        "facility": {
            "facility_id": "judo-kei012345678",
            "kind": "judo",
            "registration_number": "契0123456-7-8",
            "name": "見本 契0123456-7-8",
        },
        "complete": True,
        "sent": None,
    }


def test_the_first_page_names_everything_that_is_missing(api: Api) -> None:
    assert complaints(api.post("drafts", {})) == {
        "family_name": "姓を入力してください",
        "given_name": "名を入力してください",
        "kind": "所属機関を選択してください",
    }


def test_the_second_page_names_everything_that_is_wrong_in_the_order_of_the_form(api: Api) -> None:
    answer = patch(
        api,
        begin(api),
        reg_prefix="",
        reg_number="12",
        phone="123",
        email="hanako",
        password="short",
        password2="other",
        agree=False,
    )
    assert list(complaints(answer).items()) == [
        ("reg_prefix", "登録記号番号の区分（協または契）を選択してください"),
        ("reg_number", "登録記号番号は数字9桁です。入力された数字は2桁です"),
        ("phone", "電話番号は、0から始まる10桁または11桁の数字で入力してください"),
        ("email", "メールアドレスは「@」を1つ含めて入力してください"),
        ("password", "パスワードは8文字以上で入力してください（現在5文字）"),
        ("password2", "パスワードと確認用のパスワードが一致しません"),
        ("agree", "利用規約に同意する場合は、チェックを入れてください"),
    ]


def test_empty_fields_are_asked_for(api: Api) -> None:
    empty = {"reg_number": "", "phone": "", "email": "", "password": "", "password2": ""}
    assert complaints(patch(api, begin(api), reg_prefix="契", **empty)) == {
        "reg_number": "登録記号番号の数字9桁を入力してください",
        "phone": "電話番号を入力してください",
        "email": "メールアドレスを入力してください",
        "password": "パスワードを入力してください",
        "password2": "確認用のパスワードを入力してください",
    }


def test_nothing_is_kept_when_something_is_wrong(api: Api) -> None:
    draft = begin(api)
    patch(api, draft, phone="0312345678", email="wrong")
    assert api("GET", "drafts/current", Authorization=draft).json["phone"] == ""


def test_a_password_is_kept_as_a_hash_and_may_stay_empty_afterwards(api: Api, db: Db) -> None:
    draft = begin(api)
    patch(api, draft, password=PASSWORD, password2=PASSWORD)
    [kept] = db.drafts.find()
    assert kept["password"].startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    answer = patch(api, draft, phone="0312345678", password="", password2="")
    assert (answer.status_code, answer.json["has_password"]) == (200, True)
    assert db.drafts.find_one()["password"] == kept["password"]
    assert PASSWORD not in str(answer.json)


def test_another_kind_or_prefix_forgets_the_number(api: Api) -> None:
    draft = begin(api)
    patch(api, draft, **rest(api))
    changed = patch(api, draft, kind="ahaki").json
    assert (changed["reg_number"], changed["facility"], changed["complete"]) == ("", None, False)
    assert patch(api, draft, kind="judo", reg_number="契0123456-7-8").json["complete"] is True
    assert patch(api, draft, reg_prefix="協").json["facility"] is None


def test_an_unknown_or_taken_facility_is_a_complaint_about_its_number(api: Api) -> None:
    draft = begin(api)
    assert "reg_number" in complaints(patch(api, draft, reg_number="契999999999"))
    api.activated("other@example.jp")
    assert (
        "すでにユーザー登録されています"
        in complaints(patch(api, draft, reg_number="契012345678"))["reg_number"]
    )


def test_a_draft_is_forgotten_half_an_hour_after_its_last_change(api: Api, now: Clock) -> None:
    draft = begin(api)
    now.forward(minutes=29)
    assert patch(api, draft, phone="0312345678").status_code == 200
    now.forward(minutes=29)
    assert api("GET", "drafts/current", Authorization=draft).status_code == 200
    now.forward(minutes=1)
    gone = api("GET", "drafts/current", Authorization=draft)
    assert (gone.status_code, gone.json["code"]) == (410, "draft_gone")
    assert patch(api, draft, phone="0312345678").json["code"] == "draft_gone"


@pytest.mark.parametrize("header", ["", "Draft", "Draft 0", "Draft ½", "Bearer x"])
def test_without_the_secret_there_is_no_draft(api: Api, header: str) -> None:
    answer = api("GET", "drafts/current", **({"Authorization": header} if header else {}))
    assert (answer.status_code, answer.json["code"]) == (410, "draft_gone")


def test_the_secret_itself_is_not_stored(api: Api, db: Db) -> None:
    secret = begin(api).removeprefix("Draft ")
    assert len(secret) == 27
    assert secret not in str(list(db.drafts.find()))
