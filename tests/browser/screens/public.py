"""P2–P11: what everybody may read, with the sample content."""

from __future__ import annotations

from tests.browser.screens.screen import Screen

NEWS, FAQ, SEARCH = "お知らせ", "よくある質問", "サイト内検索"
TERMS, PRIVACY = "施術所等向け総合ポータルサイト利用規約", "プライバシーポリシー"
MAINTENANCE = "12月の保守作業のお知らせ"
CHECKLIST = "導入準備のチェックリストを公開しました"
OVER = "このお知らせの掲載は終了しました。"
ONE_NEWS, ONE_MANUAL = "/news/<id>", "/manuals/<id>"

PUBLISHED = [
    Screen("P2", "/news", NEWS),
    Screen("P2-filtered", "/news", NEWS, "/news?category=system&q=保守"),
    Screen("P2-none", "/news", NEWS, "/news?q=zzz"),
    Screen("P2-detail", ONE_NEWS, MAINTENANCE, "/news/2026-11-maintenance"),
    Screen("P2-attachment", ONE_NEWS, CHECKLIST, "/news/2026-11-checklist"),
    Screen("P2-over", ONE_NEWS, OVER, "/news/2026-08-maintenance", status=410),
    Screen("P3", "/faq", FAQ),
    Screen("P3-answer", "/faq", FAQ, "/faq#q-mail-missing"),
    Screen("P3-found", "/faq", FAQ, "/faq?q=パスワード"),
    Screen("P3-none", "/faq", FAQ, "/faq?q=zzz"),
    Screen("P3-all", "/faq", FAQ, "/faq?view=all"),
    Screen("P4", "/about", "オンライン資格確認とは？"),
    Screen("P5", "/preparation", "導入準備"),
    Screen("P6", "/manuals", "手順書・マニュアル"),
    Screen("P6-registration", ONE_MANUAL, "ユーザー登録手順書", "/manuals/registration"),
    Screen("P6-accounts", ONE_MANUAL, "アカウント確認手順書", "/manuals/accounts"),
    Screen("P7", "/contact", "お問い合わせ先"),
    Screen("P8-terms", "/terms", TERMS),
    Screen("P8-terms-1", "/terms/<version>", f"{TERMS}（第1版）", "/terms/1"),
    Screen("P8-privacy", "/privacy", PRIVACY),
    Screen("P8-privacy-1", "/privacy/<version>", f"{PRIVACY}（第1版）", "/privacy/1"),
    Screen("P9", "/accessibility", "アクセシビリティ"),
    Screen("P10-links", "/links", "関連サイトへのリンク"),
    Screen("P10-sitemap", "/sitemap", "サイトマップ"),
    Screen("P11", "/search", SEARCH),
    Screen("P11-found", "/search", SEARCH, "/search?q=パスワード"),
    Screen("P11-none", "/search", SEARCH, "/search?q=zzz"),
]
