"""Every screen of the portal's own area in every state, as (name, how to reach it)."""

from __future__ import annotations

from collections.abc import Callable

from tests.portal import office_screens
from tests.portal.conftest import Portal
from tests.portal.fakes import FACILITY, draft

TOKEN = "0123456789ABCDEFGHIJKLMNOPa"
SENT = {"email": "taro@clinic.example", "expires_at": "2026-11-22T09:05:00Z", "bounced": None}
BOUNCED = {"code": 550, "reason_ja": "メールアドレスの宛先が見つかりませんでした。"}
PLAIN = {
    "P1a": "/",
    "P2": "/news",
    "P2 detail": "/news/2026-11-maintenance",
    "P2 attachment": "/news/2026-11-checklist",
    "P3": "/faq",
    "P4": "/about",
    "P5": "/preparation",
    "P6": "/manuals",
    "P6 registration": "/manuals/registration",
    "P6 accounts": "/manuals/accounts",
    "P7": "/contact",
    "P8 terms": "/terms",
    "P8 terms 1": "/terms/1",
    "P8 privacy": "/privacy",
    "P8 privacy 1": "/privacy/1",
    "P9": "/accessibility",
    "P10 links": "/links",
    "P10 sitemap": "/sitemap",
    "P11": "/search",
    "R1": "/register",
    "R5": "/register/resend",
    "L1": "/login",
    "L2": "/logout",
    "L3": "/password/forgot",
    "L4": "/password/sent",
    "L6": "/password/done",
    "ST0": "/staff/login",
    "E3": "/nothing",
    "D1 empty": "/dev/mailbox",
}
NARROWED = {
    "P2 none": "/news?q=zzz",
    "P3 open": "/faq?view=all",
    "P3 found": "/faq?q=%E3%83%91%E3%82%B9%E3%83%AF%E3%83%BC%E3%83%89",
    "P3 none": "/faq?q=zzz",
    "P11 found": "/search?q=%E3%83%91%E3%82%B9%E3%83%AF%E3%83%BC%E3%83%89",
    "P11 none": "/search?q=zzz",
}
WIZARD = {
    "R1 filled": "/register?change=1",
    "R2": "/register/judo",
    "R3": "/register/confirm",
    "R4": "/register/sent",
}
FAULTY = {
    "R1 error": ("/register", "POST drafts", ("family_name", "given_name", "kind")),
    "R2 error": (
        "/register/judo",
        "PATCH drafts/current",
        ("reg_prefix", "reg_number", "phone", "email", "password", "password2", "agree"),
    ),
    "R5 error": ("/register/resend", "POST registrations/resend", ("email",)),
    "L3 error": ("/password/forgot", "POST password-resets", ("email",)),
    "L5 error": (f"/p/{TOKEN}", "POST password-resets/complete", ("password", "password2")),
}
LINKS = {
    "R8 unknown": (404, "token_unknown", {}),
    "R8 used": (410, "token_used", {}),
    "R8 expired": (410, "token_expired", {"sent_at": SENT["expires_at"], "can_resend": True}),
    "R8 old": (410, "token_expired", {"sent_at": SENT["expires_at"], "can_resend": False}),
    "R8 superseded": (410, "token_superseded", {"newer_sent_at": SENT["expires_at"]}),
    "R8 taken": (410, "facility_taken", {}),
}
LATER = ("R4 bounced", "R6", "R7", "L1 error", "L5", "ST0 enrolment", "E1")
OWN = (*PLAIN, *NARROWED, *WIZARD, *FAULTY, *LINKS, *LATER)
NAMES = (*OWN, *office_screens.NAMES)


def show(portal: Portal, name: str) -> str:
    """The HTML of one screen."""
    if name in office_screens.NAMES:
        return office_screens.show(portal, name)
    if name in PLAIN or name in NARROWED:
        return portal.browser.get({**PLAIN, **NARROWED}[name]).text
    if name in WIZARD:
        with_draft(portal)
        return portal.browser.get(WIZARD[name]).text
    if name in FAULTY:
        return faulty(portal, *FAULTY[name])
    if name in LINKS:
        status, code, facts = LINKS[name]
        portal.registration.refuses("POST", "activations/preview", status, code, **facts)
        return portal.browser.get(f"/a/{TOKEN}").text
    return SPECIAL[name](portal)


def with_draft(portal: Portal, bounced: object = None) -> None:
    portal.browser.set_cookie("portal_draft", "x")
    sent = {**SENT, "bounced": bounced}
    portal.registration.answers_with("GET", "drafts/current", draft(sent=sent, facility=FACILITY))


def faulty(portal: Portal, path: str, call: str, fields: tuple[str, ...]) -> str:
    if "judo" in path:
        with_draft(portal)
    portal.registration.answers_with("POST", "password-resets/preview", {"email": "a@b.example"})
    errors = [
        {"field": name, "code": "x", "message": f"{name}を入力してください"} for name in fields
    ]
    portal.registration.refuses(*call.split(), 422, "invalid", errors=errors)
    portal.browser.get(path)
    action = "/register/resend" if "resend" in path else path
    return portal.browser.submit(action, **dict.fromkeys(fields, "")).text


def bounced(portal: Portal) -> str:
    with_draft(portal, BOUNCED)
    return portal.browser.get(WIZARD["R4"]).text


def activation(portal: Portal) -> str:
    preview = {"masked_email": "t***@x.example", "family_name": "基金", "facility_name": "接骨院"}
    portal.registration.answers_with("POST", "activations/preview", preview)
    return portal.browser.get(f"/a/{TOKEN}").text


def activated(portal: Portal) -> str:
    activation(portal)
    portal.registration.answers_with("POST", "activations", {"email": "taro@clinic.example"})
    return portal.browser.get(portal.browser.submit(f"/a/{TOKEN}").location).text


def login_refused(portal: Portal) -> str:
    portal.browser.get("/login")
    return portal.browser.submit("/login", username="", password="").text


def new_password(portal: Portal) -> str:
    portal.registration.answers_with("POST", "password-resets/preview", {"email": "a@b.example"})
    return portal.browser.get(f"/p/{TOKEN}").text


def enrolment(portal: Portal) -> str:
    invited = {
        "email": "staff@portal.example",
        "role": "admin",
        "totp_secret": "JBSWY3DPEHPK3PXP",
        "otpauth_uri": "otpauth://totp/portal?secret=JBSWY3DPEHPK3PXP",
    }
    portal.registration.answers_with("POST", "staff/enrolments/preview", invited)
    return portal.browser.get(f"/staff/enrol/{TOKEN}").text


def expired_form(portal: Portal) -> str:
    portal.browser.get("/login")
    return portal.browser.submit("/login", csrf_token="old").text


SPECIAL: dict[str, Callable[[Portal], str]] = {
    "R4 bounced": bounced,
    "R6": activation,
    "R7": activated,
    "L1 error": login_refused,
    "L5": new_password,
    "ST0 enrolment": enrolment,
    "E1": expired_form,
}
