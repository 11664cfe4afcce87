"""notifier
Owns: outgoing mail and its life.
Serves: /api/notifier/… (staff).
Publishes: nothing yet.
Consumes: every event a person must hear of.
"""
