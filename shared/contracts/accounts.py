"""What accounts publishes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from shared.contracts.event import Event, Institution, Person, Sealed, Secret

PROCEDURES = {
    "start": "利用開始申請",
    "add": "追加申請",
    "release": "解除申請",
    "grant": "助成金交付申請",
    "facility": "併設追加申請",
}
"""What the kinds of applications are called wherever people read of them."""


@dataclass(frozen=True)
class _AboutApplication(Event):
    ref: str

    @property
    def subject(self) -> str:
        return self.ref


@dataclass(frozen=True)
class _AboutAccount(Event):
    account_id: str

    @property
    def subject(self) -> str:
        return self.account_id


@dataclass(frozen=True)
class ApplicationSubmitted(_AboutApplication):
    """A first submission or a corrected one."""

    kind: str
    facility_id: str


@dataclass(frozen=True)
class ApplicationWithdrawn(_AboutApplication):
    """The applicant took it back."""

    kind: str
    facility_id: str


@dataclass(frozen=True)
class ApplicationReturned(_AboutApplication):
    """Sent back for correction until `deadline` (a date in Japan, YYYY-MM-DD)."""

    consumers: ClassVar = ("notifier",)
    kind: str
    recipient: Person
    comment: str
    deadline: str


@dataclass(frozen=True)
class ApplicationRejected(_AboutApplication):
    """Refused for good, for the reason in `comment`."""

    consumers: ClassVar = ("notifier",)
    kind: str
    recipient: Person
    comment: str


@dataclass(frozen=True)
class IssuedAccount:
    """`sealed` holds password and activation_code, for documents only."""

    account_id: str
    version: int
    sealed: Secret | Sealed


@dataclass(frozen=True)
class ApplicationCompleted(_AboutApplication):
    """Approved: these accounts exist from now on."""

    consumers: ClassVar = ("documents",)
    sealed_for: ClassVar = "documents"
    kind: str
    facility_id: str
    user_id: str
    recipient: Person
    institution: Institution
    accounts: list[IssuedAccount]


@dataclass(frozen=True)
class ReleaseApproved(_AboutApplication):
    """The account ends on `ends_on` (a date in Japan, YYYY-MM-DD)."""

    consumers: ClassVar = ("notifier",)
    account_id: str
    recipient: Person
    ends_on: str


@dataclass(frozen=True)
class FacilityLinkApproved(_AboutApplication):
    """The user may act for this further facility under the same roof, if it is still free."""

    consumers: ClassVar = ("registration",)
    user_id: str
    facility_id: str


@dataclass(frozen=True)
class CredentialsReissued(_AboutAccount):
    """`issue` counts them; what was issued before is worth nothing from now on."""

    consumers: ClassVar = ("documents",)
    sealed_for: ClassVar = "documents"
    issue: int
    ref: str
    facility_id: str
    user_id: str
    recipient: Person
    institution: Institution
    sealed: Secret | Sealed


@dataclass(frozen=True)
class TerminalActivated(_AboutAccount):
    """A terminal was set up with the account; it stays the only one."""

    activated_at: datetime
    terminal_name: str


@dataclass(frozen=True)
class ActivationLocked(_AboutAccount):
    """Five wrong codes with the right password; at most one a day per account."""

    consumers: ClassVar = ("notifier",)
    recipient: Person
    locked_at: datetime


@dataclass(frozen=True)
class AccountSuspended(_AboutAccount):
    """No terminal can use it for the moment. `terminal_name` is empty if none was set up."""

    suspended_at: datetime
    terminal_name: str


@dataclass(frozen=True)
class AccountResumed(_AboutAccount):
    """It can be used again."""

    resumed_at: datetime
    terminal_name: str


@dataclass(frozen=True)
class AccountReleased(_AboutAccount):
    """It has ended for good."""

    released_at: datetime
    terminal_name: str


@dataclass(frozen=True)
class StartDateRegistered(_AboutApplication):
    """The facility uses the application from `day` on (in Japan, YYYY-MM-DD), or will. `ref` and
    `kind` are of the application that brought its accounts."""

    kind: str
    facility_id: str
    day: str


@dataclass(frozen=True)
class StartDateReminderDue(_AboutApplication):
    """There are accounts but no start date yet; `n` is 1 or 2."""

    consumers: ClassVar = ("notifier",)
    n: int
    recipient: Person


@dataclass(frozen=True)
class GrantDecided(_AboutApplication):
    """Two members of staff decided it. Amounts in yen; `decided_on` YYYY-MM-DD, in Japan."""

    consumers: ClassVar = ("documents",)
    notice_no: str
    facility_id: str
    user_id: str
    recipient: Person
    institution: Institution
    registration_number: str
    scheme: str
    total: int
    amount: int
    decided_on: str
