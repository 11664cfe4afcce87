"""What a facility may apply for, and how much it gets. Amounts are ours, never the applicant's."""

from __future__ import annotations

from dataclasses import replace

from services.accounts.model.application import Application
from services.accounts.model.contents import Content, GrantContent
from services.accounts.model.files import Upload
from services.accounts.model.grant import Attachment, Scheme, scheme_for, total_of
from services.accounts.model.parts import Outcome
from services.accounts.model.refusals import (
    GrantClosed,
    GrantTaken,
    NoGrant,
    NoStartDate,
    NotStarted,
)
from services.accounts.usecases.ports import Service
from shared import clock
from shared.contracts import FacilityRef
from shared.errors import FieldError, Invalid, Refusal

GRANT = "grant"
NOTHING_LEFT = "金額の合計が助成の対象となる額に届きません。金額を確認してください"
FILES_GONE = "添付ファイルの保存期間が過ぎました。もう一度添付してください"


def scheme_of(service: Service, facility: FacilityRef) -> Scheme | None:
    return scheme_for(service.schemes, facility.kind, clock.jst_date(service.now()))


def reason_against(service: Service, facility: FacilityRef) -> Refusal | None:
    """Why the facility cannot apply now; None when it can."""
    scheme, today = scheme_of(service, facility), clock.jst_date(service.now())
    if scheme is None:
        return NoGrant()
    if service.grants.is_taken(facility.id, scheme.id):
        return GrantTaken()
    if not scheme.is_open(today):
        return GrantClosed.outside(scheme.first, scheme.last, today)
    if not service.applications.any_completed(facility.id, "start"):
        return NotStarted()
    started = service.start_dates.get(facility.id)
    if scheme.needs_start_date and not (started and started.day):
        return NoStartDate()
    return None


def check_grant(service: Service, facility: FacilityRef, content: Content) -> None:
    """Raises `reason_against`."""
    reason = reason_against(service, facility)
    if reason:
        raise reason


def fill_grant(
    service: Service, facility: FacilityRef, content: Content, before: Content | None
) -> GrantContent:
    """With scheme, amounts and the facts about its files; a correction stays in its scheme.
    Raises Invalid."""
    assert isinstance(content, GrantContent)
    scheme = _scheme(service, facility, before)
    uploads = service.uploads.keep(content.files, facility.id, service.now())
    complaints = [*_wrong_items(scheme, content), *_wrong_files(scheme, content, uploads)]
    if complaints:
        raise Invalid(errors=complaints)
    total = total_of(content.lines)
    return replace(
        content,
        attachments=tuple(_attachment(upload) for upload in uploads),
        scheme=scheme.id,
        scheme_name=scheme.name,
        total=total,
        cap=scheme.cap,
        amount=scheme.amount(total),
        over_cap=scheme.is_over(total),
    )


def approve_grant(service: Service, application: Application) -> Outcome:
    """The decision is made later, by two people."""
    return Outcome(news=())


def _scheme(service: Service, facility: FacilityRef, before: Content | None) -> Scheme:
    if isinstance(before, GrantContent):
        for scheme in service.schemes:
            if scheme.id == before.scheme:
                return scheme
    scheme = scheme_of(service, facility)
    if scheme is None:
        raise NoGrant
    return scheme


def _wrong_items(scheme: Scheme, content: GrantContent) -> list[FieldError]:
    unknown = [
        FieldError(f"lines.{n}.category", "unknown", f"{n + 1}行目の費目を選択してください")
        for n, item in enumerate(content.lines)
        if item.category not in scheme.categories
    ]
    if not unknown and scheme.amount(total_of(content.lines)) == 0:
        return [FieldError("lines", "nothing_left", NOTHING_LEFT)]
    return unknown


def _wrong_files(scheme: Scheme, content: GrantContent, uploads: list[Upload]) -> list[FieldError]:
    if len(uploads) < len(content.files):
        return [FieldError("files", "gone", FILES_GONE)]
    roles = {upload.role for upload in uploads}
    if not roles <= {file.id for file in scheme.files}:
        return [FieldError("files", "unknown", "添付ファイルを確認してください")]
    return [
        FieldError(f"files.{file.id}", "required", f"{file.label}を添付してください")
        for file in scheme.files
        if file.id not in roles
    ]


def _attachment(upload: Upload) -> Attachment:
    return Attachment(upload.id, upload.role, upload.name, upload.type, upload.bytes)
