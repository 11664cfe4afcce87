"""A matrix that cannot turn red proves nothing: two builds that are broken on purpose."""

from __future__ import annotations

import pytest

from tests.crash.points import cell
from tests.crash.theatre import Theatre

PATIENCE = 10.0
BUILDS = {
    "ack-before-work": "notifier.work.inbox.insert_one.before",
    "publish-after-commit": "web.registration.users.insert_one.after",
}


@pytest.mark.parametrize("theatre", ["file"], indirect=True)
@pytest.mark.parametrize("build", BUILDS)
@pytest.mark.timeout(240)
def test_a_broken_build_turns_the_matrix_red(theatre: Theatre, build: str) -> None:
    with theatre.stage(CRASH_BUILD=build) as stage:
        stage.settle()
        with pytest.raises(AssertionError, match="0 mails activation-link for"):
            stage.crash(cell(BUILDS[build]).deaths, stage.register, PATIENCE)
