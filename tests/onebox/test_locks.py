"""The locks name exact packages with hashes and no place to fetch them from."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

LOCKS = Path(__file__).parents[2] / "deploy" / "requirements"
FORBIDDEN = ("://", "--index", "--extra", "--find-links", "@ ", "--trusted")
PINNED = re.compile(r"([a-z0-9-]+)==([^ ;\\]+)")


def requirements(path: Path) -> list[str]:
    """One string per requirement, its continuation lines joined."""
    return path.read_text(encoding="utf-8").replace("\\\n", " ").strip().splitlines()


def pins(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for line in requirements(LOCKS / f"{name}.txt"):
        package, version = PINNED.match(line).groups()
        found.setdefault(package, set()).add(version)
    return found


@pytest.mark.parametrize("lock", sorted(LOCKS.glob("*.txt")), ids=lambda path: path.name)
def test_every_requirement_is_pinned_and_hashed_and_names_no_place(lock: Path) -> None:
    lines = requirements(lock)
    assert lines
    for line in lines:
        assert PINNED.match(line), line
        assert "--hash=sha256:" in line, line
        assert not [word for word in FORBIDDEN if word in line], line


@pytest.mark.parametrize("name", [path.stem for path in sorted(LOCKS.glob("*.in"))])
def test_every_wish_is_locked(name: str) -> None:
    wishes = (LOCKS / f"{name}.in").read_text(encoding="utf-8").split()
    assert {wish.partition("==")[0].lower() for wish in wishes} <= set(pins(name))


@pytest.mark.parametrize("name", ["onebox", "test"])
def test_what_shares_the_environment_has_one_version(name: str) -> None:
    runtime = pins("runtime")
    assert {p: v for p, v in pins(name).items() if p in runtime and v != runtime[p]} == {}
