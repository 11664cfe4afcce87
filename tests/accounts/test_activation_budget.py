"""How many wrong codes an account bears, and who pays for which mistake."""

from __future__ import annotations

from collections import Counter

import pytest

from services.accounts.app import create_app
from services.accounts.settings import Settings
from shared.contracts import ActivationLocked, Person
from tests.accounts.desk import Clock, Desk, Sheet, activation, found, together, wrong_code

MISMATCH = "入力された内容が設定情報と一致しません。PDFの内容を確認してください"


def guess(desk: Desk, sheet: Sheet, times: int) -> list[int]:
    return [desk.post("terminals/check", wrong_code(sheet)).status_code for _ in range(times)]


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
