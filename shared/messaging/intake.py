"""One delivery from bytes to effect. The failure policy of every handler stands here, once."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Mapping

from shared import log as context
from shared.contracts import Envelope, Event, Malformed, decode
from shared.errors import PermanentError, StoreAway
from shared.messaging.inbox import Claim, Inbox

log = logging.getLogger(__name__)
Handler = Callable[[Envelope], None]


class Intake:
    """Decode → claim → handle → done. Handlers just raise."""

    def __init__(self, inbox: Inbox, handlers: Mapping[type[Event], Handler]) -> None:
        self._inbox, self._handlers = inbox, handlers

    def process(self, body: str) -> None:
        """Returns when the delivery may be acked. Raises StoreAway when nothing could be kept."""
        try:
            envelope = decode(body)
        except Malformed as error:
            self._keep_dead(hashlib.sha256(body.encode()).hexdigest(), body, str(error))
            return
        claim = self._inbox.claim(envelope.id, body)
        if claim:
            self._handle(claim, envelope)

    def sweep(self) -> int:
        """Take up what is due; how many."""
        taken = 0
        for claim in self._inbox.due():
            self._handle(claim, decode(claim.body))
            taken += 1
        return taken

    def bury(self, body: str) -> None:
        """A dead letter of the broker. One the inbox knows already keeps its own state there."""
        try:
            self._keep_dead(decode(body).id, body, "given up by the broker")
        except Malformed:
            self.process(body)

    def _keep_dead(self, key: str, body: str, cause: str) -> None:
        log.error("message kept as dead", extra={"cause": cause})
        self._inbox.bury(key, body, cause)

    def _handle(self, claim: Claim, envelope: Envelope) -> None:
        context.journey.set(envelope.journey or "")
        context.traceparent.set(envelope.traceparent or "")
        self._inbox.working = claim
        try:
            self._attempt(claim, envelope)
        finally:
            self._inbox.working = None

    def _attempt(self, claim: Claim, envelope: Envelope) -> None:
        facts = {"event_id": envelope.id, "type": envelope.type, "attempt": claim.attempt}
        try:
            self._handler(envelope)(envelope)
        except StoreAway:
            raise
        except Exception as error:
            cause = f"{type(error).__name__}: {error}"
            permanent = isinstance(error, PermanentError)
            dead = self._inbox.failed(claim, cause, permanent=permanent)
            log.warning("event failed", extra={**facts, "dead": dead}, exc_info=error)
        else:
            self._inbox.done(claim)
            log.info("event handled", extra=facts)

    def _handler(self, envelope: Envelope) -> Handler:
        handler = self._handlers.get(type(envelope.data))
        if handler is None:
            raise PermanentError(f"nobody here handles {envelope.type}")
        return handler
