"""From an approval to readable sheets, and showing them to their owner."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from services.documents.model import (
    Bundle,
    Credentials,
    Reissue,
    Sheet,
    document_id,
    newest_of,
    spell_out,
)
from services.documents.model.archives import Archive
from services.documents.model.notices import Notice
from services.documents.render import MissingGlyphs, render
from shared import clock
from shared.contact import Contact
from shared.contracts import (
    ApplicationCompleted,
    CredentialsReissued,
    DecisionNoticeReady,
    Envelope,
    Event,
)
from shared.errors import NotFound, PermanentError
from shared.seal import Place, Unsealer
from shared.vault import Damaged, Locked, Vault

log = logging.getLogger(__name__)
TEMPLATE = "account-sheet"
PDF, CREDENTIALS = "pdf", "credentials"
STALLED_AFTER = timedelta(seconds=60)


class Bundles(Protocol):
    def add(self, bundle: Bundle, at: datetime) -> None: ...
    def unfinished(self, bundle_id: str) -> Bundle | None: ...
    def take_up(self, untouched_since: datetime, at: datetime) -> str | None: ...
    def finish(self, bundle: Bundle, ready: Event) -> None: ...
    def expected(self, ref: str, facility_ids: Sequence[str] | None) -> int | None: ...


class Sheets(Protocol):
    def add(self, sheet: Sheet, locked: Locked) -> None: ...
    def discard(self, sheet: Sheet) -> None: ...
    def find(
        self, *, facility_ids: Sequence[str] | None, ref: str = "", account_id: str = ""
    ) -> list[Sheet]: ...
    def among(self, document_ids: Sequence[str]) -> list[Sheet]: ...
    def newest(self, account_ids: Sequence[str], facility_ids: Sequence[str]) -> list[Sheet]: ...
    def locked(self, sheet: Sheet) -> Locked: ...
    def viewed(self, sheets: Sequence[Sheet], part: str, by: str, at: datetime) -> None: ...


class Archives(Protocol):
    def add(self, archive: Archive) -> None: ...
    def withdraw(self, archive: Archive) -> None: ...
    def requests(self, owner: str, since: datetime) -> list[datetime]: ...
    def get(self, archive_id: str) -> Archive | None: ...
    def take_up(self, now: datetime, until: datetime) -> Archive | None: ...
    def add_piece(self, archive: Archive, piece: str, locked: Locked) -> None: ...
    def piece(self, piece: str) -> Locked: ...
    def save(self, before: Archive, after: Archive, now: datetime) -> None: ...
    def ring(self) -> None: ...


class Notices(Protocol):
    def add(self, notice: Notice, locked: Locked) -> None: ...
    def get(self, number: str) -> Notice | None: ...
    def locked(self, notice: Notice) -> Locked: ...
    def discard(self, notice: Notice) -> None: ...
    def finish(self, notice: Notice, ready: DecisionNoticeReady, cause: str) -> None: ...
    def of_facilities(self, facility_ids: Sequence[str]) -> list[Notice]: ...
    def viewed(self, notice: Notice, by: str, at: datetime) -> None: ...


@dataclass(frozen=True)
class Service:
    """What every verb of documents works with."""

    bundles: Bundles
    sheets: Sheets
    archives: Archives
    notices: Notices
    vault: Vault
    unsealer: Unsealer
    contact: Contact
    now: Callable[[], datetime] = clock.now

    @property
    def sender(self) -> str:
        """The name the sheets carry now."""
        return self.contact.operator().sender_name


@dataclass(frozen=True)
class Viewer:
    """Who wants to see a document, and the facilities whose documents are theirs; staff see the
    notices of all."""

    id: str
    facility_ids: tuple[str, ...]
    is_staff: bool = False

    def may_see(self, facility_id: str) -> bool:
        return self.is_staff or facility_id in self.facility_ids


def issue_sheets(service: Service, completed: ApplicationCompleted, envelope: Envelope) -> None:
    _issue(service, Bundle.of(completed, envelope))


def reissue_sheet(service: Service, reissued: CredentialsReissued, envelope: Envelope) -> None:
    """The sheets of earlier issues stay stored, but nobody is shown them any more."""
    _issue(service, Reissue.told(reissued, envelope))


def _issue(service: Service, bundle: Bundle) -> None:
    """Safe to repeat from any point: what is stored already stays as it is."""
    service.bundles.add(bundle, service.now())
    fill_bundle(service, bundle.id)


def take_up_stalled(service: Service) -> bool:
    """Finish one bundle that nobody has worked on for a while; False when there is none."""
    at = service.now()
    bundle_id = service.bundles.take_up(at - STALLED_AFTER, at)
    if bundle_id:
        fill_bundle(service, bundle_id)
    return bundle_id is not None


def fill_bundle(service: Service, bundle_id: str) -> None:
    """Make the missing sheets, read all of them back, and only then announce them."""
    bundle = service.bundles.unfinished(bundle_id)
    if bundle is None:
        return
    stored = {sheet.id for sheet in service.sheets.among(bundle.document_ids)}
    for position, account in enumerate(bundle.accounts):
        if document_id(account.account_id, account.version) not in stored:
            service.sheets.add(*_make_sheet(service, bundle, position))
    sheets = service.sheets.among(bundle.document_ids)
    if any(sheet.ref != bundle.ref for sheet in sheets):
        raise PermanentError(f"an account of {bundle.ref} has the sheet of another application")
    for sheet in sheets:
        _read_back(service, sheet)
    service.bundles.finish(bundle, bundle.ready(sheets))
    log.info("sheets ready", extra={"ref": bundle.ref, "sheets": len(sheets)})


def _make_sheet(service: Service, bundle: Bundle, position: int) -> tuple[Sheet, Locked]:
    account = bundle.accounts[position]
    credentials = _unseal(service, bundle, position)
    pdf = print_document(TEMPLATE, credentials.printed(bundle.issued_on, service.sender))
    sheet = Sheet(
        account_id=account.account_id,
        version=account.version,
        ref=bundle.ref,
        facility_id=bundle.facility_id,
        created_at=service.now(),
        bytes=len(pdf),
        sha256=hashlib.sha256(pdf).hexdigest(),
    )
    parts = {PDF: pdf, CREDENTIALS: json.dumps(vars(credentials)).encode()}
    return sheet, service.vault.lock(sheet.id, parts)


def _unseal(service: Service, bundle: Bundle, position: int) -> Credentials:
    account, institution = bundle.accounts[position], bundle.institution
    place = Place(
        bundle.sealed_in.__name__,
        bundle.sealed_in.version,
        bundle.cause,
        bundle.pointer(position),
        account.account_id,
    )
    secret = service.unsealer.open_at(place, account.sealed)
    return Credentials(institution.code, institution.name, account.account_id, **secret)


def print_document(template: str, data: dict[str, str]) -> bytes:
    """A name the font cannot draw must not keep anybody from their document."""
    try:
        return render(template, data)
    except MissingGlyphs as missing:
        return render(template, spell_out(data, missing.characters))


def _read_back(service: Service, sheet: Sheet) -> None:
    """Raises Damaged for a sheet that cannot be shown, and makes room for a new one."""
    try:
        locked = service.sheets.locked(sheet)
        pdf = service.vault.open(sheet.id, locked, PDF)
        service.vault.open(sheet.id, locked, CREDENTIALS)
        if hashlib.sha256(pdf).hexdigest() != sheet.sha256:
            raise Damaged(f"{sheet.id} is not what was rendered")
    except Damaged:
        service.sheets.discard(sheet)
        raise


def list_sheets(
    service: Service, facility_ids: Sequence[str] | None, *, ref: str, account_id: str
) -> tuple[list[Sheet], int | None]:
    """The sheets there are, and how many there will be (None unless asked by ref). Only those of
    the facilities given; None means all, and with an account also those of its earlier issues."""
    sheets = service.sheets.find(facility_ids=facility_ids, ref=ref, account_id=account_id)
    if facility_ids is not None or ref:
        sheets = newest_of(sheets)
    return sheets, service.bundles.expected(ref, facility_ids) if ref else None


def show_pdf(service: Service, viewer: Viewer, document_id: str) -> tuple[Sheet, bytes]:
    """Raises NotFound for everybody but the owner."""
    return _show(service, viewer, document_id, PDF)


def show_credentials(service: Service, viewer: Viewer, document_id: str) -> Credentials:
    """Raises NotFound for everybody but the owner."""
    _, clear = _show(service, viewer, document_id, CREDENTIALS)
    return Credentials(**json.loads(clear))


def _show(service: Service, viewer: Viewer, document_id: str, part: str) -> tuple[Sheet, bytes]:
    """Opened only after the view is on record."""
    account_id = document_id.rpartition("-")[0]
    newest = service.sheets.newest([account_id], viewer.facility_ids)
    sheet = next((sheet for sheet in newest if sheet.id == document_id), None)
    if sheet is None:
        raise NotFound
    service.sheets.viewed([sheet], part, viewer.id, service.now())
    log.info("document viewed", extra={"document": sheet.id, "part": part, "by": viewer.id})
    return sheet, service.vault.open(sheet.id, service.sheets.locked(sheet), part)
