"""The road of one fact: outbox → relay → bus → consumer → inbox → handler.

Publishing twice is allowed, losing is not; effects happen once because the inbox remembers.
"""
