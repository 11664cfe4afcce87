"""People and things in every state that a screen can show, each made when first asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from shared import clock
from tests.browser.accounts_world import AccountsWorld
from tests.browser.administration import Administration
from tests.browser.desk_world import DeskWorld
from tests.browser.grants_world import GrantsWorld
from tests.browser.kinds_world import KindsWorld
from tests.browser.master_world import MasterWorld
from tests.browser.own_pages import OwnPages
from tests.browser.roofs_world import RoofsWorld
from tests.browser.site_world import SiteWorld
from tests.support.live.ageing import Ageing
from tests.support.live.api import Api
from tests.support.live.people import Applicant
from tests.support.live.running import RunningPortal
from tests.support.live.terminal import Sheet

Cookies = dict[str, str]
NOBODY: Cookies = {}
COMMENT = "端末の台数と備考が合いません。\n台数を確認してください。"


@dataclass(frozen=True)
class Case:
    """An applicant's session and application."""

    person: Applicant
    session: str
    ref: str = ""

    @property
    def cookies(self) -> Cookies:
        return {"portal_user": self.session}


class World(
    AccountsWorld,
    Administration,
    GrantsWorld,
    DeskWorld,
    KindsWorld,
    MasterWorld,
    OwnPages,
    RoofsWorld,
    SiteWorld,
):
    def __init__(self, portal: RunningPortal, api: Api, ageing: Ageing, reviewer: str) -> None:
        self.portal, self.api, self.ageing, self._reviewer = portal, api, ageing, reviewer

    @property
    def reviewer(self) -> Cookies:
        return {"portal_staff": self._reviewer}

    @property
    def in_a_fortnight(self) -> date:
        return clock.jst_date(clock.now()) + timedelta(days=14)

    @cached_property
    def viewer(self) -> Cookies:
        return {"portal_staff": self.api.sign_in_staff(self.portal.staff["viewer"])}

    # Applicants, by what became of their application.
    @cached_property
    def newcomer(self) -> Case:
        return self._user()

    @cached_property
    def submitted(self) -> Case:
        return self._applied()

    @cached_property
    def in_review(self) -> Case:
        case = self._applied()
        self.api.move(self._reviewer, case.ref, "claim")
        return case

    @cached_property
    def returned(self) -> Case:
        case = self._applied()
        deadline = self.in_a_fortnight.isoformat()
        self.api.move(self._reviewer, case.ref, "claim")
        self.api.move(self._reviewer, case.ref, "return", comment=COMMENT, deadline=deadline)
        return case

    @cached_property
    def rejected(self) -> Case:
        case = self._applied()
        self.api.move(self._reviewer, case.ref, "claim")
        self.api.move(self._reviewer, case.ref, "reject", comment=COMMENT)
        return case

    @cached_property
    def member(self) -> Case:
        """Three accounts, all documents stored."""
        case = self._applied("受付1番パソコン", "受付2番パソコン", "往診用タブレット")
        self.api.complete(self._reviewer, case.ref)
        self.api.accounts(case.session, case.ref)
        return case

    @cached_property
    def accounts(self) -> list[dict[str, Any]]:
        return self.api.accounts(self.member.session, self.member.ref)

    def sheet(self, position: int) -> Sheet:
        """Signed in anew: the password of the member's session may no longer be recent."""
        session = self.api.sign_in(self.member.person)
        return self.api.sheet(session, self.accounts[position]["id"])

    def account_path(self, position: int = 0) -> str:
        return f"/services/myna/accounts/{self.accounts[position]['id']}"

    # The registration wizard, by how far it has come.
    def draft(self, kind: str) -> Cookies:
        person = self.portal.sample(kind)
        body = {"family_name": person.family_name, "given_name": person.given_name, "kind": kind}
        answer = self.api.call("POST", "registration/drafts", json=body)
        return {"portal_draft": answer["secret"]}

    @cached_property
    def complete_draft(self) -> Cookies:
        cookies, person = self.draft("judo"), self.portal.sample("judo")
        fields = {
            "reg_prefix": person.facility.prefix,
            "reg_number": person.facility.number,
            "phone": person.phone,
            "email": "draft@example.jp",
            "password": person.password,
            "password2": person.password,
            "agree": True,
        }
        auth = f"Draft {cookies['portal_draft']}"
        self.api.call("PATCH", "registration/drafts/current", auth=auth, json=fields)
        return cookies

    @cached_property
    def sent_draft(self) -> Cookies:
        auth = f"Draft {self.complete_draft['portal_draft']}"
        self.api.call("POST", "registration/registrations", auth=auth, json={})
        return self.complete_draft

    # Links in mails, by what they are still good for.
    @cached_property
    def fresh_link(self) -> str:
        return f"/a/{self.api.register(self.portal.applicant())}"

    @cached_property
    def used_link(self) -> str:
        token = self.api.register(self.portal.applicant())
        self.api.call("POST", "registration/activations", json={"token": token})
        return f"/a/{token}"

    def aged_link(self, days: int) -> str:
        person = self.portal.applicant()
        token = self.api.register(person)
        self.ageing.activation_links(person, by=timedelta(days=days))
        return f"/a/{token}"

    @cached_property
    def superseded_link(self) -> str:
        person = self.portal.applicant()
        token = self.api.register(person)
        self.ageing.last_mails()
        self.api.call("POST", "registration/registrations/resend", json={"email": person.email})
        return f"/a/{token}"

    @cached_property
    def overtaken_link(self) -> str:
        """Somebody else has registered the facility meanwhile."""
        person = self.portal.applicant()
        token = self.api.register(person.but(email="overtaken@example.jp"))
        self.api.new_user(person)
        return f"/a/{token}"

    @cached_property
    def reset_link(self) -> str:
        return f"/p/{self.api.ask_reset(self.newcomer.person)}"

    @cached_property
    def used_reset_link(self) -> str:
        person = self._user().person
        token = self.api.ask_reset(person)
        fields = {"token": token, "password": person.password, "password2": person.password}
        self.api.call("POST", "registration/password-resets/complete", json=fields)
        return f"/p/{token}"

    @cached_property
    def expired_reset_link(self) -> str:
        person = self._user().person
        token = self.api.ask_reset(person)
        self.ageing.reset_link(person, by=timedelta(hours=2))
        return f"/p/{token}"

    @cached_property
    def enrolment_link(self) -> str:
        return self.portal.invite_staff("invited@portal.example", "viewer")

    @cached_property
    def unfinished(self) -> Applicant:
        """Registered, not activated."""
        person = self.portal.applicant()
        self.api.register(person)
        return person

    @cached_property
    def suspended(self) -> Applicant:
        person = self._user().person
        self.ageing.suspend(person)
        return person

    def _user(self, *kinds: str) -> Case:
        person = self.portal.applicant(*kinds)
        return Case(person, self.api.new_user(person))

    def _applied(self, *notes: str, kinds: tuple[str, ...] = ()) -> Case:
        case = self._user(*kinds)
        ref = self.api.apply(case.session, list(notes or ("受付1番パソコン", "診察室")))["ref"]
        return Case(case.person, case.session, ref)
