"""Looks at every part of a portal on this machine; says what is wrong and what to do."""

from __future__ import annotations

import http.client
import json
import os
import platform
import shutil
import socket
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from deploy.onebox import ROOT, store
from deploy.onebox.data import DataFolder

LEAST_FREE_BYTES = 500_000_000
PATIENCE_SECONDS = 3.0


@dataclass(frozen=True)
class Finding:
    """One part; `remedy` is empty when it is fine or simply not running."""

    part: str
    state: str
    remedy: str = ""

    def line(self) -> str:
        mark, advice = ("×", f" → {self.remedy}") if self.remedy else ("○", "")
        return f"{mark} {self.part}: {self.state}{advice}"


def examine(data: DataFolder, environ: Mapping[str, str]) -> list[Finding]:
    findings = [
        Finding("Python", platform.python_version()),
        _environment(environ),
        _data(data.path),
        _secrets(data.secrets(environ), data),
    ]
    running = data.running() if data.path.exists() else None
    if running is None:
        return [*findings, Finding("ポータル", "起動していません（./portal up で起動します）")]
    return [*findings, *_running(running), *_demo(data)]


def _environment(environ: Mapping[str, str]) -> Finding:
    needed = [ROOT / ".venv" / "fonts" / "ipaexg.ttf"]
    if not environ.get("PORTAL_MONGO_URL"):
        needed.append(store.PYTHON)
    missing = [str(path) for path in needed if not path.exists()]
    if missing:
        return Finding("環境", f"{missing[0]} がありません", "./portal up を実行してください")
    return Finding("環境", "そろっています")


def _data(path: Path) -> Finding:
    if not path.exists():
        return Finding("データフォルダー", f"{path} はまだありません（最初の起動で作ります）")
    if not os.access(path, os.W_OK | os.X_OK):
        return Finding("データフォルダー", f"{path} に書き込めません", "権限を確認してください")
    free = shutil.disk_usage(path).free
    remedy = "空きを増やしてください" if free < LEAST_FREE_BYTES else ""
    return Finding("データフォルダー", f"{path}（空き {free // 1_000_000:,} MB）", remedy)


def _secrets(folder: Path, data: DataFolder) -> Finding:
    if not folder.exists():
        lost = data.store.exists()
        remedy = "バックアップから鍵を戻してください" if lost else ""
        return Finding("鍵", f"{folder} はありません", remedy)
    if folder.stat().st_mode & 0o077:
        return Finding("鍵", f"{folder} をほかの人も読めます", f"chmod 700 {folder}")
    return Finding("鍵", str(folder))


def _running(environment: Mapping[str, str]) -> Iterator[Finding]:
    checks: dict[str, Callable[[Mapping[str, str]], str]] = {
        "データベース": _ping_store,
        "イベントの通り道": _open_bus,
        "メール": _greet_mail,
        "Web": _ask_web,
    }
    for part, check in checks.items():
        try:
            yield Finding(part, check(environment))
        except Exception as error:  # whatever a broken part may raise
            reason = str(error).splitlines()[0] if str(error) else type(error).__name__
            log = Path(environment["PORTAL_DATA_DIR"]) / "log"
            yield Finding(part, f"応答がありません（{reason}）", f"{log} の記録を確認してください")


def _ping_store(environment: Mapping[str, str]) -> str:
    from shared.mongo import connect

    with connect(environment["PORTAL_MONGO_URL"], "doctor") as client:
        client.admin.command("ping")
    return "応答しています"


def _open_bus(environment: Mapping[str, str]) -> str:
    if url := environment.get("PORTAL_AMQP_URL"):
        return connected(url, 5672)
    path = environment["PORTAL_BUS_PATH"]
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as bus:
        bus.execute("select count(*) from sqlite_master")
    return path


def _greet_mail(environment: Mapping[str, str]) -> str:
    return connected(environment["PORTAL_SMTP_URL"], 25)


def connected(url: str, default_port: int) -> str:
    """A TCP connection is enough: the services speak to it themselves and report trouble."""
    parts = urlsplit(url)
    address = (parts.hostname or "", parts.port or default_port)
    socket.create_connection(address, PATIENCE_SECONDS).close()
    return f"{address[0]}:{address[1]}"


def _ask_web(environment: Mapping[str, str]) -> str:
    port = int(environment["PORTAL_HTTP_PORT"])
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    connection.request("GET", "/readyz")
    answer = connection.getresponse()
    if answer.status != 200:
        raise RuntimeError(answer.read().decode(errors="replace"))
    return environment["PORTAL_PUBLIC_URL"]


def _demo(data: DataFolder) -> Iterator[Finding]:
    if data.demo_facts.exists():
        staff = json.loads(data.demo_facts.read_text(encoding="utf-8"))["staff"]
        yield Finding("見本の職員", f"{staff['email']}  いまの認証コード {totp_now(staff)}")


def totp_now(staff: Mapping[str, str]) -> str:
    import pyotp

    return pyotp.TOTP(staff["totp_secret"]).now()
