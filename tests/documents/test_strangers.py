"""Whatever anybody sends to documents."""

from __future__ import annotations

from tests.documents.office import Office
from tests.support.strangers import knock


def test_no_request_breaks_the_service(office: Office) -> None:
    office.issued(terminals=1)
    callers = {"user": office.user(), "admin": office.staff("admin")}
    knock(office.app, "documents", callers, {"document_id": "W0000001-1"})
