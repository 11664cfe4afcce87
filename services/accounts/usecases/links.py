"""併設: registration binds the further facility once it is approved, or says why it cannot.

1. `check_link`, `approve_link`: refused early where our copies of the profiles say it is taken.
2. `revoke_link`: registration, which alone decides, refused it; one write: state and mail.
"""

from __future__ import annotations

from services.accounts.model.application import Application
from services.accounts.model.contents import Content, LinkContent
from services.accounts.model.parts import Outcome
from services.accounts.model.refusals import LinkedAlready, LinkedToAnother
from services.accounts.model.transitions import State
from services.accounts.usecases.people import recipient
from services.accounts.usecases.ports import Service
from shared.contracts import FacilityLinkApproved, FacilityRef
from shared.errors import PermanentError

ASK_US = "登録した覚えがない場合はお問い合わせください。"
REASONS = {
    "taken": f"この施術所はすでに別のユーザーの施設として登録されています。{ASK_US}",
    "closed": "この施術所は、施術所マスタで無効になっています。",
    "unknown": "この施術所が見つかりません。受領委任承諾通知書を確認してください。",
}


def check_link(service: Service, facility: FacilityRef, content: Content) -> None:
    """Raises LinkedAlready, LinkedToAnother."""
    linked = _linked(content)
    if linked == facility.id:
        raise LinkedAlready
    holder = service.profiles.holder(linked)
    if holder:
        own = holder == service.profiles.holder(facility.id)
        raise LinkedAlready if own else LinkedToAnother


def approve_link(service: Service, application: Application) -> Outcome:
    """Raises LinkedToAnother."""
    linked, user_id = _linked(application.content), application.applicant.user_id
    if service.profiles.holder(linked) not in ("", user_id):
        raise LinkedToAnother
    return Outcome((FacilityLinkApproved(application.ref, user_id, linked),))


def revoke_link(service: Service, ref: str, reason: str, cause: str) -> None:
    """Once, however often it is heard. Raises PermanentError for what was never approved here."""
    while True:
        application = service.applications.get(ref)
        if application is None or not isinstance(application.content, LinkContent):
            raise PermanentError(f"no link {ref}")
        if application.state is not State.COMPLETED:
            return
        to = recipient(service, application.applicant)
        revoked = application.revoke(REASONS[reason], to, service.now())
        if service.applications.save(application, revoked, cause):
            return


def _linked(content: Content) -> str:
    assert isinstance(content, LinkContent)
    return content.linked_id
