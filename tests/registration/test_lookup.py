"""Is this number in the master, and free?"""

from __future__ import annotations

import pytest

from services.registration.model.facilities import Change
from services.registration.usecases.ports import Desk
from shared.errors import StoreAway
from tests.registration.conftest import NUMBERS, Api, facility
from tests.support.tokens import bearer, staff_token, user_token

NOT_FOUND = (
    "入力された番号の施術所が見つかりません。受領委任承諾通知書を確認してください。"
    "新たに受領委任の取扱いを開始した施術所は、登録できるまで1か月程度かかることがあります"
)
TAKEN = "この施術所はすでにユーザー登録されています。登録した覚えがない場合はお問い合わせください"


def look_up(api: Api, kind: str, prefix: str, number: str):  # type: ignore[no-untyped-def]
    query = {"kind": kind, "prefix": prefix, "number": number}
    return api.client.get("/api/registration/facilities/lookup", query_string=query)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.facility_id)
def test_each_kind_is_found_by_its_exact_number(api: Api, number) -> None:  # type: ignore[no-untyped-def]
    found = look_up(api, number.kind, number.prefix, number.written.removeprefix(number.prefix))
    assert found.status_code == 200
    assert found.json == {
        "facility_id": number.facility_id,
        "kind": number.kind,
        "registration_number": number.written,
        "name": f"見本 {number.written}",
    }


def test_an_unknown_number_is_not_found_and_says_why_that_may_be(api: Api) -> None:
    answer = look_up(api, "judo", "契", "012345679")
    assert (answer.status_code, answer.json["code"]) == (404, "facility_not_found")
    [error] = answer.json["errors"]
    assert (error["field"], error["message"]) == ("reg_number", NOT_FOUND)


def test_a_part_of_a_number_finds_nothing(api: Api) -> None:
    answer = look_up(api, "judo", "契", "01234567")
    assert (answer.status_code, answer.json["code"]) == (422, "invalid")


def test_a_closed_facility_cannot_register(api: Api, desk: Desk) -> None:
    closed = facility(NUMBERS[2]).closed()
    desk.store.facilities.change({closed.id: (closed, Change(desk.now(), []))})
    assert look_up(api, "ahaki", "", "0123456789").json["code"] == "facility_not_found"


def test_a_bound_facility_says_so_only_after_activation(api: Api) -> None:
    api.register()
    assert look_up(api, "judo", "契", "012345678").status_code == 200
    api.post("activations", {"token": api.token()})
    answer = look_up(api, "judo", "契", "012345678")
    assert (answer.status_code, answer.json["code"]) == (409, "facility_taken")
    assert answer.json["errors"][0]["message"] == TAKEN


def test_an_unreachable_master_is_an_answer_of_its_own(
    api: Api, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: object, _id: str) -> None:
        raise StoreAway("gone")

    monkeypatch.setattr(type(desk.store.facilities), "get", away)
    answer = look_up(api, "judo", "契", "012345678")
    assert (answer.status_code, answer.json["code"]) == (503, "unavailable")
    assert answer.json["detail"] == (
        "施術所名を確認できませんでした。しばらくしてからもう一度お試しください"
    )


@pytest.mark.parametrize("kind", ["", "dentist", "$ne"])
def test_an_unknown_kind_is_refused(api: Api, kind: str) -> None:
    assert look_up(api, kind, "", "0123456789").json["errors"][0]["field"] == "kind"


def test_staff_see_the_whole_entry(api: Api, secrets_dir, now) -> None:  # type: ignore[no-untyped-def]
    path = "/api/registration/facilities/judo-kei012345678"
    headers = bearer(staff_token(secrets_dir, "viewer", at=now()))
    shown = api.client.get(path, headers=headers).json
    assert shown["institution_code"] == "1234567890"
    assert shown["address"] == "見本町1-1"
    assert api.client.get(path + "9", headers=headers).status_code == 404
    assert api.client.get(path).status_code == 401
    as_user = api.client.get(path, headers=bearer(user_token(secrets_dir, at=now())))
    assert as_user.status_code == 403
