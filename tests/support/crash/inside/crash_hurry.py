"""Makes the waiting short: retries after seconds, leases of a few seconds, no pauses between
restarts. CRASH_LEASES=real leaves everything but the retry schedule as the product has it.
"""

import os
from datetime import timedelta
from functools import partial

SHORT = 4.0
RENEWAL = 1.0
RETRIES = {"RETRY_AFTER": tuple(timedelta(seconds=s) for s in (1, 1, 2, 2, 3))}
LEASES = {
    "shared.messaging.inbox": {"LEASE": timedelta(seconds=SHORT)},
    "shared.messaging.partitions": {"LEASE": timedelta(seconds=SHORT), "RENEW_EVERY": RENEWAL},
    "shared.messaging.sqlite_bus": {"LEASE": SHORT},
    "shared.messaging.rabbit": {"CONFIRM_WITHIN": SHORT},
    "shared.messaging.consumer": {"HEARTBEAT_EVERY": RENEWAL},
    "shared.messaging.worker": {"RENEW_EVERY": RENEWAL},
    "services.notifier.worker": {"RENEW_EVERY": RENEWAL},
    "services.notifier.model.mails": {
        "LEASE": timedelta(seconds=SHORT),
        "SECOND_COPY_AFTER": timedelta(seconds=SHORT),
        "PAUSES": tuple(timedelta(seconds=s) for s in (1, 1, 2, 2, 3)),
    },
    "services.notifier.model.lanes": {
        "RESTS": tuple(timedelta(seconds=s) for s in (1, 1, 2)),
    },
    "services.documents.worker": {"LOOK_FOR_STALLED_EVERY": RENEWAL},
    "deploy.onebox.supervisor": {"STEADY_SECONDS": 0.0},
}


def changes():
    """(module, change) pairs."""
    yield "shared.messaging.inbox", partial(_set, RETRIES)
    if os.environ.get("CRASH_LEASES") != "real":
        for module, values in LEASES.items():
            yield module, partial(_set, values)
        yield "services.notifier.mailer", _impatient


def _set(values, module):
    for name, value in values.items():
        if not hasattr(module, name):
            raise LookupError(f"{module.__name__} has no {name} any more")
        setattr(module, name, value)


def _impatient(module):
    """A mail server that says nothing after the final dot is given up after seconds."""
    module.SmtpMailer.__init__.__kwdefaults__["patience_for_answer"] = SHORT
