"""What people type into the two pages, and what becomes of it."""

from __future__ import annotations

import pytest

from tests.registration.conftest import Api
from tests.registration.test_drafts import begin, complaints, patch

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
