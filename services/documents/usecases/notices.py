"""From a decided grant to its readable notice: made once, read back, and only then announced."""

from __future__ import annotations

import hashlib
import logging
from datetime import date

from services.documents.model.notices import Notice, printed
from services.documents.usecases import PDF, Service, Viewer, print_document
from shared.contracts import Envelope, GrantDecided
from shared.errors import NotFound
from shared.vault import Damaged

log = logging.getLogger(__name__)
TEMPLATE = "decision-notice"


def issue_notice(service: Service, decided: GrantDecided, envelope: Envelope) -> None:
    """Safe to repeat from any point: what is stored already stays as it is."""
    if service.notices.get(decided.notice_no) is None:
        _store(service, decided)
    notice = service.notices.get(decided.notice_no)
    assert notice is not None
    _read_back(service, notice)
    service.notices.finish(notice, notice.ready(decided.recipient), envelope.id)
    log.info("notice ready", extra={"ref": notice.ref})


def list_notices(service: Service, viewer: Viewer, facility_id: str = "") -> list[Notice]:
    """Of all the viewer's facilities, or of one. Raises NotFound for another's."""
    if facility_id and facility_id not in viewer.facility_ids:
        raise NotFound
    return service.notices.of_facilities([facility_id] if facility_id else viewer.facility_ids)


def show_notice(service: Service, viewer: Viewer, number: str) -> tuple[Notice, bytes]:
    """Opened only after the view is on record. Raises NotFound for another facility's."""
    notice = service.notices.get(number)
    if notice is None or not viewer.may_see(notice.facility_id):
        raise NotFound
    service.notices.viewed(notice, viewer.id, service.now())
    log.info("document viewed", extra={"document": number, "part": PDF, "by": viewer.id})
    return notice, service.vault.open(number, service.notices.locked(notice), PDF)


def _store(service: Service, decided: GrantDecided) -> None:
    pdf = print_document(TEMPLATE, printed(decided, service.sender))
    notice = Notice(
        number=decided.notice_no,
        ref=decided.ref,
        facility_id=decided.facility_id,
        decided_on=date.fromisoformat(decided.decided_on),
        amount=decided.amount,
        created_at=service.now(),
        bytes=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(),
    )
    service.notices.add(notice, service.vault.lock(notice.number, {PDF: pdf}))


def _read_back(service: Service, notice: Notice) -> None:
    """Raises Damaged for one that cannot be shown, and makes room for a new one."""
    try:
        pdf = service.vault.open(notice.number, service.notices.locked(notice), PDF)
        if hashlib.sha256(pdf).hexdigest() != notice.sha256:
            raise Damaged(f"{notice.number} is not what was rendered")
    except Damaged:
        service.notices.discard(notice)
        raise
