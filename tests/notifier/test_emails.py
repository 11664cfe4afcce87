"""Every mail as a person reads it, and as it goes over the wire."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from email import policy
from email.parser import BytesParser

import pytest

from services.notifier.emails import SUBJECT_PREFIX, Email, Site, write
from services.notifier.mailer import compose
from services.notifier.model.mails import Mail
from services.notifier.wrapping import columns, wrap
from shared.contracts import Event, Secret
from shared.settings import Operator
from tests.notifier.conftest import SENDER, TOKEN, sample

LONGEST_URL = "https://portal-of-forty-characters.exampl"[:40]
SITE = Site(LONGEST_URL, Operator())
NOW = datetime(2026, 11, 21, 9, 5, tzinfo=UTC)
FOOTER = [
    "※本メールは送信専用です。本メールへの返信にはご回答できません。",
    "※本メールにお心当たりのない場合やご不明な点がある場合は",
    "以下よりお問い合わせください。",
]
WORDING = {
    ("activation-link", "RegistrationSubmitted", "メールアドレス登録確認"): [
        "山田 花子 様",
        "ユーザー登録完了は以下からお願いいたします。",
        "ユーザー登録完了はこちら",
        f"{LONGEST_URL}/a/{TOKEN}",
        "有効期限：2026年11月22日 18:05（24時間）",
        "URLが途中で改行されている場合は、全体をコピーして貼り付けてください。",
    ],
    ("registration-complete", "UserActivated", "ユーザー登録完了のお知らせ"): [
        "山田 花子 様",
        "施術所等向け総合ポータルサイトへのユーザー登録について、",
        "手続きが完了しましたので通知いたします。",
        "=====",
        "・ユーザー名 : hanako@clinic.example",
        "・パスワード : 設定いただいたパスワード",
        "=====",
        "■ 施術所等向け総合ポータルサイト",
        LONGEST_URL,
    ],
    (
        "application-complete",
        "ApplicationDocumentsReady",
        "利用開始申請の手続き完了のお知らせ",
    ): [
        "山田 花子 様",
        "マイナ資格確認アプリに係る利用開始申請について、",
        "手続きが完了しましたので通知いたします。",
        "施術所等向け総合ポータルサイト内に",
        "マイナ資格確認アプリを利用するためのアカウントおよび",
        "「マイナ資格確認アプリユーザ設定情報」ファイル（PDF）を掲載しております。",
        "施術所等向け総合ポータルサイトにログインの上、",
        "マイナ資格確認アプリの「資格確認アカウント管理」メニューよりご確認ください。",
        "■ 施術所等向け総合ポータルサイト",
        LONGEST_URL,
        "運用を始める日が決まりましたら、「運用開始日登録」を行ってください。",
    ],
    ("address-known", "ExistingAddressRegistered", "ユーザー登録について"): [
        "このメールアドレスはすでに登録されています。",
        "ログインまたはパスワードの再設定を行ってください。",
        f"{LONGEST_URL}/login",
        "心当たりがない場合は何もする必要はありません。",
    ],
    ("password-reset", "PasswordResetRequested", "パスワード再設定のご案内"): [
        "山田 花子 様",
        f"{LONGEST_URL}/p/{TOKEN}",
        "有効期限：2026年11月21日 19:05（1時間）",
    ],
    ("password-changed", "PasswordChanged", "パスワード変更のお知らせ"): [
        "山田 花子 様",
        "変更日時：2026年11月21日 18:05",
        "心当たりがない場合は、すぐに以下のお問い合わせ先へ連絡してください。",
    ],
    ("profile-changed", "UserChanged", "登録内容変更のお知らせ"): [
        "山田 花子 様",
        "変更項目：姓、電話番号",
        LONGEST_URL,
        "心当たりがない場合は、すぐに以下のお問い合わせ先へ連絡してください。",
    ],
    ("email-change-link", "EmailChangeRequested", "メールアドレス変更の確認"): [
        "山田 花子 様",
        f"{LONGEST_URL}/e/{TOKEN}",
        "有効期限：2026年11月22日 18:05（24時間）",
        "心当たりがない場合は何もする必要はありません。",
    ],
    ("email-change-notice", "EmailChangeRequested", "メールアドレス変更のお知らせ"): [
        "山田 花子 様",
        "心当たりがない場合は、すぐに以下のお問い合わせ先へ連絡してください。",
    ],
    ("application-returned", "ApplicationReturned", "利用開始申請の差戻しのお知らせ"): [
        "山田 花子 様",
        "申請番号：7K2M9Q",
        "期限：2026年12月5日",
        "端末台数を確認してください。",
        f"{LONGEST_URL}/services/myna/requests/7K2M9Q",
    ],
    ("addition-complete", "ApplicationDocumentsReady", "追加・解除申請の手続き完了のお知らせ"): [
        "山田 花子 様",
        "申請番号：7K2M9Q",
        "W0000001",
        "W0000002",
        f"{LONGEST_URL}/services/myna/requests/7K2M9Q",
    ],
    ("release-complete", "ReleaseApproved", "追加・解除申請の手続き完了のお知らせ"): [
        "山田 花子 様",
        "申請番号：7K2M9Q",
        "アカウントID：W0000001",
        "利用終了日：2026年12月31日",
        f"{LONGEST_URL}/services/myna/requests/7K2M9Q",
    ],
    ("application-rejected", "ApplicationRejected", "利用開始申請の却下のお知らせ"): [
        "山田 花子 様",
        "申請番号：7K2M9Q",
        "対象外の施術所です。",
        f"{LONGEST_URL}/services/myna/requests/7K2M9Q",
    ],
    ("activation-locked", "ActivationLocked", "端末の初期登録を一時停止しました"): [
        "山田 花子 様",
        "アカウントID：W0000001",
        "日時：2026年11月21日 18:05",
        "15分後に再度お試しください。",
        "心当たりがない場合は、以下のお問い合わせ先へ連絡してください。",
    ],
    ("credentials-reissued", "ReissuedDocumentReady", "設定情報再発行のお知らせ"): [
        "山田 花子 様",
        "アカウントID：W0000001",
        "使用できません。",
        f"{LONGEST_URL}/services/myna/accounts",
    ],
    ("start-date-reminder", "StartDateReminderDue", "運用開始日登録のお願い"): [
        "山田 花子 様",
        "運用開始日がまだ登録されていません。",
        "登録するまで、導入の手続きは終わりません。",
        f"{LONGEST_URL}/services/myna/go-live",
    ],
    ("decision-notice", "DecisionNoticeReady", "交付決定通知書のお知らせ"): [
        "山田 花子 様",
        "申請番号：7K2M9Q",
        "通知番号：K0000001",
        f"{LONGEST_URL}/services/myna/grant/notices",
    ],
}
WITHOUT_LINK = ("password-changed", "email-change-notice", "activation-locked")
MAILS = [(name, event_type) for name, event_type, _ in WORDING]


def opened(event: Event) -> Event:
    """The event with its token in clear, as the mailer holds it for a moment."""
    if not event.sealed_for:
        return event
    return dataclasses.replace(event, sealed=Secret({"token": TOKEN}))


def with_names(event: Event, family: str, given: str) -> Event:
    names = {"family_name": family, "given_name": given}
    if hasattr(event, "recipient"):
        return dataclasses.replace(event, recipient=dataclasses.replace(event.recipient, **names))
    return dataclasses.replace(event, **names) if hasattr(event, "family_name") else event


def sent(name: str, event_type: str, email: Email) -> bytes:
    mail = Mail.asked_for(name, sample(event_type), domain="portal.example", now=NOW)
    return compose(email, mail, SENDER, NOW).as_bytes()


@pytest.mark.parametrize(("known", "lines"), WORDING.items(), ids=[m for m, _ in MAILS])
def test_a_mail_says_its_lines_in_their_order(
    known: tuple[str, str, str], lines: list[str]
) -> None:
    name, event_type, subject = known
    email = write(name, opened(sample(event_type).data), SITE)
    assert email.subject == SUBJECT_PREFIX + subject
    found = [line for line in email.body.splitlines() if line in {*lines, *FOOTER}]
    assert found == [*lines, *FOOTER]
    assert SITE.operator.telephone in email.body.split(FOOTER[-1])[1]


@pytest.mark.parametrize(("name", "event_type"), MAILS)
def test_no_line_is_wider_than_forty_full_width_characters(name: str, event_type: str) -> None:
    event = with_names(opened(sample(event_type).data), "龍" * 40, "髙" * 40)
    if hasattr(event, "comment"):
        event = dataclasses.replace(event, comment="登録記号番号（契）の桁を、確認。" * 60)
    body = write(name, event, SITE).body
    assert [line for line in body.splitlines() if columns(line) > 80] == []


@pytest.mark.parametrize(("name", "event_type"), MAILS)
def test_a_link_is_short_and_alone_on_its_line(name: str, event_type: str) -> None:
    body = write(name, opened(sample(event_type).data), SITE).body
    links = [line for line in body.splitlines() if "://" in line]
    assert all(line.startswith(LONGEST_URL) and len(line) <= 70 for line in links)
    assert len(links) == (0 if name in WITHOUT_LINK else 1)


@pytest.mark.parametrize(("name", "event_type"), MAILS)
def test_a_mail_survives_the_wire(name: str, event_type: str) -> None:
    email = write(name, opened(sample(event_type).data), SITE)
    raw = sent(name, event_type, email)
    read = BytesParser(policy=policy.default).parsebytes(raw)
    assert read["Subject"] == email.subject
    assert read.get_content().replace("\r\n", "\n") == email.body + "\n"
    assert read.get_content_type() == "text/plain"
    assert read.get_content_charset() == "utf-8"
    assert read["Content-Transfer-Encoding"] == "base64"
    assert b"?==?" not in raw
    assert raw.isascii()


@pytest.mark.parametrize(("name", "event_type"), MAILS)
def test_what_people_typed_stays_text_in_the_body(name: str, event_type: str) -> None:
    hostile = "<b>\r\nBcc: all@example.jp\r\n{{ operator }}"
    event = with_names(opened(sample(event_type).data), hostile, hostile)
    email = write(name, event, SITE)
    read = BytesParser(policy=policy.default).parsebytes(sent(name, event_type, email))
    assert read["Bcc"] is None
    assert read["To"] == email.recipient
    if name != "address-known":
        assert "<b> Bcc: all@example.jp {{ operator }} <b>" in email.body


def test_headers_name_the_event_and_stay_the_same_for_every_copy() -> None:
    envelope = sample("UserActivated")
    mail = Mail.asked_for("registration-complete", envelope, domain="portal.example", now=NOW)
    message = compose(write(mail.name, envelope.data, SITE), mail, SENDER, NOW)
    assert message["Message-ID"] == f"<{envelope.id}.registration-complete@portal.example>"
    assert message["X-Portal-Event-Id"] == envelope.id
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["From"] == SENDER
    assert message["Date"].datetime == NOW


def test_a_mail_is_not_written_from_an_event_that_is_still_sealed() -> None:
    with pytest.raises(AssertionError, match="not opened"):
        write("activation-link", sample("RegistrationSubmitted").data, SITE)


def test_a_change_names_no_value() -> None:
    changed = dataclasses.replace(
        sample("UserChanged").data,
        email="new@clinic.example",
        changed=["family_name", "given_name", "phone", "email", "facilities"],
    )
    email = write("profile-changed", changed, SITE)
    assert "変更項目：姓、名、電話番号、メールアドレス、施設" in email.body
    assert changed.email not in email.body
    assert changed.facilities[0].name not in email.body


def test_a_new_address_is_told_the_link_and_the_present_one_only_that_there_is_one() -> None:
    event = opened(sample("EmailChangeRequested").data)
    link, notice = (write(f"email-change-{name}", event, SITE) for name in ("link", "notice"))
    assert (link.recipient, notice.recipient) == (event.email, event.present_email)
    assert TOKEN not in notice.body
    assert event.email not in notice.body


def test_an_operator_may_leave_the_telephone_note_empty() -> None:
    operator = dataclasses.replace(SITE.operator, telephone_note="", hours=("平日 9:00～17:00",))
    body = write("password-changed", sample("PasswordChanged").data, Site(LONGEST_URL, operator))
    assert "電話：000-0000-0000\n平日 9:00～17:00\nメールアドレス：" in body.body


def test_wrapping_breaks_text_but_never_a_url() -> None:
    url = "https://example.jp/" + "very-long-path/" * 8
    lines = wrap(f"次のページの手順をすべて確認してから申請してください。{url}を参照").split("\n")
    assert url in lines
    assert "".join(lines) == f"次のページの手順をすべて確認してから申請してください。{url}を参照"


def test_wrapping_keeps_closing_punctuation_off_the_start_of_a_line() -> None:
    lines = wrap("あ" * 40 + "。" + "い" * 40 + "」、").split("\n")
    assert [line[0] for line in lines] == ["あ", "あ", "い"]


def test_wrapping_keeps_the_writers_own_lines_and_drops_control_characters() -> None:
    assert wrap("一行目\r\n\r\n二行目\x1b[31m\u2028") == "一行目\n\n二行目[31m"
