"""notifier
Owns: outgoing mail and its life.
Serves: /api/notifier/… (staff).
Publishes: MailBounced.
Consumes: every event a person must hear of, and SettingsChanged.
"""
