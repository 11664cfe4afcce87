"""The review desk: the queue, claiming, deciding, and who was faster."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from shared import clock as real_clock
from shared.contracts import ApplicationRejected, ApplicationReturned, Person
from tests.accounts.desk import Clock, Desk, found, messages, together


def in_days(number: int) -> str:
    return str(real_clock.jst_date(real_clock.now()) + timedelta(days=number))


def test_claiming_says_who_reviews_since_when(desk: Desk) -> None:
    claimed = desk.claimed()
    assert claimed["state_label"] == "審査中"
    assert claimed["claim"]["name"] == "審査一郎"
    assert claimed["moves"] == ["complete", "return", "reject"]
    assert claimed["timeline"][-1]["by"] == "審査一郎"


def test_two_claims_at_once_have_one_winner(desk: Desk) -> None:
    ref, who = desk.submitted()["ref"], (desk.staff(name="甲"), desk.staff(name="乙"))
    answers = together(
        *[lambda h=h: desk.post(f"applications/{ref}/claim", {}, h) for h in who for _ in range(3)]
    )
    assert Counter(answer.status_code for answer in answers) == {200: 1, 409: 5}


def test_claim_next_gives_the_oldest_unclaimed(desk: Desk, clock: Clock) -> None:
    refs = []
    for number in range(3):
        refs.append(desk.submitted(desk.user_of(number))["ref"])
        clock.forward(seconds=1)
    given = [
        found(desk.post("applications/claim-next", {}, desk.staff(name=name)))["ref"]
        for name in ("甲", "乙", "丙")
    ]
    assert given == refs
    refusal = found(desk.post("applications/claim-next", {}, desk.staff(name="丁")), 404)
    assert refusal["code"] == "nothing_to_claim"
    assert refusal["detail"] == "担当できる申請はありません。"


def test_claim_next_goes_back_to_your_own_oldest_open_claim(desk: Desk, clock: Clock) -> None:
    first = desk.claimed(desk.user_of(1))
    clock.forward(seconds=1)
    desk.submitted(desk.user_of(2))
    assert found(desk.post("applications/claim-next", {}, desk.staff()))["ref"] == first["ref"]


def test_parallel_reviewers_get_different_applications(desk: Desk) -> None:
    for number in range(6):
        desk.submitted(desk.user_of(number), terminals=1)
    staff = [desk.staff(name=f"審査{n}") for n in range(8)]
    answers = together(*[lambda h=h: desk.post("applications/claim-next", {}, h) for h in staff])
    given = [answer.get_json()["ref"] for answer in answers if answer.status_code == 200]
    assert len(given) == len(set(given)) == 6
    assert Counter(answer.status_code for answer in answers) == {200: 6, 404: 2}


def test_any_reviewer_may_decide_with_the_present_version(desk: Desk) -> None:
    claimed = desk.claimed()
    body = {"version": claimed["version"], "comment": "対象外です"}
    path = f"applications/{claimed['ref']}/reject"
    rejected = found(desk.post(path, body, desk.staff(name="別の人")))
    assert (rejected["state_label"], rejected["comment"]) == ("却下", "対象外です")


def test_who_decides_on_an_old_version_is_told_who_was_faster(desk: Desk) -> None:
    claimed = desk.claimed()
    path, version = f"applications/{claimed['ref']}", claimed["version"]
    found(desk.post(f"{path}/complete", {"version": version}, desk.staff(name="速い人")))
    late = {"version": version, "comment": "x"}
    refusal = found(desk.post(f"{path}/reject", late, desk.staff(name="遅い人")), 409)
    assert (refusal["code"], refusal["winner"]) == ("version_conflict", "速い人")
    assert refusal["state"] == "completed"
    assert refusal["detail"] == "ほかの職員がこの申請を更新しました（速い人）"


def test_staff_are_told_when_the_applicant_was_faster(desk: Desk) -> None:
    made = desk.submitted()
    claimed = found(desk.post(f"applications/{made['ref']}/claim", {}, desk.staff()))
    refusal = found(
        desk.post(f"applications/{made['ref']}/complete", {"version": 1}, desk.staff()), 409
    )
    assert refusal["winner"] == claimed["claim"]["name"]
    withdrawal = desk.post(f"applications/{made['ref']}/withdraw", {"version": 1}, desk.user())
    assert found(withdrawal, 409)["winner"] == "審査担当者"


def test_returning_tells_the_applicant_why_and_until_when(desk: Desk) -> None:
    returned = desk.returned()
    told = desk.news("applications", returned["ref"])[-1].data
    assert told == ApplicationReturned(
        ref=returned["ref"],
        kind="start",
        recipient=Person("hanako@example.jp", "山田", "花子"),
        comment="台数",
        deadline=returned["deadline"],
    )
    assert returned["timeline"][-1]["comment"] == "台数"


def test_a_rejection_tells_the_applicant_why(desk: Desk) -> None:
    claimed = desk.claimed()
    body = {"version": claimed["version"], "comment": "一行目\r\n二行目"}
    found(desk.post(f"applications/{claimed['ref']}/reject", body, desk.staff()))
    told = desk.news("applications", claimed["ref"])[-1].data
    assert isinstance(told, ApplicationRejected)
    assert told.comment == "一行目\n二行目"


@pytest.mark.parametrize(
    ("move", "changes", "complaints"),
    [
        ("return", {"comment": " "}, {"comment": "差戻しの理由を入力してください"}),
        ("reject", {"comment": ""}, {"comment": "却下の理由を入力してください"}),
        (
            "return",
            {"comment": "あ" * 1001},
            {"comment": "差戻しの理由は1000文字以内で入力してください（現在1001文字）"},
        ),
        ("return", {"deadline": ""}, {"deadline": "再申請期限を入力してください"}),
        (
            "return",
            {"deadline": "2026-02-30"},
            {"deadline": "再申請期限は存在する日付を入力してください"},
        ),
        ("complete", {"version": None}, {"version": "画面を開き直してください"}),
        ("complete", {"version": {"$gt": 0}}, {"version": "画面を開き直してください"}),
    ],
)
def test_decisions_are_checked(
    desk: Desk, move: str, changes: dict[str, object], complaints: dict[str, str]
) -> None:
    claimed = desk.claimed()
    body = {"version": claimed["version"], "comment": "x", "deadline": in_days(7), **changes}
    answer = desk.post(f"applications/{claimed['ref']}/{move}", body, desk.staff())
    assert messages(answer) == complaints


def test_the_deadline_lies_ahead(desk: Desk) -> None:
    claimed = desk.claimed()
    body = {"version": claimed["version"], "comment": "x", "deadline": in_days(-1)}
    answer = desk.post(f"applications/{claimed['ref']}/return", body, desk.staff())
    assert messages(answer)["deadline"].startswith("再申請期限は")


def test_the_same_decision_sent_twice_is_one(desk: Desk) -> None:
    claimed = desk.claimed(terminals=2)
    who = {**desk.staff(), "Idempotency-Key": "confirm-1"}
    path, body = f"applications/{claimed['ref']}/complete", {"version": claimed["version"]}
    answers = together(*[lambda: desk.post(path, body, who)] * 4)
    assert [answer.status_code for answer in answers] == [200] * 4
    assert desk.db.accounts.count_documents({}) == 2


def test_the_queue_is_filtered_searched_and_sorted(desk: Desk) -> None:
    refs = [desk.submitted(desk.user_of(number))["ref"] for number in range(3)]
    found(desk.post(f"applications/{refs[1]}/claim", {}, desk.staff()))
    viewer = desk.staff("viewer")

    def listed(query: str) -> list[str]:
        page = found(desk.get(f"applications?{query}", viewer))
        assert page["total"] == len(page["items"])
        return [item["ref"] for item in page["items"]]

    assert listed("state=in_review") == [refs[1]]
    assert sorted(listed("kind=start")) == sorted(refs)
    assert listed("sort=facility") == refs
    assert listed("sort=-facility") == refs[::-1]
    assert listed(f"q={refs[2].lower()}") == [refs[2]]
    assert listed("q=施術所1") == [refs[1]]
    assert sorted(listed("q=1180")) == sorted(refs)
    assert listed("q=.*") == []


def test_an_unknown_filter_or_order_is_forgiven(desk: Desk) -> None:
    desk.submitted()
    path = "applications?state=$ne&kind=%00&sort=password&page=-1&per_page=x&q=%00%5B"
    assert found(desk.get(path, desk.staff()))["total"] == 0
    assert found(desk.get("applications?state=x&sort=x", desk.staff()))["total"] == 1


def test_the_summary_counts_what_waits(desk: Desk, clock: Clock) -> None:
    refs = []
    for number in range(7):
        refs.append(desk.submitted(desk.user_of(number))["ref"])
        clock.forward(seconds=1)
    for ref, deadline in ((refs[0], 5), (refs[1], 30)):
        claimed = found(desk.post(f"applications/{ref}/claim", {}, desk.staff()))
        body = {"version": claimed["version"], "comment": "x", "deadline": in_days(deadline)}
        found(desk.post(f"applications/{ref}/return", body, desk.staff()))
    found(desk.post(f"applications/{refs[2]}/claim", {}, desk.staff()))
    summary = found(desk.get("applications/summary", desk.staff("viewer")))
    assert (summary["submitted"], summary["in_review"]) == (4, 1)
    assert summary["returned_due_soon"] == 1
    assert [one["ref"] for one in summary["oldest"]] == refs[2:]


def test_the_desk_is_for_staff(desk: Desk) -> None:
    assert desk.get("applications/summary", desk.user()).status_code == 403
    assert desk.post("applications/claim-next", {}, desk.user()).status_code == 403
    assert desk.post("applications/claim-next", {}, desk.staff("viewer")).status_code == 403
    assert desk.post("applications/claim-next", {}).status_code == 401
