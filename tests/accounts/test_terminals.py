"""Setting up a terminal with the four values of its sheet."""

from __future__ import annotations

from collections import Counter

import pytest

from shared.contracts import TerminalActivated
from tests.accounts.desk import TERMINAL, Desk, Sheet, activation, found, messages, together


def test_checking_the_sheet_names_the_institution_and_gives_a_ticket(
    desk: Desk, sheet: Sheet
) -> None:
    checked = found(desk.post("terminals/check", sheet))
    assert (checked["institution_name"], checked["account_id"]) == ("サンプル柔整", "W0000001")
    done = found(desk.post("terminals", {"ticket": checked["ticket"], "terminal": TERMINAL}), 201)
    assert done["account_id"] == "W0000001"


def test_a_terminal_is_bound_and_the_account_shows_it(desk: Desk, sheet: Sheet) -> None:
    done = found(desk.post("terminals", activation(sheet)), 201)
    assert done["institution_name"] == "サンプル柔整"
    account = found(desk.get("accounts/W0000001", desk.user()))
    assert account["terminal"] == {"name": "受付1番", "registered_at": done["registered_at"]}
    told = desk.news("accounts", "W0000001")[-1].data
    assert told == TerminalActivated("W0000001", desk.clock.now(), "受付1番")


def test_values_are_read_as_people_type_them(desk: Desk, sheet: Sheet) -> None:
    code = sheet["activation_code"]
    typed = {
        "institution_code": "１１８０－１２３４５６",
        "id": " ｗ０００００01 ",
        "password": f"\n {sheet['password']} ",
        "activation_code": f"{code[:4]}－{code[4:8]} {code[8:]}",
    }
    found(desk.post("terminals", activation(typed)), 201)


def test_the_same_terminal_gets_the_same_answer_again(desk: Desk, sheet: Sheet) -> None:
    first = found(desk.post("terminals", activation(sheet)), 201)
    desk.clock.forward(days=40)
    again = found(desk.post("terminals", activation(sheet, name="別名")), 200)
    assert again == first
    assert len(desk.news("accounts", "W0000001")) == 1


def test_another_terminal_is_refused(desk: Desk, sheet: Sheet) -> None:
    found(desk.post("terminals", activation(sheet)), 201)
    refusal = found(desk.post("terminals", activation(sheet, fingerprint="other")), 409)
    assert refusal["code"] == "terminal_other"
    assert refusal["detail"] == "このアクティベーションコードは別の端末で使用されています"


def test_of_terminals_activated_at_once_one_is_bound(desk: Desk, sheet: Sheet) -> None:
    answers = together(
        *[
            lambda n=n: desk.post("terminals", activation(sheet, fingerprint=f"t{n}"))
            for n in range(8)
        ]
    )
    assert Counter(answer.status_code for answer in answers) == {201: 1, 409: 7}


def test_neither_fingerprint_nor_device_key_is_stored(desk: Desk, sheet: Sheet) -> None:
    done = found(desk.post("terminals", activation(sheet)), 201)
    stored = str(desk.db.accounts.find_one({"_id": "W0000001"}))
    assert "tpm-4711" not in stored
    assert done["device_key"] not in stored


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("institution_code", "", "機関コードを入力してください"),
        ("institution_code", "123", "機関コードは数字10桁です。入力された数字は3桁です"),
        (
            "institution_code",
            "12345678a0",
            "機関コードに数字以外の文字「a」が含まれています",
        ),
        ("id", "", "IDを入力してください"),
        ("id", "W123", "IDは「W」と数字7桁で入力してください"),
        ("password", " ", "パスワードを入力してください"),
        ("password", {"$ne": ""}, "パスワードを入力してください"),
        ("activation_code", "", "アクティベーションコードを入力してください"),
        (
            "activation_code",
            "1234",
            "アクティベーションコードは数字12桁です。入力された数字は4桁です",
        ),
    ],
)
@pytest.mark.parametrize("path", ["terminals", "terminals/check"])
def test_what_is_wrong_is_said_beside_its_field(
    desk: Desk, path: str, field: str, value: object, message: str
) -> None:
    sheet = {
        "institution_code": "1180123456",
        "id": "W0000001",
        "password": "x",
        "activation_code": "000000000000",
    }
    answer = desk.post(path, {**activation(sheet), field: value})
    assert messages(answer) == {field: message}


@pytest.mark.parametrize("status", [2, 3])
def test_a_suspended_or_ended_account_is_unusable(desk: Desk, sheet: Sheet, status: int) -> None:
    ticket = found(desk.post("terminals/check", sheet))["ticket"]
    desk.db.accounts.update_one({"_id": "W0000001"}, {"$set": {"status": status}})
    for body in (activation(sheet), {"ticket": ticket, "terminal": TERMINAL}):
        refusal = found(desk.post("terminals", body), 403)
        assert refusal["code"] == "account_unusable"
        assert refusal["detail"] == "このアカウントは利用できません"
    assert desk.post("terminals/check", {**sheet, "password": "x"}).status_code == 401


def test_a_ticket_lives_ten_minutes(desk: Desk, sheet: Sheet) -> None:
    body = {"ticket": found(desk.post("terminals/check", sheet))["ticket"], "terminal": TERMINAL}
    desk.clock.forward(minutes=10)
    assert found(desk.post("terminals", body), 410)["code"] == "ticket_expired"
    desk.clock.forward(seconds=-1)
    found(desk.post("terminals", body), 201)


def test_a_ticket_dies_with_a_new_issue_of_its_credentials(desk: Desk, sheet: Sheet) -> None:
    body = {"ticket": found(desk.post("terminals/check", sheet))["ticket"], "terminal": TERMINAL}
    desk.db.accounts.update_one({"_id": "W0000001"}, {"$inc": {"secrets.version": 1}})
    assert desk.post("terminals", body).status_code == 410


@pytest.mark.parametrize("forged", ["x", "W0000001.9999999999.x", "W0000001..", "W0000001.é.０"])
def test_a_forged_ticket_is_no_ticket(desk: Desk, sheet: Sheet, forged: str) -> None:
    body = {"ticket": forged, "terminal": TERMINAL}
    assert found(desk.post("terminals", body), 410)["code"] == "ticket_expired"


@pytest.mark.parametrize(
    "terminal", [None, {}, [], "x", {"fingerprint": ""}, {"fingerprint": "x" * 201}]
)
def test_a_terminal_must_say_which_it_is(desk: Desk, sheet: Sheet, terminal: object) -> None:
    answer = desk.post("terminals", {**sheet, "terminal": terminal})
    assert all(field.startswith("terminal") for field in messages(answer))


def test_what_is_wrong_with_terminal_and_sheet_is_said_together(desk: Desk) -> None:
    assert messages(desk.post("terminals", {})).keys() == {
        "terminal",
        "institution_code",
        "id",
        "password",
        "activation_code",
    }
