"""解除: an account follows the application that asks for its end, whatever dies in between."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from services.accounts.usecases.releases import end_due_accounts, settle_marked_releases
from shared import clock as real_clock
from shared.contracts import AccountReleased, AccountSuspended, Person, ReleaseApproved
from shared.errors import StoreAway
from tests.accounts.desk import OTHER_FACILITY, Clock, Desk, found, messages, together
from tests.support.tokens import FACILITY

ACCOUNT = "W0000001"


def in_days(number: int) -> str:
    return str(real_clock.jst_date(real_clock.now()) + timedelta(days=number))


def wish(**changes: object) -> dict[str, object]:
    """A filled 解除申請."""
    return {
        "kind": "release",
        "facility_id": FACILITY["id"],
        "account_id": ACCOUNT,
        "reason": "replaced",
        "comment": "",
        "wanted_end": in_days(0),
        "suspend_now": False,
        **changes,
    }


@pytest.fixture
def desk_with_accounts(desk: Desk) -> Desk:
    desk.completed(terminals=2)
    return desk


def asked(desk: Desk, **changes: object) -> dict[str, Any]:
    return found(desk.post("applications", wish(**changes), desk.user()), 201)


def decided(desk: Desk, ref: str, move: str = "complete") -> dict[str, Any]:
    claimed = found(desk.post(f"applications/{ref}/claim", {}, desk.staff()))
    body = {"version": claimed["version"], "comment": "x"}
    return found(desk.post(f"applications/{ref}/{move}", body, desk.staff()))


def account(desk: Desk, account_id: str = ACCOUNT) -> dict[str, Any]:
    return found(desk.get(f"accounts/{account_id}", desk.user()))


def test_the_account_says_that_its_release_is_asked_for(desk_with_accounts: Desk) -> None:
    made = asked(desk_with_accounts)
    assert (made["kind_label"], made["terminals"], made["notes"]) == ("解除申請", None, [])
    assert made["details"] == {
        "account_id": ACCOUNT,
        "reason": "replaced",
        "comment": "",
        "wanted_end": in_days(0),
        "suspend_now": False,
    }
    now = account(desk_with_accounts)
    assert (now["status"], now["release_requested"]) == ("active", True)
    assert not account(desk_with_accounts, "W0000002")["release_requested"]


@pytest.mark.parametrize("move", ["withdraw", "reject"])
def test_what_comes_to_nothing_leaves_the_account_as_it_was(
    desk_with_accounts: Desk, move: str
) -> None:
    desk, made = desk_with_accounts, asked(desk_with_accounts)
    if move == "reject":
        decided(desk, made["ref"], "reject")
    else:
        body = {"version": made["version"]}
        found(desk.post(f"applications/{made['ref']}/withdraw", body, desk.user()))
    assert (account(desk)["status"], account(desk)["release_requested"]) == ("active", False)
    asked(desk)


def test_approved_for_today_the_account_ends_at_once(desk_with_accounts: Desk) -> None:
    desk = desk_with_accounts
    done = decided(desk, asked(desk)["ref"])
    assert (done["state_label"], done["issued"]) == ("手続完了", None)
    ended = account(desk)
    assert (ended["status_label"], ended["ended_on"]) == ("利用終了", in_days(0))
    assert not ended["release_requested"]
    assert isinstance(desk.news("accounts", ACCOUNT)[-1].data, AccountReleased)
    assert desk.news("applications", done["ref"])[-1].data == ReleaseApproved(
        done["ref"], ACCOUNT, Person("hanako@example.jp", "山田", "花子"), in_days(0)
    )


def test_approved_for_a_later_day_it_ends_when_the_day_comes(
    desk_with_accounts: Desk, clock: Clock
) -> None:
    desk = desk_with_accounts
    decided(desk, asked(desk, wanted_end=in_days(30))["ref"])
    waiting = account(desk)
    assert (waiting["status"], waiting["release_requested"]) == ("active", True)
    assert waiting["release_on"] == in_days(30)
    clock.forward(days=29)
    end_due_accounts(desk.service)
    assert account(desk)["status"] == "active"
    clock.forward(days=1)
    end_due_accounts(desk.service)
    end_due_accounts(desk.service)
    assert (account(desk)["status"], account(desk)["ended_on"]) == ("ended", in_days(30))
    assert [type(news.data) for news in desk.news("accounts", ACCOUNT)] == [AccountReleased]


def test_a_lost_terminal_is_stopped_with_the_application(desk_with_accounts: Desk) -> None:
    desk = desk_with_accounts
    sheet = desk.sheets(desk.db.applications.find_one({"kind": "start"})["_id"])[0]
    made = asked(desk, reason="lost", suspend_now=True)
    stopped = account(desk)
    assert (stopped["status_label"], stopped["suspended_on"]) == ("利用停止", in_days(0))
    assert isinstance(desk.news("accounts", ACCOUNT)[-1].data, AccountSuspended)
    assert found(desk.post("terminals/check", sheet), 403)["code"] == "account_unusable"
    decided(desk, made["ref"])
    assert account(desk)["status"] == "ended"


def test_staff_who_resumed_it_are_not_overruled_by_a_claim(desk_with_accounts: Desk) -> None:
    desk = desk_with_accounts
    made = asked(desk, reason="lost", suspend_now=True)
    body = {"reason": "見つかった", "version": account(desk)["version"]}
    found(desk.post(f"accounts/{ACCOUNT}/resume", body, desk.staff()))
    found(desk.post(f"applications/{made['ref']}/claim", {}, desk.staff()))
    settle_marked_releases(desk.service)
    assert account(desk)["status"] == "active"


def test_one_open_release_per_account(desk_with_accounts: Desk) -> None:
    desk, first = desk_with_accounts, asked(desk_with_accounts)
    refusal = found(desk.post("applications", wish(), desk.user()), 409)
    assert (refusal["code"], refusal["ref"]) == ("already_open", first["ref"])
    assert refusal["detail"] == "このアカウントはすでに解除を申請しています。"
    asked(desk, account_id="W0000002")


def test_ten_wishes_at_once_make_one_application(desk_with_accounts: Desk) -> None:
    desk, who = desk_with_accounts, desk_with_accounts.user()
    answers = together(*[lambda: desk.post("applications", wish(), who)] * 6)
    assert sorted(answer.status_code for answer in answers) == [201, *[409] * 5]


def test_what_ended_or_is_about_to_end_is_not_released_again(desk_with_accounts: Desk) -> None:
    desk = desk_with_accounts
    decided(desk, asked(desk)["ref"])
    refusal = found(desk.post("applications", wish(), desk.user()), 409)
    assert refusal["code"] == "account_ended"
    later = {"account_id": "W0000002", "wanted_end": in_days(9)}
    decided(desk, asked(desk, **later)["ref"])
    refusal = found(desk.post("applications/check", wish(**later), desk.user()), 409)
    assert refusal["detail"] == "このアカウントはすでに解除を申請しています。"


def test_another_facilitys_account_does_not_exist(desk_with_accounts: Desk) -> None:
    stranger = desk_with_accounts.user(sub="user-2", facilities=[OTHER_FACILITY])
    for facility_id in (FACILITY["id"], OTHER_FACILITY["id"]):
        body = wish(facility_id=facility_id)
        assert desk_with_accounts.post("applications", body, stranger).status_code == 404
    assert (
        desk_with_accounts.post(f"accounts/{ACCOUNT}/release", wish(), stranger).status_code == 404
    )


def test_the_accounts_own_address_takes_the_wish_too(desk_with_accounts: Desk) -> None:
    body = {"reason": "broken", "wanted_end": in_days(3)}
    path, who = f"accounts/{ACCOUNT}/release", desk_with_accounts.user()
    made = found(desk_with_accounts.post(path, body, who), 201)
    assert made["details"]["account_id"] == ACCOUNT
    assert desk_with_accounts.post(path, body, desk_with_accounts.staff()).status_code == 403
    assert messages(desk_with_accounts.post(path, {}, who)).keys() == {"reason", "wanted_end"}


@pytest.mark.parametrize(
    ("changes", "complaints"),
    [
        ({"reason": ""}, {"reason": "解除の理由を選択してください"}),
        ({"reason": "bored"}, {"reason": "解除の理由を選択してください"}),
        (
            {"reason": "other"},
            {"comment": "「その他」を選んだ場合は、補足に理由を入力してください"},
        ),
        (
            {"comment": "あ" * 501},
            {"comment": "補足は500文字以内で入力してください（現在501文字）"},
        ),
        ({"wanted_end": ""}, {"wanted_end": "利用終了希望日を入力してください"}),
        (
            {"wanted_end": "2026-02-30"},
            {"wanted_end": "利用終了希望日は存在する日付を入力してください"},
        ),
        ({"suspend_now": "yes"}, {"suspend_now": "一時停止の選択を確認してください"}),
        ({"account_id": {"$ne": ""}}, {"account_id": "アカウントを選択してください"}),
    ],
)
def test_a_wish_is_checked(
    desk_with_accounts: Desk, changes: dict[str, object], complaints: dict[str, str]
) -> None:
    desk = desk_with_accounts
    for path in ("applications/check", "applications"):
        assert messages(desk.post(path, wish(**changes), desk.user())) == complaints


@pytest.mark.parametrize("days", [-1, 91])
def test_the_last_day_is_within_ninety_days(desk_with_accounts: Desk, days: int) -> None:
    body = wish(wanted_end=in_days(days))
    answer = desk_with_accounts.post("applications/check", body, desk_with_accounts.user())
    assert messages(answer)["wanted_end"].startswith("利用終了希望日は")


def test_a_correction_stays_with_its_account(desk_with_accounts: Desk) -> None:
    desk, made = desk_with_accounts, asked(desk_with_accounts)
    claimed = found(desk.post(f"applications/{made['ref']}/claim", {}, desk.staff()))
    body = {"version": claimed["version"], "comment": "日付", "deadline": in_days(7)}
    found(desk.post(f"applications/{made['ref']}/return", body, desk.staff()))
    path = f"applications/{made['ref']}/resubmit"
    body = wish(account_id="W0000002", version=3)
    assert desk.post(path, body, desk.user()).status_code == 422
    again = found(desk.post(path, wish(wanted_end=in_days(5), version=3), desk.user()))
    assert again["details"]["wanted_end"] == in_days(5)


@pytest.mark.parametrize("died", ["asking", "deciding"])
def test_what_a_killed_process_left_the_worker_brings_in_line(
    desk_with_accounts: Desk, monkeypatch: pytest.MonkeyPatch, died: str
) -> None:
    desk = desk_with_accounts

    def away(*_: object) -> None:
        raise StoreAway("gone")

    ref = asked(desk)["ref"] if died == "deciding" else ""
    with monkeypatch.context() as broken:
        if died == "asking":
            broken.setattr(type(desk.service.accounts), "save", away)
            assert desk.post("applications", wish(), desk.user()).status_code == 503
        else:
            claimed = found(desk.post(f"applications/{ref}/claim", {}, desk.staff()))
            broken.setattr(type(desk.service.accounts), "save", away)
            path, body = f"applications/{ref}/complete", {"version": claimed["version"]}
            assert desk.post(path, body, desk.staff()).status_code == 503
    before = account(desk)
    settle_marked_releases(desk.service)
    settle_marked_releases(desk.service)
    after = account(desk)
    assert before["version"] + 1 == after["version"]
    assert after["release_requested"] if died == "asking" else after["status"] == "ended"
    assert desk.service.applications.refs_unsettled() == []
