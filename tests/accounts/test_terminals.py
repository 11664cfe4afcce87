"""Setting up a terminal with the four values of its sheet."""

from __future__ import annotations

from collections import Counter

import pytest

from services.accounts.app import create_app
from services.accounts.model.credentials import check_digit
from services.accounts.settings import Settings
from shared.contracts import ActivationLocked, Person, TerminalActivated
from tests.accounts.desk import Clock, Desk, found, messages, together

TERMINAL = {"fingerprint": "tpm-4711", "name": "受付1番"}
MISMATCH = "入力された内容が設定情報と一致しません。PDFの内容を確認してください"
Sheet = dict[str, str]


@pytest.fixture
def sheet(desk: Desk) -> Sheet:
    return desk.sheet()


def activation(sheet: Sheet, **terminal: str) -> dict[str, object]:
    return {**sheet, "terminal": {**TERMINAL, **terminal}}


def wrong_code(sheet: Sheet) -> Sheet:
    """A plausible code that is not the account's."""
    start = f"{(int(sheet['activation_code'][:11]) + 1) % 10**11:011d}"
    return {**sheet, "activation_code": start + check_digit(start)}


def guess(desk: Desk, sheet: Sheet, times: int) -> list[int]:
    return [desk.post("terminals/check", wrong_code(sheet)).status_code for _ in range(times)]


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


def test_a_typo_the_check_digit_catches_costs_nothing(desk: Desk, sheet: Sheet) -> None:
    code = sheet["activation_code"]
    typo = {**sheet, "activation_code": code[:-1] + str((int(code[-1]) + 1) % 10)}
    for _ in range(6):
        errors = found(desk.post("terminals", activation(typo)), 422)["errors"]
        assert [error["code"] for error in errors] == ["check_digit"]
    found(desk.post("terminals", activation(sheet)), 201)


@pytest.mark.parametrize(
    "wrong",
    [{"institution_code": "9999999999"}, {"id": "W7777777"}, {"password": "x"}],
    ids=lambda wrong: next(iter(wrong)),
)
def test_wrong_codes_ids_and_passwords_cost_the_account_nothing(
    desk: Desk, sheet: Sheet, wrong: Sheet
) -> None:
    for _ in range(8):
        refusal = found(desk.post("terminals/check", {**wrong_code(sheet), **wrong}), 401)
        assert (refusal["code"], refusal["detail"]) == ("credentials_mismatch", MISMATCH)
    found(desk.post("terminals/check", sheet))


def test_the_fifth_wrong_code_locks_for_a_quarter_of_an_hour(desk: Desk, sheet: Sheet) -> None:
    assert guess(desk, sheet, 5) == [401, 401, 401, 401, 429]
    refusal = found(desk.post("terminals", activation(sheet)), 429)
    assert (refusal["code"], refusal["minutes"]) == ("locked", 15)
    assert refusal["detail"] == "15分後にもう一度お試しください"
    assert refusal["retry_after"] == 15 * 60
    desk.clock.forward(minutes=14, seconds=1)
    assert found(desk.post("terminals", activation(sheet)), 429)["minutes"] == 1
    desk.clock.forward(minutes=1)
    found(desk.post("terminals", activation(sheet)), 201)


def test_a_wrong_code_is_answered_like_a_wrong_password(desk: Desk, sheet: Sheet) -> None:
    code, password = (
        desk.post("terminals/check", wrong).get_json()
        for wrong in (wrong_code(sheet), {**sheet, "password": "x"})
    )
    assert {**code, "request_id": ""} == {**password, "request_id": ""}


def test_a_right_code_makes_the_budget_whole(desk: Desk, sheet: Sheet) -> None:
    assert guess(desk, sheet, 4) == [401] * 4
    found(desk.post("terminals/check", sheet))
    assert guess(desk, sheet, 4) == [401] * 4


def test_a_lock_that_ran_out_starts_a_new_budget(desk: Desk, sheet: Sheet) -> None:
    guess(desk, sheet, 5)
    desk.clock.forward(minutes=16)
    assert guess(desk, sheet, 5) == [401, 401, 401, 401, 429]


def test_thirty_guesses_at_once_share_one_budget(desk: Desk, sheet: Sheet) -> None:
    wrong = wrong_code(sheet)
    answers = together(*[lambda: desk.post("terminals", activation(wrong))] * 30)
    assert Counter(answer.status_code for answer in answers) == {401: 4, 429: 26}
    assert len(desk.news("accounts", "W0000001")) == 1


def test_a_lock_is_told_at_most_once_a_day(desk: Desk, sheet: Sheet, clock: Clock) -> None:
    for pause in ({}, {"hours": 1}, {"hours": 22, "minutes": 59}):
        clock.forward(**pause)
        guess(desk, sheet, 5)
    told = [news.data for news in desk.news("accounts", "W0000001")]
    assert len(told) == 1
    assert isinstance(told[0], ActivationLocked)
    assert told[0].recipient == Person("hanako@example.jp", "山田", "花子")
    clock.forward(minutes=16)
    guess(desk, sheet, 5)
    assert len(desk.news("accounts", "W0000001")) == 2


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


def test_a_source_that_keeps_missing_has_to_wait(
    environ: dict[str, str], desk: Desk, sheet: Sheet
) -> None:
    limited = Settings.from_env({**environ, "PORTAL_LIMIT_TERMINALS": "3/minute"})
    client = create_app(limited, desk.clock.now).test_client()

    def ask(values: Sheet, source: str) -> int:
        headers = {"X-Portal-Client": source}
        answer = client.post("/api/accounts/terminals/check", json=values, headers=headers)
        if answer.status_code == 429:
            assert 0 < int(answer.headers["Retry-After"]) <= 60
        return answer.status_code

    missing = {**sheet, "password": "x"}
    assert [ask(sheet, "192.0.2.1") for _ in range(4)] == [200] * 4
    assert [ask(missing, "192.0.2.1") for _ in range(4)] == [401, 401, 401, 429]
    assert ask(sheet, "192.0.2.1") == 429
    assert ask(sheet, "192.0.2.2") == 200
    assert [ask(missing, "127.0.0.1") for _ in range(4)] == [401] * 4
