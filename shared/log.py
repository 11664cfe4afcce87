"""One JSON line per entry on standard output. Facts and ids only: never payloads or secrets."""

from __future__ import annotations

import logging
import sys
from contextvars import ContextVar

from pythonjsonlogger.json import JsonFormatter

request_id: ContextVar[str] = ContextVar("request_id", default="")
journey: ContextVar[str] = ContextVar("journey", default="")
traceparent: ContextVar[str] = ContextVar("traceparent", default="")


class _Context(logging.Filter):
    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def filter(self, record: logging.LogRecord) -> bool:
        record.service = getattr(record, "service", self._service)
        record.request_id = request_id.get()
        record.journey = journey.get()
        return True


def configure(service: str, level: str = "INFO") -> None:
    """Every library logs through the standard library; this is the only handler."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        JsonFormatter(
            "{asctime}{levelname}{service}{name}{message}{request_id}{journey}",
            style="{",
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger"},
            json_ensure_ascii=False,
        )
    )
    handler.addFilter(_Context(service))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("pymongo", "httpx2", "xhtml2pdf", "kombu", "amqp"):
        logging.getLogger(chatty).setLevel(logging.WARNING)
