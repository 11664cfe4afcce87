"""The seams of the road, and how a process dies at one of them.

A point is `<who>.<step>.<before|after>`: who is the thread of a worker ("notifier.mailer") or
"web", the step is named by the seam. CRASH_FOLDER is the remote control: `armed.json` says at
which points to die ({point: {"nth": call, "times": deaths}}), `fired/` holds a marker for each
death, `seen/` one file for each point that was ever reached.
"""

import functools
import json
import os
import re
import sys
import threading
from collections import Counter
from pathlib import Path

FOLDER = Path(os.environ["CRASH_FOLDER"])
THREAD = re.compile(r"(registration|accounts|documents|notifier)\.[\w-]+")
THERE_ALREADY = "DuplicateKeyError"
WRITES = (
    *("insert_one", "insert_many", "update_one", "update_many", "replace_one"),
    *("find_one_and_update", "delete_one", "delete_many", "bulk_write"),
)


def who():
    """None in processes and threads that are not part of the road, such as set-up."""
    name = threading.current_thread().name
    if THREAD.fullmatch(name):
        return name
    return "web" if any("gunicorn" in word for word in sys.orig_argv) else None


def changes():
    """(module, change) pairs."""
    for module, owner, function, step in _seams():
        yield module, functools.partial(_wrap_in, owner, function, step)
    for service in ("registration", "accounts", "documents", "notifier"):
        yield f"services.{service}.handlers", _wrap_handlers


def _seams():
    for method in WRITES:
        yield "pymongo.synchronous.collection", "Collection", method, _write(method)
    yield "shared.messaging.outbox", "OutboxReader", "heads", _named("read")
    yield "shared.messaging.relay", "FilePublisher", "publish", _named("publish")
    yield "shared.messaging.rabbit", "RabbitPublisher", "publish", _named("publish")
    yield "kombu.messaging", "Consumer", "_receive_callback", _named("receive")
    yield "kombu.message", "Message", "ack", _named("ack")
    yield "services.documents.render", None, "render", _named("pdf")
    yield "smtplib", "SMTP", "connect", _named("smtp-connect")
    yield "smtplib", "SMTP", "docmd", lambda smtp, command, *_: f"smtp-{command}"
    yield "smtplib", "SMTP", "send", _body


def _named(step):
    return lambda *_, **__: step


def _write(method):
    def step(collection, *_, **__):
        place = f"{collection.name}.{method}"
        return f"{collection.database.name}.{place}" if who() == "web" else place

    return step


def _body(_, data):
    is_body = isinstance(data, bytes) and data.endswith(b"\r\n.\r\n")
    return "smtp-body" if is_body else None


def _wrap_in(owner, function, step, module):
    target = getattr(module, owner) if owner else module
    setattr(target, function, _wrapped(getattr(target, function), step))


def _wrap_handlers(module):
    for event, handler in module.HANDLERS.items():
        module.HANDLERS[event] = _wrapped(handler, _named("handle"))


def _wrapped(call, step):
    @functools.wraps(call)
    def seam(*args, **kwargs):
        actor = who()
        name = step(*args, **kwargs) if actor else None
        if name is None:
            return call(*args, **kwargs)
        if name != "read":
            _reach(f"{actor}.{name}.before")
        try:
            result = call(*args, **kwargs)
        except Exception as refusal:
            if type(refusal).__name__ == THERE_ALREADY:
                _reach(f"{actor}.{name}.after")
            raise
        if result or name != "read":
            _reach(f"{actor}.{name}.after")
        return result

    return seam


_lock = threading.Lock()
_seen = set()
_state = {"stamp": None, "armed": {}, "markers": None, "calls": Counter()}


def _reach(point):
    with _lock:
        if point not in _seen:
            _seen.add(point)
            (FOLDER / "seen" / point).touch()
        order = _orders().get(point)
        if order is None:
            return
        _state["calls"][point] += 1
        if _state["calls"][point] == order["nth"]:
            _die(point, order["times"], order["signal"])


def _orders():
    """Read again, and counted anew, whenever the file was replaced."""
    found = os.stat(FOLDER / "armed.json")
    stamp = found.st_ino, found.st_mtime_ns
    if stamp != _state["stamp"]:
        orders = json.loads((FOLDER / "armed.json").read_text())
        _state.update(stamp=stamp, calls=Counter(), **orders)
    return _state["armed"]


def _die(point, times, signal):
    """Each death needs a marker of its own, so there are never more of them than asked for."""
    for number in range(times):
        try:
            marker = FOLDER / _state["markers"] / f"{point}#{number}"
            os.close(os.open(marker, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            continue
        os.kill(os.getpid(), signal)
        return
