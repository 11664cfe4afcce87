"""Every screen of applying, accounts, review and the terminal demo in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.portal.answers import (
    ACCOUNT_ID,
    CREDENTIALS,
    FACILITY,
    REF,
    account,
    application,
    completed,
    in_review,
    master,
    page,
    returned,
    sheet,
)
from tests.portal.conftest import Portal
from tests.portal.form_answers import (
    START_CHECKED,
    START_TYPED,
    TERMINAL_CHECKED,
    TERMINAL_REGISTERED,
)

START = "/services/myna/start"
REQUEST = f"/services/myna/requests/{REF}"
ACCOUNT = f"/services/myna/accounts/{ACCOUNT_ID}"
REVIEW = f"/staff/applications/{REF}"
TERMINAL = "/demo/terminal"
OPEN = application(moves=["withdraw"])
ENDED = account(status="ended", status_label="利用終了")

# name: (address, the facility's application or None)
APPLICANT: dict[str, tuple[str, dict[str, Any] | None]] = {
    "V1": ("/services", None),
    "V2": ("/services/myna", None),
    "V2 open": ("/services/myna", OPEN),
    "V3": (START, None),
    "V3 returned": (START, returned()),
    "V3 done": (f"{START}/done/{REF}", OPEN),
    "V7": ("/my/list", OPEN),
    "V7 empty": ("/services/myna/requests", None),
    "V7b": (REQUEST, OPEN),
    "V7b returned": (REQUEST, returned()),
    "V7b issuing": (REQUEST, completed(documents=1)),
    "V7b withdraw": (f"{REQUEST}/withdraw", OPEN),
}
# name: (address, the facility's accounts, their sheets)
ACCOUNTS = {
    "A1": ("/services/myna/accounts", [account(n) for n in range(1, 10)], []),
    "A1 empty": ("/services/myna/accounts?q=x", [], []),
    "A1 print": ("/services/myna/accounts/print", [account()], []),
    "A2": (f"{ACCOUNT}?confirmed=yes", [account()], [sheet()]),
    "A2 making": (ACCOUNT, [account(started_on=date.today().isoformat())], []),
    "A2 failed": (ACCOUNT, [account(started_on="2023-08-08")], []),
    "A2 ended": (ACCOUNT, [ENDED], [sheet()]),
}
# name: (address, the application at the desk, role)
DESK = {
    "ST1": ("/staff", in_review(), "reviewer"),
    "ST2": ("/staff/applications", in_review(), "reviewer"),
    "ST3": (REVIEW, in_review(), "reviewer"),
    "ST3 viewer": (REVIEW, in_review(moves=[]), "viewer"),
    "ST3 claim": (f"{REVIEW}/claim", application(moves=["claim"]), "reviewer"),
    "ST3a": (f"{REVIEW}/complete", in_review(), "reviewer"),
    "ST3a done": (f"{REVIEW}/completed", completed(documents=1), "reviewer"),
    "ST3b return": (f"{REVIEW}/return", in_review(), "reviewer"),
    "ST3b reject": (f"{REVIEW}/reject", in_review(), "reviewer"),
}


def applicant(portal: Portal, path: str, one: dict[str, Any] | None) -> str:
    portal.sign_in()
    portal.accounts.answers_with("GET", "applications", page(*([one] if one else [])))
    portal.accounts.answers_with("GET", f"applications/{REF}", one)
    _with_sheets(portal, sheet())
    return portal.browser.get(path).text


def accounts(portal: Portal, path: str, found: list[dict], sheets: list[dict]) -> str:
    portal.sign_in()
    portal.accounts.answers_with("GET", "accounts", page(*found))
    portal.accounts.answers_with("GET", f"accounts/{ACCOUNT_ID}", next(iter(found), None))
    _with_sheets(portal, *sheets)
    return portal.browser.get(path).text


def desk(portal: Portal, path: str, one: dict[str, Any], role: str) -> str:
    summary = {"submitted": 1, "in_review": 1, "returned_due_soon": 0, "oldest": [one]}
    portal.sign_in_staff(role)
    portal.accounts.answers_with("GET", "applications/summary", summary)
    portal.accounts.answers_with("GET", "applications", page(one, application(ref="ABC234")))
    portal.accounts.answers_with("GET", f"applications/{REF}", one)
    portal.accounts.answers_with("GET", f"applications/{REF}/memos", {"items": []})
    portal.registration.answers_with("GET", f"facilities/{FACILITY['id']}", master(name="別の名"))
    _with_sheets(portal, sheet())
    return portal.browser.get(path).text


def _with_sheets(portal: Portal, *sheets: dict[str, Any]) -> None:
    found = {"items": list(sheets), "total": len(sheets), "expected": 3}
    portal.documents.answers_with("GET", "documents", found)


def notes_asked_for(portal: Portal) -> str:
    applicant(portal, START, None)
    portal.accounts.answers_with("POST", "applications/check", START_CHECKED)
    return portal.browser.submit(START, action="rows", terminals="50").text


def start_refused(portal: Portal) -> str:
    applicant(portal, START, None)
    names = ("terminals", "notes.1", "planned_date", "acknowledged")
    _refuse(portal, "applications/check", *names)
    return portal.browser.submit(START, **{"terminals": "3", "notes.0": "", "notes.1": ""}).text


def confirmed(portal: Portal) -> str:
    applicant(portal, START, None)
    portal.accounts.answers_with("POST", "applications/check", START_CHECKED)
    return portal.browser.submit(START, **START_TYPED).text


def note_overtaken(portal: Portal) -> str:
    accounts(portal, ACCOUNT, [account()], [sheet()])
    now = account(note="2階", version=2)
    path = f"accounts/{ACCOUNT_ID}"
    portal.accounts.refuses("PATCH", path, 409, "version_conflict", detail="更新", current=now)
    return portal.browser.submit(ACCOUNT, note="1階").text


def setup(portal: Portal) -> str:
    accounts(portal, ACCOUNT, [account()], [sheet()])
    portal.documents.answers_with("POST", f"documents/{ACCOUNT_ID}-1/credentials", CREDENTIALS)
    return portal.browser.submit(f"{ACCOUNT}/setup").text


def overtaken_at_the_desk(portal: Portal) -> str:
    desk(portal, f"{REVIEW}/complete", in_review(), "reviewer")
    path = f"applications/{REF}/complete"
    portal.accounts.refuses(
        "POST", path, 409, "version_conflict", detail="ほかの職員が更新しました"
    )
    return portal.browser.submit(f"{REVIEW}/complete").text


def previewed(portal: Portal) -> str:
    desk(portal, f"{REVIEW}/return", in_review(), "reviewer")
    return portal.browser.submit(f"{REVIEW}/return", action="preview", comment="確認").text


def return_refused(portal: Portal) -> str:
    desk(portal, f"{REVIEW}/return", in_review(), "reviewer")
    _refuse(portal, f"applications/{REF}/return", "comment", "deadline")
    return portal.browser.submit(f"{REVIEW}/return", comment="").text


def terminal(portal: Portal) -> str:
    return portal.browser.get(TERMINAL).text


def terminal_refused(portal: Portal) -> str:
    terminal(portal)
    _refuse(portal, "terminals/check", "institution_code", "id", "password", "activation_code")
    return portal.browser.submit(TERMINAL).text


def terminal_unreachable(portal: Portal) -> str:
    terminal(portal)
    portal.accounts.refuses("POST", "terminals/check", 503, "unavailable")
    return portal.browser.submit(TERMINAL, password="x").text


def device(portal: Portal) -> str:
    terminal(portal)
    portal.accounts.answers_with("POST", "terminals/check", TERMINAL_CHECKED)
    return portal.browser.get(portal.browser.submit(TERMINAL).location).text


def registered(portal: Portal) -> str:
    device(portal)
    portal.accounts.answers_with("POST", "terminals", TERMINAL_REGISTERED)
    return portal.browser.get(portal.browser.submit(f"{TERMINAL}/device").location).text


def _refuse(portal: Portal, path: str, *names: str) -> None:
    errors = [{"field": n, "code": "x", "message": f"{n}を入力してください"} for n in names]
    portal.accounts.refuses("POST", path, 422, "invalid", errors=errors)


SPECIAL: dict[str, Callable[[Portal], str]] = {
    "V3 notes": notes_asked_for,
    "V3 error": start_refused,
    "V3 confirm": confirmed,
    "A2 conflict error": note_overtaken,
    "A3": setup,
    "ST3 conflict": overtaken_at_the_desk,
    "ST3b preview": previewed,
    "ST3b error": return_refused,
    "T1": terminal,
    "T1 error": terminal_refused,
    "T1 unreachable": terminal_unreachable,
    "T2": device,
    "T3": registered,
}
NAMES = (*APPLICANT, *ACCOUNTS, *DESK, *SPECIAL)


def show(portal: Portal, name: str) -> str:
    """The HTML of one screen."""
    for screens, reach in ((APPLICANT, applicant), (ACCOUNTS, accounts), (DESK, desk)):
        if name in screens:
            return reach(portal, *screens[name])
    return SPECIAL[name](portal)
