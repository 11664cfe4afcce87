"""Staff search the facilities master and correct it by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from services.registration.model.facilities import Change, Facility
from services.registration.usecases.master import COUNTED
from services.registration.usecases.ports import Desk
from tests.registration.conftest import NUMBERS, Api, Clock, Db, facility
from tests.support.tokens import bearer, staff_token, user_token

JUDO = "judo-kei012345678"
CORRECTION = {
    "institution_code": "１２３４５６７８９０",
    "name": "改名 接骨院",
    "name_kana": "ｶｲﾒｲ",
    "prefecture": "見本県",
    "address": "見本町2-2",
    "phone": "03-1111-2222",
    "status": "open",
    "version": 1,
    "reason": "施術所から電話があったため",
}


class Staff:
    """The API in the name of one role."""

    def __init__(self, api: Api, secrets_dir: Path, now: Clock, role: str) -> None:
        self.api, self.secrets_dir = api, secrets_dir
        self._token = staff_token(secrets_dir, role, at=now())

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        return self.api(method, path, body, **bearer(self._token))

    def found(self, **query: str) -> list[str]:
        """The ids, in order."""
        answer = self.api.client.get(
            "/api/registration/facilities", query_string=query, headers=bearer(self._token)
        )
        assert answer.status_code == 200, answer.json
        return [each["id"] for each in answer.json["items"]]


@pytest.fixture
def viewer(api: Api, secrets_dir: Path, now: Clock) -> Staff:
    return Staff(api, secrets_dir, now, "viewer")


@pytest.fixture
def reviewer(api: Api, secrets_dir: Path, now: Clock) -> Staff:
    return Staff(api, secrets_dir, now, "reviewer")


@pytest.mark.parametrize(
    ("typed", "ids"),
    [
        ("契0123456-7-8", [JUDO]),
        ("契０１２３４５６－７－８", [JUDO]),
        ("契 0123456‐7‐8", [JUDO]),
        ("012345678", [JUDO, "judo-kyo012345678"]),
        ("01234567-8-9", ["ahaki-0123456789"]),
        ("0112345678", ["josan-0112345678", "kenshin-0112345678"]),
        ("契0123456-7-9", []),
        ("01234567", []),
    ],
)
def test_a_number_is_found_however_it_is_typed(viewer: Staff, typed: str, ids: list[str]) -> None:
    assert viewer.found(q=typed) == ids


def test_a_code_or_a_name_is_found_by_its_beginning(viewer: Staff) -> None:
    assert len(viewer.found(q="12345")) == len(NUMBERS)
    assert viewer.found(q="見本　契") == [JUDO]
    assert viewer.found(q="本") == []
    assert viewer.found(q="^見") == viewer.found(q="$ne") == viewer.found(q="見.*") == []


def test_filters_narrow_each_other(viewer: Staff, desk: Desk) -> None:
    closed = facility(NUMBERS[2]).closed()
    desk.store.facilities.change({closed.id: (closed, Change(desk.now(), []))})
    assert len(viewer.found(prefecture="東京")) == len(NUMBERS)
    assert viewer.found(kind="josan") == ["josan-0112345678"]
    assert viewer.found(status="closed") == [closed.id]
    assert len(viewer.found(status="open")) == len(NUMBERS) - 1
    assert viewer.found(kind="ahaki", status="open") == []
    assert viewer.found(q="見本", kind="kenshin", prefecture="東京都") == ["kenshin-0112345678"]
    assert viewer.found(q="見本", prefecture="大阪府") == []


def test_nothing_asked_finds_nothing(viewer: Staff) -> None:
    assert viewer.found() == viewer.found(q="  ", kind="dentist", status="$ne") == []


def test_no_more_than_a_thousand_are_counted(viewer: Staff, desk: Desk) -> None:
    sample = vars(facility(NUMBERS[3]))
    desk.store.facilities.add(
        [Facility(**{**sample, "id": f"kenshin-{n:010}"}) for n in range(COUNTED + 10)]
    )
    answer = viewer("GET", "facilities?kind=kenshin&per_page=100&page=10").json
    assert (answer["total"], answer["more"], len(answer["items"])) == (COUNTED, True, 100)
    assert viewer("GET", "facilities?kind=judo").json["more"] is False


def test_an_entry_names_who_registered_for_it(viewer: Staff, api: Api) -> None:
    assert viewer("GET", f"facilities/{JUDO}").json["user"] is None
    api.activated()
    shown = viewer("GET", f"facilities/{JUDO}").json
    assert (shown["user"]["email"], shown["corrected"], shown["history"]) == (
        "hanako@example.jp",
        False,
        [],
    )


def test_a_correction_is_flagged_and_remembered(reviewer: Staff) -> None:
    answer = reviewer("PATCH", f"facilities/{JUDO}", CORRECTION)
    assert answer.status_code == 200, answer.json
    shown = reviewer("GET", f"facilities/{JUDO}").json
    assert (shown["name"], shown["phone"], shown["corrected"]) == (
        "改名 接骨院",
        "0311112222",
        True,
    )
    [change] = shown["history"]
    assert (change["by"], change["reason"]) == ("審査一郎", "施術所から電話があったため")
    assert {"field": "name_kana", "before": "ミホン", "after": "カイメイ"} in change["differences"]
    assert reviewer.found(q="改名") == [JUDO]


def test_a_check_tells_what_would_change_and_changes_nothing(reviewer: Staff) -> None:
    before = reviewer("GET", f"facilities/{JUDO}").json
    answer = reviewer("POST", f"facilities/{JUDO}/check", {**CORRECTION, "name": " 改名　接骨院 "})
    assert answer.status_code == 200
    found = answer.json["differences"]
    assert {"field": "name", "before": before["name"], "after": "改名 接骨院"} in found
    assert reviewer("GET", f"facilities/{JUDO}").json == before


def test_two_corrections_at_once_do_not_overwrite_each_other(reviewer: Staff) -> None:
    reviewer("PATCH", f"facilities/{JUDO}", CORRECTION)
    for method, path in (("POST", f"facilities/{JUDO}/check"), ("PATCH", f"facilities/{JUDO}")):
        late = reviewer(method, path, {**CORRECTION, "name": "別名"})
        assert (late.status_code, late.json["code"]) == (409, "version_conflict")
    assert reviewer("GET", f"facilities/{JUDO}").json["name"] == "改名 接骨院"


def test_a_correction_that_changes_nothing_is_refused(reviewer: Staff, db: Db) -> None:
    reviewer("PATCH", f"facilities/{JUDO}", CORRECTION)
    for method, path in (("POST", f"facilities/{JUDO}/check"), ("PATCH", f"facilities/{JUDO}")):
        again = reviewer(method, path, CORRECTION)
        assert (again.status_code, again.json["code"]) == (422, "nothing_changed")
    assert len(db.facilities.find_one({"_id": JUDO})["history"]) == 1


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("name", " ", "名称を入力してください"),
        ("name", "あ\u202eい", "名称に使用できない文字が含まれています"),
        ("name", "あ" * 201, "名称は200文字以内で入力してください"),
        ("institution_code", "123", "機関コードは数字10桁で入力してください"),
        ("institution_code", ["1"], "送信内容を確認できませんでした。"),
        ("status", "maybe", "状態を選択してください"),
        ("reason", "", "理由を入力してください"),
    ],
)
def test_a_wrong_correction_says_what_is_wrong(
    reviewer: Staff, field: str, value: object, message: str
) -> None:
    for method, path in (("POST", f"facilities/{JUDO}/check"), ("PATCH", f"facilities/{JUDO}")):
        answer = reviewer(method, path, {**CORRECTION, field: value})
        assert answer.status_code == 422
        assert [(e["field"], e["message"]) for e in answer.json["errors"]] == [(field, message)]


def test_all_that_is_wrong_is_said_at_once(reviewer: Staff) -> None:
    wrong = {"institution_code": "123", "name": "", "address": "あ" * 301, "reason": ""}
    answer = reviewer("POST", f"facilities/{JUDO}/check", {**CORRECTION, **wrong})
    assert [each["field"] for each in answer.json["errors"]] == list(wrong)


def test_roles(api: Api, viewer: Staff, secrets_dir: Path, now: Clock) -> None:
    assert viewer("PATCH", f"facilities/{JUDO}", CORRECTION).json["code"] == "forbidden"
    user = bearer(user_token(secrets_dir, at=now()))
    for method, path in (("GET", "facilities"), ("PATCH", f"facilities/{JUDO}")):
        assert api(method, path, {}, **user).status_code == 403
        assert api(method, path, {}).status_code == 401
    admin = Staff(api, secrets_dir, now, "admin")
    assert admin("PATCH", f"facilities/{JUDO}", CORRECTION).status_code == 200
    assert admin("PATCH", "facilities/none", CORRECTION).status_code == 404
