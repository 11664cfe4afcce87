"""Files on their way to an application: taken in by what they are, kept while they are needed."""

from __future__ import annotations

import hashlib
import logging
from datetime import timedelta

from services.accounts.model.actor import Actor
from services.accounts.model.files import Upload
from services.accounts.model.refusals import TooManyUploads, UnknownUpload, UploadInUse
from services.accounts.usecases.ports import Service
from shared.files import media_type_of, safe_name
from shared.tokens import new_token

log = logging.getLogger(__name__)
UNUSED_FOR = timedelta(days=1)
MOST_UNUSED = 30
MOST_AT_ONCE = 100


def take_in(
    service: Service, actor: Actor, facility_id: str, *, role: str, name: str, data: bytes
) -> Upload:
    """Raises Invalid with a complaint under `files.{role}`, TooManyUploads, UnknownFacility."""
    facility, now = actor.facility(facility_id), service.now()
    media_type = media_type_of(data, name, f"files.{role}")
    if len(service.uploads.unused(facility.id)) >= MOST_UNUSED:
        raise TooManyUploads
    upload = Upload(
        id=new_token(),
        facility_id=facility.id,
        role=role,
        name=safe_name(name, media_type),
        type=media_type,
        bytes=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        uploaded_by=actor.id,
        uploaded_at=now,
        unused_since=now,
    )
    service.uploads.add(upload, service.vault.lock(upload.id, {"file": data}))
    return upload


def list_unused(service: Service, actor: Actor, facility_id: str) -> list[Upload]:
    """What the facility attached but has not sent yet."""
    return service.uploads.unused(actor.facility(facility_id).id)


def remove(service: Service, actor: Actor, upload_id: str) -> None:
    """Raises UnknownUpload, UploadInUse."""
    upload = _own(service, actor, upload_id)
    if service.grants.holds(upload.id):
        raise UploadInUse
    service.uploads.delete(upload)


def show(service: Service, actor: Actor, upload_id: str) -> tuple[Upload, bytes]:
    """For its facility and for staff; each view is on record. Raises UnknownUpload."""
    upload = _own(service, actor, upload_id)
    log.info("upload viewed", extra={"upload": upload.id, "by": actor.id})
    return upload, service.vault.open(upload.id, service.uploads.locked(upload), "file")


def sweep_unused(service: Service) -> bool:
    """What nothing holds after a day is deleted; True when there is more to look at."""
    before = service.now() - UNUSED_FOR
    found = service.uploads.unused_before(before, MOST_AT_ONCE)
    for upload in found:
        if service.grants.holds(upload.id):
            service.uploads.hold(upload)
        else:
            service.uploads.delete(upload)
    return len(found) == MOST_AT_ONCE


def _own(service: Service, actor: Actor, upload_id: str) -> Upload:
    upload = service.uploads.get(upload_id)
    if upload is None or not (actor.is_staff or upload.facility_id in actor.facility_ids):
        raise UnknownUpload
    return upload
