"""A matrix that cannot turn red proves nothing: two builds that are broken on purpose."""

from __future__ import annotations

import pytest

from tests.crash.points import cell
from tests.crash.theatre import Theatre

PATIENCE = 10.0


@pytest.mark.parametrize("theatre", ["file"], indirect=True)
@pytest.mark.parametrize(
    ("build", "point", "complaint"),
    [
        (
            "ack-before-work",
            "notifier.work.inbox.insert_one.before",
            "0 mails activation-link for",
        ),
        (
            "publish-after-commit",
            "web.registration.users.insert_one.after",
            "0 mails activation-link for",
        ),
    ],
)
@pytest.mark.timeout(240)
def test_a_broken_build_turns_the_matrix_red(
    theatre: Theatre, build: str, point: str, complaint: str
) -> None:
    with theatre.stage(CRASH_BUILD=build) as stage:
        stage.settle()
        with pytest.raises(AssertionError, match=complaint):
            stage.crash(cell(point).deaths, stage.register, PATIENCE)
