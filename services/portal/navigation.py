"""Menus as data. An entry becomes a link as soon as its page exists; until then it says 準備中."""

from __future__ import annotations

from typing import NamedTuple

ADMIN = "admin"
SITE_NAME = "施術所等向け総合ポータルサイト"


class Entry(NamedTuple):
    """With `role` it is for staff of that role alone."""

    label: str
    path: str
    text: str = ""
    role: str = ""


def staff_menu(role: str) -> list[Entry]:
    return [entry for entry in STAFF_MENU if entry.role in ("", role)]


VISITOR_MENU = (
    Entry("お知らせ", "/news"),
    Entry("よくある質問", "/faq"),
    Entry("ログイン", "/login"),
)
PROCEDURES = (
    Entry(
        "ユーザー登録",
        "/register",
        "ポータルサイトを初めて利用する方は、ユーザー登録を行ってください。"
        "登録記号番号またはコード、電話番号、メールアドレスが必要です。",
    ),
    Entry(
        "確認メールの再送",
        "/register/resend",
        "ユーザー登録の確認メールが届かないときや、URLの有効期限が切れたときに再送できます。",
    ),
    Entry(
        "ログイン",
        "/login",
        "ユーザー名（メールアドレス）とパスワードを入力してログインします。",
    ),
    Entry(
        "パスワードの再設定",
        "/password/forgot",
        "パスワードを忘れた場合に、再設定用のURLをメールでお送りします。",
    ),
)
USER_MENU = (
    Entry("お知らせ", "/news"),
    Entry("よくある質問", "/faq"),
    Entry("マイリスト", "/my/list"),
    Entry("マイページ", "/my"),
)
FOOTER_LINKS = (
    Entry("プライバシーポリシー", "/privacy"),
    Entry("ポータルサイト利用規約", "/terms"),
    Entry("関連サイトへのリンク", "/links"),
    Entry("システムベンダ・事業者向けお問い合わせ先", "/links#vendors"),
    Entry("アクセシビリティ", "/accessibility"),
    Entry("サイトマップ", "/sitemap"),
)
TOP_CARDS = (
    Entry("オンライン資格確認とは？", "/about"),
    Entry("導入準備", "/preparation"),
    Entry("各種申請", "/services", "各種申請される方はログインの上、お進みください。"),
    Entry("手順書・マニュアル", "/manuals"),
    Entry("お知らせ", "/news"),
    Entry("よくある質問", "/faq"),
    Entry("お問い合わせ先", "/contact"),
)
STAFF_MENU = (
    Entry("審査", "/staff/applications"),
    Entry("交付決定", "/staff/grants"),
    Entry("施術所マスタ", "/staff/facilities"),
    Entry("お知らせ・FAQ", "/staff/notices", role=ADMIN),
    Entry("利用者", "/staff/users"),
    Entry("監査証跡", "/staff/audit", role=ADMIN),
    Entry("メール", "/staff/mails"),
    Entry("処理失敗", "/staff/dead-letters", role=ADMIN),
    Entry("設定", "/staff/settings", role=ADMIN),
)
MY_MENU = (
    Entry("登録内容の変更", "/my/profile", "氏名と電話番号を変更できます。"),
    Entry("メールアドレスの変更", "/my/email", "ログインに使うメールアドレスを変更できます。"),
    Entry("パスワードの変更", "/my/password", "ログインに使うパスワードを変更できます。"),
    Entry(
        "ログイン中の端末",
        "/my/sessions",
        "ログインしている端末を確認し、ログアウトさせることができます。",
    ),
    Entry("併設施設", "/my/facilities", "同じ場所で開設している施術所を追加できます。"),
)
MYNA_MENU = (
    Entry("お知らせ", "/news"),
    Entry("よくある質問", "/faq#c-app"),
    Entry(
        "利用開始申請",
        "/services/myna/start",
        "こちらからマイナ資格確認アプリの利用開始申請を実施いただけます。",
    ),
    Entry(
        "運用開始日登録",
        "/services/myna/go-live",
        "こちらからマイナ資格確認アプリの運用開始日を登録いただけます。",
    ),
    Entry(
        "助成金交付申請",
        "/services/myna/grant",
        "こちらからマイナ資格確認アプリの助成金を申請いただけます。",
    ),
    Entry(
        "交付決定通知書ダウンロード",
        "/services/myna/grant/notices",
        "こちらからマイナ資格確認アプリの助成金の交付決定通知書をダウンロードいただけます。",
    ),
    Entry(
        "資格確認アカウント管理",
        "/services/myna/accounts",
        "こちらからマイナ資格確認アプリのアカウントをご確認いただけます。",
    ),
    Entry(
        "資格確認端末機器（アカウント）追加申請",
        "/services/myna/accounts/add",
        "こちらからマイナ資格確認アプリの端末機器（アカウント）を追加申請いただけます。",
    ),
    Entry(
        "資格確認アカウント申請状況",
        "/services/myna/requests",
        "こちらからマイナ資格確認アプリのアカウントの申請状況をご確認いただけます。",
    ),
)
