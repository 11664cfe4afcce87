"""Applications in words: what they ask for, where they are corrected, what approving them does."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlencode

from services.portal.grants import masked, yen
from services.portal.institutions import KINDS as INSTITUTIONS
from services.portal.procedures import RELEASE_REASONS, Application
from services.portal.wording import ja_date

Rows = list[tuple[str, str]]

FORMS = {
    "start": "/services/myna/start",
    "add": "/services/myna/accounts/add",
    "release": "/services/myna/accounts/{account_id}/release",
    "facility": "/my/facilities",
    "grant": "/services/myna/grant",
}


def contents_of(application: Application) -> Rows:
    """The same rows for the applicant and for staff."""
    return _CONTENTS[application["kind"]](application)


def form_path(application: Application) -> str:
    """The form that corrects it."""
    path = FORMS[application["kind"]].format(**application.get("details", {}))
    return f"{path}?{urlencode({'facility': application['facility']['id']})}"


def reviewed_facility(application: Application) -> dict[str, str]:
    """The facility to be compared with the master: of a 併設 the one to be added."""
    if application["kind"] != "facility":
        return application["facility"]
    link = application["details"]
    return {
        "id": link["linked_id"],
        "kind": link["linked_kind"],
        "registration_number": link["linked_number"],
        "institution_code": "",
        "name": link["linked_name"],
    }


def effects_of(application: Application, today: str) -> list[str]:
    """What confirming the approval will do, step by step; `today` as YYYY-MM-DD."""
    return _EFFECTS[application["kind"]](application, today)


def _terminals(application: Application) -> Rows:
    notes = enumerate(application["notes"], start=1)
    rows = [(f"{number}台目の備考", note) for number, note in notes if note]
    return [("端末台数", f"{application['terminals']}台"), *rows]


def _start(application: Application) -> Rows:
    planned = ja_date(application["planned_date"] or "") or "（指定なし）"
    return [*_terminals(application), ("利用予定年月日", planned)]


def _addition(application: Application) -> Rows:
    return [*_terminals(application), ("理由", application["details"]["reason"] or "（入力なし）")]


def _release(application: Application) -> Rows:
    wish = application["details"]
    return [
        ("アカウントID", wish["account_id"]),
        ("解除の理由", RELEASE_REASONS[wish["reason"]]),
        ("利用終了希望日", ja_date(wish["wanted_end"])),
        ("補足", wish["comment"] or "（入力なし）"),
        ("利用の一時停止", "申請と同時に停止" if wish["suspend_now"] else "しない"),
    ]


def _link(application: Application) -> Rows:
    link = application["details"]
    return [
        ("併設する施術所", link["linked_name"]),
        ("種別", INSTITUTIONS[link["linked_kind"]].label),
        ("併設する施術所の登録記号番号", link["linked_number"]),
        ("申告", "同じ場所で開設している施術所です"),
    ]


def _issue(application: Application, today: str) -> list[str]:
    day, mail = ja_date(today), application["applicant"]["email"]
    return [
        f"{application['terminals']}件のアカウントを発行します。利用開始年月日は{day}です。",
        "アカウントごとに、設定情報のPDFを作成します。",
        f"すべてのPDFがそろうと、申請者（{mail}）に手続き完了のメールを送ります。",
    ]


def _end(application: Application, today: str) -> list[str]:
    wish, mail = application["details"], application["applicant"]["email"]
    day = ja_date(max(wish["wanted_end"], today))
    return [
        f"アカウント{wish['account_id']}の利用を{day}に終了します。元に戻すことはできません。",
        f"申請者（{mail}）に手続き完了のメールを送ります。",
    ]


def _bind(application: Application, today: str) -> list[str]:
    link, applicant = application["details"], application["applicant"]
    name = f"{applicant['family_name']} {applicant['given_name']}"
    return [
        f"{link['linked_name']}（{link['linked_number']}）を、{name} 様の併設施設に追加します。",
        f"申請者（{applicant['email']}）に登録内容変更のメールを送ります。",
        "すでに別のユーザーの施設になっているなどで追加できないときは、この申請は却下になります。",
    ]


def _grant(application: Application) -> Rows:
    asked = application["details"]
    lines = [
        (
            f"{n}行目",
            f"{line['category']}　{line['name']}　{line['quantity']}個　{yen(line['amount'])}",
        )
        for n, line in enumerate(asked["lines"], start=1)
    ]
    account_type = {"ordinary": "普通", "current": "当座"}[asked["account_type"]]
    return [
        ("助成金", asked["scheme_name"]),
        *lines,
        ("合計", yen(asked["total"])),
        ("申請額", yen(asked["amount"])),
        ("金融機関コード・支店コード", f"{asked['bank_code']}-{asked['branch_code']}"),
        ("預金種別・口座番号", f"{account_type} {masked(asked['account_no'])}"),
        ("口座名義（カナ）", asked["account_kana"]),
    ]


def _decide_later(application: Application, today: str) -> list[str]:
    return [
        f"申請額{yen(application['details']['amount'])}の審査を終えます。",
        "申請は「交付決定」の一覧に加わります。交付決定通知書は、ほかの職員の確認を経て発行します。",
    ]


_CONTENTS: dict[str, Callable[[Application], Rows]] = {
    "start": _start,
    "add": _addition,
    "release": _release,
    "facility": _link,
    "grant": _grant,
}
_EFFECTS: dict[str, Callable[[Application, str], list[str]]] = {
    "start": _issue,
    "add": _issue,
    "release": _end,
    "facility": _bind,
    "grant": _decide_later,
}
