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


TELEPHONES = [
    ("０３－１２３４－５６７８", "0312345678"),
    ("03(1234)5678", "0312345678"),
    ("+81 90-1234-5678", "09012345678"),
    ("+81 (0)3 1234 5678", "0312345678"),
    ("0081312345678", "0312345678"),
    ("090ー1234ー5678", "09012345678"),
    ("\u200b03.1234.5678\ufeff", "0312345678"),
]


def test_telephone_numbers_as_people_write_them(api: Api) -> None:
    draft = begin(api)
    for typed, kept in TELEPHONES:
        assert patch(api, draft, phone=typed).json["phone"] == kept, typed


ADDRESSES = [
    ("  Hanako.Y@Example.JP ", "hanako.y@example.jp"),
    ("ｈａｎａｋｏ＠ｅｘａｍｐｌｅ．ｊｐ", "hanako@example.jp"),
    ("\u3000a..b@docomo.example\u200b", "a..b@docomo.example"),
    ("a.@mobile.example.jp", "a.@mobile.example.jp"),
]


def test_addresses_as_people_write_them(api: Api) -> None:
    draft = begin(api)
    for typed, kept in ADDRESSES:
        assert patch(api, draft, email=typed).json["email"] == kept, typed


IMPOSSIBLE_ADDRESSES = [
    ("a@b@c.jp", "「@」を1つ含めて"),
    (f"{'a' * 30}@example.jp", "40文字以内で入力してください（現在41文字）"),
    ("a+b@example.jp", "使用できない文字「+」"),
    ("花@example.jp", "使用できない文字「花」"),
    ("a b@example.jp", "使用できない文字「 」"),
    ("a@example", "「@」の前と後"),
    ("a@-example.jp", "「@」の前と後"),
    ("a@example..jp", "「@」の前と後"),
    ("@example.jp", "「@」の前と後"),
]


def test_addresses_that_cannot_be(api: Api) -> None:
    draft = begin(api)
    for typed, part in IMPOSSIBLE_ADDRESSES:
        assert part in complaints(patch(api, draft, email=typed))["email"], typed


NAMES = [
    ("  山田  ", "山田"),
    ("ﾔﾏﾀﾞ", "ヤマダ"),
    ("髙\u3000\u3000橋", "髙 橋"),
    ("\ufa19\ufa10", "\ufa19\ufa10"),
    ("山\r\n田", "山 田"),
    ("<b>山田</b>", "<b>山田</b>"),
    ("邊\U000e0100", "邊\U000e0100"),
]


def test_names_keep_their_registered_glyphs(api: Api) -> None:
    draft = begin(api)
    for typed, kept in NAMES:
        assert patch(api, draft, family_name=typed).json["family_name"] == kept, typed


IMPOSSIBLE_NAMES = [
    ("あ" * 41, "姓は40文字以内で入力してください"),
    ("山\x07田", "姓に使用できない文字が含まれています"),
    ("山\ue000", "姓に使用できない文字が含まれています"),
    ("山\U000f0000", "姓に使用できない文字が含まれています"),
    ("\u202e田山", "姓に使用できない文字が含まれています"),
    ("山ﾞ", "姓に使用できない文字が含まれています"),
    (" \u3000 ", "姓を入力してください"),
]


def test_names_that_cannot_be(api: Api) -> None:
    draft = begin(api)
    for typed, message in IMPOSSIBLE_NAMES:
        answer = patch(api, draft, family_name=typed)
        assert complaints(answer) == {"family_name": message}, typed


WEAK_PASSWORDS = [
    ("Aa1-567", "8文字以上で入力してください（現在7文字）"),
    ("Aa1" + "x" * 98, "100文字以下で入力してください（現在101文字）"),
    ("kusanagi-8842", "英大文字を1文字以上"),
    ("kusanagi-kaze", "英大文字・数字を1文字以上"),
    ("KUSANAGI-8842", "英小文字を1文字以上"),
    ("Ｋusanagi-8842", "全角文字が含まれています。半角で入力してください"),
    ("Kusanagi\t8842", "使用できない文字"),
    ("Password1", "推測されやすい"),
    ("Passw0rd!", "推測されやすい"),
    ("Hanako123", "推測されやすい"),
    ("Seikotsuin1", "推測されやすい"),
]


def test_passwords_that_are_too_weak(api: Api) -> None:
    draft = begin(api)
    patch(api, draft, email="hanako@example.jp")
    for password, part in WEAK_PASSWORDS:
        answer = patch(api, draft, password=password, password2=password)
        assert part in complaints(answer)["password"], password


def test_the_mail_address_is_no_password(api: Api) -> None:
    address = "wx7k.qp2m@z9example.jp"
    password = address.replace("wx", "Wx")
    answer = patch(api, begin(api), email=address, password=password, password2=password)
    assert "推測されやすい" in complaints(answer)["password"]


@pytest.mark.parametrize("password", ["Kusanagi-8842", "Aa1" + "x9$Q" * 24, "aB3 with spaces kept"])
def test_good_passwords_of_every_length(api: Api, password: str) -> None:
    answer = patch(api, begin(api), password=password, password2=password)
    assert answer.json["has_password"] is True


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
