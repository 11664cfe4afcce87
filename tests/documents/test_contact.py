"""Sheets are issued in the name that administrators have set."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from services.documents.handlers import HANDLERS
from shared.contracts import Envelope, SettingsChanged, decode
from tests.documents.office import Office
from tests.documents.sheets import text

SAMPLES = Path(__file__).resolve().parents[2] / "shared" / "contracts" / "samples"


def told(sender_name: str, version: int = 1) -> Envelope:
    sample = decode((SAMPLES / "SettingsChanged.v1.json").read_bytes())
    data = dataclasses.replace(sample.data, sender_name=sender_name)
    return dataclasses.replace(sample, data=data, aggregateversion=version)


def test_what_is_issued_from_now_on_has_the_new_sender(office: Office) -> None:
    office.decided(number="K0000001", ref="7K2M9Q")
    HANDLERS[SettingsChanged](told("見本協会", 2), office.service)
    HANDLERS[SettingsChanged](told("古い名前", 1), office.service)
    office.decided(number="K0000002", ref="7K2M9R")
    office.issued(1, ref="7K2M9S")
    sheets = office.get("documents?ref=7K2M9S", office.user()).json["items"]
    paths = ("notices/K0000001/content", "notices/K0000002/content")
    before, after, sheet = (
        text(office.get(path, office.user()).data)
        for path in (*paths, f"documents/{sheets[0]['id']}/content")
    )
    assert "サンプル運営機関" in before
    assert "見本協会" in after
    assert "見本協会" in sheet


def test_an_unset_sender_is_the_operators(office: Office) -> None:
    HANDLERS[SettingsChanged](told(""), office.service)
    office.decided()
    assert "サンプル運営機関" in text(office.get("notices/K0000001/content", office.user()).data)
