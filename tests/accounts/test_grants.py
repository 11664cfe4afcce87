"""助成金交付申請: who may apply, what is computed, what comes back and may be corrected."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from services.accounts.model.grant import Scheme, scheme_for
from services.accounts.schemes import SAMPLE, BadSchemes, read_schemes
from services.accounts.settings import Settings
from shared.settings import SettingsError
from tests.accounts.desk import OTHER_FACILITY, Desk, found, messages
from tests.accounts.grants import applied, attached, grant_form, item, started, upload
from tests.support.tokens import FACILITY

SCHEME, ENDED = read_schemes(SAMPLE)
OFFER = f"grants/{FACILITY['id']}"


@pytest.fixture
def ready(desk: Desk) -> Desk:
    started(desk)
    return desk


@pytest.mark.parametrize(
    ("total", "amount"),
    [(0, 0), (1, 0), (999, 0), (1000, 1000), (40_999, 40_000), (41_000, 41_000),
     (41_999, 41_000), (99_999_999 * 20, 41_000)],
)  # fmt: skip
def test_the_whole_is_paid_up_to_the_cap_in_thousands(total: int, amount: int) -> None:
    assert SCHEME.amount(total) == amount


@pytest.mark.parametrize(
    ("total", "amount", "over"),
    [(1999, 0, False), (2000, 1000, False), (119_999, 59_000, False), (120_000, 60_000, False),
     (120_002, 60_000, True)],
)  # fmt: skip
def test_of_another_scheme_half_is_paid(total: int, amount: int, over: bool) -> None:
    assert (ENDED.amount(total), ENDED.is_over(total)) == (amount, over)


@pytest.mark.parametrize("total", range(0, 130_000, 1733))
def test_no_scheme_pays_more_than_it_should(total: int) -> None:
    for scheme in (SCHEME, ENDED, replace(SCHEME, cap=41_500), replace(SCHEME, unit=1, percent=33)):
        amount = scheme.amount(total)
        assert type(amount) is int
        assert amount % scheme.unit == 0
        assert 0 <= amount <= min(scheme.cap, total * scheme.percent / 100)


def test_the_open_scheme_comes_first_then_the_last_one_then_the_next() -> None:
    past = replace(SCHEME, id="past", first=date(2020, 4, 1), last=date(2021, 3, 31))
    older = replace(past, id="older", last=date(2020, 12, 31))
    coming = replace(SCHEME, id="coming", first=date(2030, 4, 1), last=date(2031, 3, 31))

    def chosen(*schemes: Scheme) -> str | None:
        scheme = scheme_for(schemes, "judo", date(2026, 11, 22))
        return scheme.id if scheme else None

    assert chosen(older, past, coming, SCHEME) == SCHEME.id
    assert chosen(older, coming, past) == "past"
    assert chosen(coming) == "coming"
    assert chosen(ENDED) is None


def test_an_offer_says_what_is_missing_first(desk: Desk) -> None:
    asked = [found(desk.get(OFFER, desk.user()))]
    desk.completed()
    asked.append(found(desk.get(OFFER, desk.user())))
    assert [offer["reason"] for offer in asked] == ["not_started", "no_start_date"]
    assert asked[1]["detail"] == "運用開始日の登録後に申請できます。"
    assert asked[1]["scheme"]["cap"] == 41_000


def test_who_is_ready_may_apply(ready: Desk) -> None:
    offer = found(ready.get(OFFER, ready.user()))
    assert (offer["reason"], offer["detail"]) == ("", "")
    assert [file["label"] for file in offer["scheme"]["files"]] == [
        "領収書（写し）",
        "領収書内訳書",
    ]


def test_outside_the_period_nobody_applies(ready: Desk) -> None:
    files = attached(ready)
    closed = replace(SCHEME, last=date(2026, 10, 31))
    object.__setattr__(ready.service, "schemes", (closed,))
    for path in ("applications/check", "applications"):
        refusal = found(ready.post(path, grant_form(files), ready.user()), 409)
        assert refusal["code"] == "grant_closed"
        assert refusal["detail"] == "受付は2026年10月31日に終了しました。"
    assert found(ready.get(OFFER, ready.user()))["reason"] == "grant_closed"


def test_other_kinds_have_other_schemes(desk: Desk) -> None:
    midwife = {**FACILITY, "id": "josan:0112345678", "kind": "josan"}
    who = desk.user(sub="user-9", facilities=[midwife])
    offer = found(desk.get(f"grants/{midwife['id']}", who))
    assert (offer["scheme"]["id"], offer["reason"]) == (ENDED.id, "grant_closed")


def test_amounts_are_computed_here(ready: Desk) -> None:
    files = attached(ready)
    items = [item(), item(name="設定費用", category="設定・導入の費用", amount=11_999), {}]
    lies = {"total": 9, "amount": 9_999_999, "cap": 10**9, "over_cap": False, "scheme": "mine"}
    body = grant_form(files, lines=items, **lies)
    checked = found(ready.post("applications/check", body, ready.user()))
    made = found(ready.post("applications", body, ready.user()), 201)
    for told in (checked, made["details"]):
        assert (told["total"], told["amount"], told["cap"]) == (60_199, 41_000, 41_000)
        assert (told["over_cap"], told["scheme"]) == (True, SCHEME.id)
        assert len(told["lines"]) == 2
        assert (told["bank_code"], told["account_no"]) == ("0001", "0012345")
        assert told["account_kana"] == "ｻﾝﾌﾟﾙｼﾞﾕｳｾｲ"
        assert [file["name"] for file in told["attachments"]] == ["領収書.pdf", "領収書.pdf"]
    assert made["kind_label"] == "助成金交付申請"


NO_LINE = "費目・品名・数量・金額を1行以上入力してください"
NO_AMOUNT = {"lines.0.amount": "1行目の金額を数字で入力してください"}
OUT_OF_RANGE = {"lines.0.amount": "1行目の金額は1から99,999,999までの数字で入力してください"}
TOO_LITTLE = "金額の合計が助成の対象となる額に届きません。金額を確認してください"
NO_FILES = {
    "files.receipt": "領収書（写し）を添付してください",
    "files.breakdown": "領収書内訳書を添付してください",
}
GONE = {"files": "添付ファイルの保存期間が過ぎました。もう一度添付してください"}
STRANGE = {"account_kana": "口座名義に使用できない文字「山」が含まれています"}
UNDECLARED = {"declared": "申請内容に誤りがないことを確認し、チェックを入れてください"}


def lines(**changes: object) -> dict[str, object]:
    return {"lines": [item(**changes)]}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"lines": []}, {"lines": NO_LINE}),
        ({"lines": "x"}, {"lines": NO_LINE}),
        ({"lines": [{}, {"amount": " "}]}, {"lines": NO_LINE}),
        (
            {"lines": [item(), {}, item(amount="四万円")]},
            {"lines.2.amount": "3行目の金額を数字で入力してください"},
        ),
        (lines(amount="1.5円"), NO_AMOUNT),
        (lines(amount="1e9"), NO_AMOUNT),
        (lines(amount=True), NO_AMOUNT),
        (lines(amount=["1"]), NO_AMOUNT),
        (lines(amount={"$gt": 0}), NO_AMOUNT),
        (lines(amount=10**8), OUT_OF_RANGE),
        (lines(amount="9" * 400), OUT_OF_RANGE),
        (lines(amount=-1), OUT_OF_RANGE),
        (lines(amount=0), OUT_OF_RANGE),
        (lines(quantity=""), {"lines.0.quantity": "1行目の数量を数字で入力してください"}),
        (lines(name=""), {"lines.0.name": "1行目の品名を入力してください"}),
        (lines(category="賄賂"), {"lines.0.category": "1行目の費目を選択してください"}),
        ({"lines": [item()] * 21}, {"lines": "入力できるのは20行までです"}),
        (lines(amount=999), {"lines": TOO_LITTLE}),
        ({"bank_code": "12"}, {"bank_code": "金融機関コードは数字4桁で入力してください"}),
        ({"branch_code": "12a"}, {"branch_code": "支店コードは数字3桁で入力してください"}),
        ({"account_type": "savings"}, {"account_type": "預金種別を選択してください"}),
        ({"account_no": "1" * 8}, {"account_no": "口座番号は7桁以内の数字で入力してください"}),
        ({"account_kana": "山田"}, STRANGE),
        ({"account_kana": ""}, {"account_kana": "口座名義をカナで入力してください"}),
        ({"declared": "yes"}, UNDECLARED),
        ({"files": []}, NO_FILES),
        ({"files": ["a" * 27]}, GONE),
        ({"files": list("abcdef")}, {"files": "添付できるのは5ファイルまでです"}),
        ({"files": [["a"]]}, {"files.0": "添付ファイルを確認してください"}),
    ],
)
def test_what_cannot_be_is_refused(
    ready: Desk, changes: dict[str, object], complaint: dict[str, str]
) -> None:
    body = {**grant_form(attached(ready)), **changes}
    assert messages(ready.post("applications", body, ready.user())) == complaint


def test_anothers_files_are_none(ready: Desk) -> None:
    stranger = ready.user(sub="user-2", facilities=[OTHER_FACILITY])
    query = {"facility_id": OTHER_FACILITY["id"]}
    foreign = found(upload(ready, who=stranger, **query), 201)["id"]
    body = grant_form([*attached(ready), foreign])
    refused = messages(ready.post("applications", body, ready.user()))
    assert refused == {"files": "添付ファイルの保存期間が過ぎました。もう一度添付してください"}


def test_one_application_per_facility(ready: Desk) -> None:
    first = applied(ready)
    refusal = found(ready.post("applications", grant_form(attached(ready)), ready.user()), 409)
    assert (refusal["code"], refusal["ref"]) == ("already_open", first["ref"])


@pytest.mark.parametrize("files", [SCHEME.files, ()], ids=["with files", "without files"])
def test_an_approved_one_is_the_last(ready: Desk, files: tuple[Any, ...]) -> None:
    object.__setattr__(ready.service, "schemes", (replace(SCHEME, files=files),))
    body = grant_form(attached(ready) if files else [])
    ready.completed(**body)
    assert found(ready.get(OFFER, ready.user()))["reason"] == "grant_taken"
    again = grant_form(attached(ready) if files else [])
    assert found(ready.post("applications", again, ready.user()), 409)["code"] == "grant_taken"


def test_a_returned_one_may_be_corrected_after_the_period(ready: Desk) -> None:
    files = attached(ready)
    made = ready.submitted(**grant_form(files))
    ref, staff = made["ref"], ready.staff()
    claimed = found(ready.post(f"applications/{ref}/claim", {}, staff))
    deadline = str(date.today() + timedelta(days=20))
    body = {"version": claimed["version"], "comment": "金額", "deadline": deadline}
    returned = found(ready.post(f"applications/{ref}/return", body, staff))
    over = replace(SCHEME, last=date(2026, 10, 31))
    object.__setattr__(ready.service, "schemes", (over,))
    other = found(upload(ready, name="正しい領収書.pdf"), 201)["id"]
    corrected = grant_form([other, files[1]], lines=[item(amount=12_345)])
    again = found(
        ready.post(
            f"applications/{ref}/resubmit",
            {**corrected, "version": returned["version"]},
            ready.user(),
        )
    )
    assert (again["state"], again["details"]["amount"]) == ("submitted", 12_000)
    assert [file["id"] for file in again["details"]["attachments"]] == [other, files[1]]
    assert ready.db.uploads.count_documents({"_id": files[0], "unused_since": {"$exists": True}})


def test_a_file_of_schemes_is_read(environ: dict[str, str], tmp_path: Path) -> None:
    path = tmp_path / "schemes.json"
    path.write_text(SAMPLE.read_text("utf-8").replace("41000", "35000"), "utf-8")
    settings = Settings.from_env({**environ, "PORTAL_GRANT_SCHEMES": str(path)})
    assert settings.schemes[0].cap == 35_000


@pytest.mark.parametrize(
    ("old", "new"),
    [("41000", "-1"), ("41000", '"41000"'), ("41000", "4.5"), ('"percent": 100', '"percent": 120'),
     ("2029-03-31", "2020-03-31"), ("2029-03-31", "soon"), ('"cap"', '"kap"'), ("[", "{"),
     ("checkup-2026", "introduction-2026")],
)  # fmt: skip
def test_nonsense_in_it_stops_the_start(
    environ: dict[str, str], tmp_path: Path, old: str, new: str
) -> None:
    path = tmp_path / "schemes.json"
    path.write_text(SAMPLE.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(BadSchemes):
        read_schemes(path)
    with pytest.raises(SettingsError, match="PORTAL_GRANT_SCHEMES"):
        Settings.from_env({**environ, "PORTAL_GRANT_SCHEMES": str(path)})


def test_a_desk_knows_where_the_money_goes(ready: Desk) -> None:
    made: dict[str, Any] = applied(ready)
    seen = found(ready.get(f"applications/{made['ref']}", ready.staff("viewer")))["details"]
    assert (seen["account_no"], seen["account_type"]) == ("0012345", "ordinary")
