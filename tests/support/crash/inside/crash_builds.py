"""Builds that are broken on purpose, named by CRASH_BUILD: the matrix must turn red on them."""

import os
import threading
import time

MOMENT = 1.0


def changes():
    """(module, change) pairs."""
    build = os.environ.get("CRASH_BUILD")
    if build == "ack-before-work":
        yield "shared.messaging.consumer", _ack_before_work
    if build == "publish-after-commit":
        yield "shared.messaging.outbox", _publish_after_commit


def _ack_before_work(module):
    """Works a moment later, when the relay has long marked the event as published."""
    consumer_of = module.ServiceConsumer._consumer

    def consumer(self, channel, name, settle):
        made = consumer_of(self, channel, name, settle)
        hand_over = made.on_message

        def received(message):
            message.ack()
            message.ack = lambda: None
            time.sleep(MOMENT)
            hand_over(message)

        made.on_message = received
        return made

    module.ServiceConsumer._consumer = consumer


def _publish_after_commit(module):
    """Nothing is owed by the document; the news goes to the bus once the write is done."""
    mine = threading.local()

    def inserted(self, document_id, entries):
        mine.unsent = list(entries)
        return {"outbox": []}

    def pushed(self, document_id, entries, update):
        mine.unsent = list(entries)
        return update

    def ring(self):
        from shared.messaging.relay import _outgoing

        owed, mine.unsent = getattr(mine, "unsent", []), []
        batch = [_outgoing(module.Pending("", "", entry)) for entry in owed]
        if batch:
            _bus().publisher().publish(batch)

    module.Outbox.inserted, module.Outbox.pushed, module.Outbox.ring = inserted, pushed, ring


def _bus():
    from shared.messaging.bus import open_bus

    url = os.environ.get("PORTAL_AMQP_URL") or f"sqlite://{os.environ['PORTAL_BUS_PATH']}"
    return open_bus(url)
