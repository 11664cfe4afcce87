"""The life of a mail, without a server."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from services.notifier.model.mails import (
    GIVE_UP_AFTER,
    LEASE,
    PAUSES,
    SECOND_COPY_AFTER,
    Mail,
    State,
)
from services.notifier.model.replies import Reply, Verdict
from services.notifier.model.resending import (
    IdempotencyReused,
    LinkMail,
    Resending,
    StillUnderway,
)
from services.notifier.model.states import Standing
from shared.contracts import Sealed
from tests.notifier.conftest import sample

NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
LATER = Reply(Verdict.LATER, "450 later")


def a_mail(name: str = "password-changed", event_type: str = "PasswordChanged") -> Mail:
    return Mail.asked_for(name, sample(event_type), domain="portal.example", now=NOW)


def wish(at: datetime, reason: str = "届かないとの連絡", key: str = "") -> Resending:
    return Resending(at, "審査一郎", reason, key)


def taken() -> Mail:
    mail = a_mail()
    assert mail.take("one", NOW)
    return mail


def test_a_mail_is_named_after_its_event_and_due_at_once() -> None:
    mail = a_mail()
    assert mail.id == f"{mail.envelope.id}:password-changed"
    assert (mail.state, mail.due_at) == (State.QUEUED, NOW)


def test_the_warning_of_a_new_address_goes_to_the_present_one_and_holds_no_token() -> None:
    mail = a_mail("email-change-notice", "EmailChangeRequested")
    assert mail.recipient == "hanako@clinic.example"
    assert mail.envelope.data.sealed == Sealed("", "")
    assert (mail.carries_link, mail.topic, mail.link_expires_at) == (False, None, None)
    assert a_mail("email-change-link", "EmailChangeRequested").recipient == "hanako@new.example"


def test_taking_a_mail_leases_it() -> None:
    mail = taken()
    assert (mail.state, mail.owner, mail.due_at) == (State.SENDING, "one", NOW + LEASE)
    assert mail.in_hand(NOW)
    assert not mail.in_hand(NOW + LEASE)


@pytest.mark.parametrize(
    ("verdict", "state"), [(Verdict.ACCEPTED, State.SENT), (Verdict.REFUSED, State.FAILED)]
)
def test_a_final_answer_ends_the_mail(verdict: Verdict, state: State) -> None:
    mail = taken()
    mail.conclude(Reply(verdict, "said"), NOW)
    assert (mail.state, mail.due_at, mail.owner) == (state, None, "")


@pytest.mark.parametrize("verdict", [Verdict.LATER, Verdict.AWAY])
def test_pauses_grow_to_five_minutes_and_are_scattered(verdict: Verdict) -> None:
    mail, pauses = a_mail(), []
    for _ in range(len(PAUSES) + 2):
        mail.take("one", NOW)
        mail.conclude(Reply(verdict), NOW, spread=0.5)
        assert mail.due_at
        pauses.append(mail.due_at - NOW)
    assert pauses == [*PAUSES, PAUSES[-1], PAUSES[-1]]
    edges = []
    for spread in (0.0, 1.0):
        mail.conclude(Reply(verdict), NOW, spread)
        edges.append(mail.due_at)
    assert edges == [NOW + PAUSES[-1] * 0.75, NOW + PAUSES[-1] * 1.25]


def test_a_mail_is_given_up_after_days_of_later() -> None:
    mail = taken()
    mail.conclude(LATER, NOW + GIVE_UP_AFTER)
    assert mail.state is State.DEFERRED
    mail.conclude(LATER, NOW + GIVE_UP_AFTER + timedelta(seconds=1))
    assert mail.state is State.FAILED


def test_a_lost_answer_allows_exactly_one_more_copy() -> None:
    mail = taken()
    mail.hand_over(NOW)
    mail.conclude(Reply(Verdict.UNANSWERED), NOW)
    assert (mail.state, mail.due_at) == (State.UNKNOWN, NOW + SECOND_COPY_AFTER)
    assert mail.take("two", NOW + SECOND_COPY_AFTER)
    mail.hand_over(NOW + SECOND_COPY_AFTER)
    assert not mail.take("three", NOW + SECOND_COPY_AFTER + LEASE)
    assert mail.state is State.FAILED


def test_a_refusal_of_the_second_copy_for_now_keeps_it_owed() -> None:
    mail = taken()
    mail.hand_over(NOW)
    mail.conclude(Reply(Verdict.UNANSWERED), NOW)
    mail.take("one", NOW + SECOND_COPY_AFTER)
    mail.conclude(LATER, NOW + SECOND_COPY_AFTER)
    assert (mail.state, mail.handed_at) == (State.DEFERRED, None)


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.EXPIRED, State.CANCELLED])
def test_the_sealed_token_is_dropped_at_every_end(state: State) -> None:
    mail = a_mail("activation-link", "RegistrationSubmitted")
    assert mail.envelope.data.sealed.box
    mail.end(state)
    assert mail.envelope.data.sealed == Sealed("", "")


@pytest.mark.parametrize("verdict", [Verdict.LATER, Verdict.AWAY, Verdict.UNANSWERED])
def test_the_sealed_token_is_kept_while_it_is_needed(verdict: Verdict) -> None:
    mail = a_mail("activation-link", "RegistrationSubmitted")
    mail.take("one", NOW)
    mail.conclude(Reply(verdict), NOW)
    assert mail.envelope.data.sealed.box


def test_staff_may_send_a_plain_mail_again_when_it_is_over() -> None:
    mail = taken()
    with pytest.raises(StillUnderway):
        mail.send_again(wish(NOW))
    mail.conclude(Reply(Verdict.REFUSED, "550 no such box"), NOW)
    mail.send_again(wish(NOW + timedelta(days=30)))
    assert (mail.state, mail.due_at) == (State.QUEUED, NOW + timedelta(days=30))
    mail.take("one", NOW + timedelta(days=30))
    mail.conclude(LATER, NOW + timedelta(days=30))
    assert mail.state is State.DEFERRED


def test_a_mail_with_a_link_is_never_sent_again() -> None:
    mail = a_mail("activation-link", "RegistrationSubmitted")
    mail.end(State.FAILED)
    with pytest.raises(LinkMail):
        mail.send_again(wish(NOW))


def test_links_of_one_registration_replace_each_other_in_the_order_of_events() -> None:
    older, newer = (a_mail("activation-link", "RegistrationSubmitted") for _ in range(2))
    newer.envelope = replace(newer.envelope, aggregateversion=older.envelope.aggregateversion + 7)
    assert older.topic == newer.topic
    assert older.order < newer.order
    assert a_mail().topic is None


def test_one_form_sends_a_mail_again_once() -> None:
    mail = taken()
    mail.conclude(Reply(Verdict.ACCEPTED, "250 ok"), NOW)
    assert mail.send_again(wish(NOW, key="form-1"))
    assert not mail.send_again(wish(NOW, key="form-1"))
    with pytest.raises(IdempotencyReused):
        mail.send_again(wish(NOW, reason="別の理由", key="form-1"))
    assert len(mail.resendings) == 1


def test_every_state_has_a_word_for_people() -> None:
    for state in State:
        assert [each for each in Standing if state in each.states] != []
