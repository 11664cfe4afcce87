"""Who may call what, by service: the whole table, to be read by people.

`everyone` needs no sign-in, `secret` brings one of its own (a session's, a draft's); the rest names
roles. Health, metrics and descriptions are left out.
"""

from __future__ import annotations

TABLE = """
registration POST   /activations                             everyone
registration POST   /activations/preview                     everyone
registration GET    /audit                                   admin
registration GET    /audit/<row_id>                          admin
registration GET    /audit/actions                           admin
registration POST   /drafts                                  everyone
registration GET    /drafts/current                          secret
registration PATCH  /drafts/current                          secret
registration POST   /email-changes                           everyone
registration POST   /email-changes/preview                   everyone
registration GET    /facilities                              viewer reviewer admin
registration GET    /facilities/<facility_id>                viewer reviewer admin
registration PATCH  /facilities/<facility_id>                reviewer admin
registration POST   /facilities/<facility_id>/check          reviewer admin
registration GET    /facilities/lookup                       everyone
registration GET    /facility-imports                        admin
registration POST   /facility-imports                        admin
registration GET    /facility-imports/<import_id>            admin
registration POST   /facility-imports/<import_id>/confirm    admin
registration GET    /facility-imports/<import_id>/errors.csv admin
registration GET    /inbox                                   admin
registration GET    /inbox/<event_id>                        admin
registration POST   /inbox/<event_id>/discard                admin
registration POST   /inbox/<event_id>/replay                 admin
registration POST   /inbox/replay                            admin
registration GET    /me                                      user
registration PATCH  /me                                      user
registration POST   /me/email                                user
registration POST   /me/password                             secret
registration DELETE /me/sessions                             secret
registration GET    /me/sessions                             secret
registration DELETE /me/sessions/<session_id>                secret
registration POST   /me/terms                                user
registration POST   /password-resets                         everyone
registration POST   /password-resets/complete                everyone
registration POST   /password-resets/preview                 everyone
registration GET    /publications                            admin
registration POST   /publications                            admin
registration GET    /publications/<text_id>                  admin
registration PATCH  /publications/<text_id>                  admin
registration POST   /publications/<text_id>/publish          admin
registration POST   /publications/<text_id>/withdraw         admin
registration GET    /publications/files                      admin
registration POST   /publications/files                      admin
registration GET    /publications/files/<file_id>/content    admin
registration GET    /publications/live                       everyone
registration GET    /publications/live/files/<file_id>       everyone
registration POST   /registrations                           everyone
registration POST   /registrations/resend                    everyone
registration POST   /rescued-forms                           secret
registration POST   /rescued-forms/take                      user
registration POST   /sessions                                everyone
registration DELETE /sessions/current                        secret
registration GET    /sessions/current                        secret
registration POST   /sessions/current/reauth                 secret
registration POST   /sessions/second-factor                  everyone
registration GET    /settings                                everyone
registration PATCH  /settings                                admin
registration GET    /settings/all                            admin
registration POST   /settings/check                          admin
registration GET    /staff                                   admin
registration POST   /staff                                   admin
registration GET    /staff/<staff_id>                        admin
registration PATCH  /staff/<staff_id>                        admin
registration POST   /staff/<staff_id>/enrolment              admin
registration POST   /staff/<staff_id>/resume                 admin
registration POST   /staff/<staff_id>/role                   admin
registration POST   /staff/<staff_id>/suspend                admin
registration POST   /staff/enrolments                        everyone
registration POST   /staff/enrolments/preview                everyone
registration GET    /staff/me                                viewer reviewer admin
registration PATCH  /staff/me                                viewer reviewer admin
registration POST   /staff/me/password                       viewer reviewer admin
registration POST   /staff/me/recovery-codes                 viewer reviewer admin
registration GET    /staff/me/second-factor                  viewer reviewer admin
registration POST   /staff/me/second-factor                  viewer reviewer admin
registration POST   /staff/me/second-factor/confirm          viewer reviewer admin
registration GET    /users                                  viewer reviewer admin
registration GET    /users/<user_id>                        viewer reviewer admin
registration POST   /users/<user_id>/logout                 reviewer admin
registration POST   /users/<user_id>/resend                 reviewer admin
registration POST   /users/<user_id>/reset                  reviewer admin
registration POST   /users/<user_id>/resume                 reviewer admin
registration POST   /users/<user_id>/suspend                reviewer admin
registration POST   /users/<user_id>/unlock                 reviewer admin
accounts     GET    /accounts                                user viewer reviewer admin
accounts     GET    /accounts.csv                            user
accounts     GET    /accounts/<account_id>                   user viewer reviewer admin
accounts     PATCH  /accounts/<account_id>                   user
accounts     GET    /accounts/<account_id>/history           viewer reviewer admin
accounts     POST   /accounts/<account_id>/reissue           reviewer admin
accounts     POST   /accounts/<account_id>/release           user
accounts     POST   /accounts/<account_id>/resume            reviewer admin
accounts     POST   /accounts/<account_id>/suspend           reviewer admin
accounts     GET    /accounts/ids                            user
accounts     GET    /applications                            user viewer reviewer admin
accounts     POST   /applications                            user
accounts     GET    /applications/<ref>                      user viewer reviewer admin
accounts     POST   /applications/<ref>/claim                reviewer admin
accounts     POST   /applications/<ref>/complete             reviewer admin
accounts     GET    /applications/<ref>/memos                viewer reviewer admin
accounts     POST   /applications/<ref>/memos                reviewer admin
accounts     POST   /applications/<ref>/reject               reviewer admin
accounts     POST   /applications/<ref>/resubmit             user
accounts     POST   /applications/<ref>/return               reviewer admin
accounts     POST   /applications/<ref>/withdraw             user
accounts     POST   /applications/check                      user
accounts     POST   /applications/claim-next                 reviewer admin
accounts     GET    /applications/export                     reviewer admin
accounts     GET    /applications/summary                    viewer reviewer admin
accounts     GET    /audit                                   admin
accounts     GET    /audit/<row_id>                          admin
accounts     GET    /audit/actions                           admin
accounts     GET    /drafts                                  user
accounts     DELETE /drafts/<kind>                           user
accounts     PUT    /drafts/<kind>                           user
accounts     GET    /grants/<facility_id>                    user
accounts     GET    /inbox                                   admin
accounts     GET    /inbox/<event_id>                        admin
accounts     POST   /inbox/<event_id>/discard                admin
accounts     POST   /inbox/<event_id>/replay                 admin
accounts     POST   /inbox/replay                            admin
accounts     GET    /notices                                 viewer reviewer admin
accounts     POST   /notices/<ref>/confirm                   reviewer admin
accounts     POST   /notices/<ref>/issue                     reviewer admin
accounts     POST   /notices/<ref>/take-back                 reviewer admin
accounts     GET    /start-dates/<facility_id>               user viewer reviewer admin
accounts     PUT    /start-dates/<facility_id>               user
accounts     POST   /start-dates/<facility_id>/check         user
accounts     POST   /terminals                               everyone
accounts     POST   /terminals/check                         everyone
accounts     GET    /uploads                                 user
accounts     POST   /uploads                                 user
accounts     DELETE /uploads/<upload_id>                     user
accounts     GET    /uploads/<upload_id>/content             user viewer reviewer admin
documents    POST   /archives                                user
documents    GET    /archives/<archive_id>                   user
documents    GET    /archives/<archive_id>/content           user
documents    GET    /audit                                   admin
documents    GET    /audit/<row_id>                          admin
documents    GET    /audit/actions                           admin
documents    GET    /documents                               user viewer reviewer admin
documents    GET    /documents/<document_id>/content         user
documents    POST   /documents/<document_id>/credentials     user
documents    GET    /inbox                                   admin
documents    GET    /inbox/<event_id>                        admin
documents    POST   /inbox/<event_id>/discard                admin
documents    POST   /inbox/<event_id>/replay                 admin
documents    POST   /inbox/replay                            admin
documents    GET    /notices                                 user
documents    GET    /notices/<number>/content                user viewer reviewer admin
notifier     GET    /audit                                   admin
notifier     GET    /audit/<row_id>                          admin
notifier     GET    /audit/actions                           admin
notifier     GET    /inbox                                   admin
notifier     GET    /inbox/<event_id>                        admin
notifier     POST   /inbox/<event_id>/discard                admin
notifier     POST   /inbox/<event_id>/replay                 admin
notifier     POST   /inbox/replay                            admin
notifier     GET    /messages                                viewer reviewer admin
notifier     GET    /messages/<mail_id>                      viewer reviewer admin
notifier     POST   /messages/<mail_id>/resend               reviewer admin
"""
Row = tuple[str, str, str]


def rows() -> dict[Row, frozenset[str]]:
    """(service, method, path) → roles."""
    lines = [line.split() for line in TABLE.strip().splitlines()]
    return {(service, method, path): frozenset(who) for service, method, path, *who in lines}
