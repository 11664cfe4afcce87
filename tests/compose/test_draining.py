"""A web server that is told to stop: everybody is either answered or refused at the door."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import httpx2

from tests.onebox.waiting import eventually
from tests.support.store import CHECKOUT, free_port

SETTINGS = CHECKOUT / "deploy" / "compose" / "gunicorn_conf.py"
APP = """
import time

def app(environ, start_response):
    time.sleep(0.3)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
"""
VISITORS = 12


def test_nobody_is_sent_away_after_being_let_in(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(APP)
    port = free_port()
    command = ["-m", "gunicorn", "-c", SETTINGS, "--chdir", tmp_path, "-b", f"127.0.0.1:{port}"]
    server = subprocess.Popen([sys.executable, *command, "slow:app"], cwd=CHECKOUT)
    seen: Counter[str] = Counter()
    visitors = [threading.Thread(target=_visit, args=(port, seen)) for _ in range(VISITORS)]
    try:
        eventually(lambda: _outcome(port) == "answered")
        for visitor in visitors:
            visitor.start()
        eventually(lambda: seen["answered"] > 2 * VISITORS)
    finally:
        server.terminate()
        assert server.wait(20) == 0
    for visitor in visitors:
        visitor.join()
    assert set(seen) == {"answered", "refused"}, seen


def _visit(port: int, seen: Counter[str]) -> None:
    """Until nobody listens any more."""
    while seen["refused"] < VISITORS:
        seen[_outcome(port)] += 1


def _outcome(port: int) -> str:
    try:
        answer = httpx2.post(f"http://127.0.0.1:{port}/", timeout=10, trust_env=False)
    except httpx2.ConnectError:
        return "refused"
    except httpx2.TransportError as error:
        return repr(error)
    return "answered" if answer.is_success else str(answer.status_code)
