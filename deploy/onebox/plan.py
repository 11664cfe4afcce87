"""What a start consists of: the environment of every process, and what `up` runs in which order."""

from __future__ import annotations

import asyncio
import errno
import socket
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from deploy.onebox import ROOT, Stop, store
from deploy.onebox.data import DataFolder
from deploy.onebox.ports import LOOPBACK, bound, free_port, listens
from deploy.onebox.supervisor import Child, Step
from shared.settings import Reader, SettingsError, is_loopback, read_public_url

PYTHON = (sys.executable, "-P", "-m")
GUNICORN_SETTINGS = Path(__file__).with_name("gunicorn_conf.py")
SETUP = Step("setup", (*PYTHON, "deploy.onebox.setup"))


@dataclass(frozen=True)
class Plan:
    """One start of the portal: its address, its environment, its processes in order."""

    public_url: str
    demo: bool
    environment: dict[str, str]
    items: tuple[Step | Child, ...]


def plan_up(data: DataFolder, port: int, demo: bool | None, environ: Mapping[str, str]) -> Plan:
    """Binds the ports. Raises Stop when the wishes cannot be met."""
    web_door = _web_door(port)
    port = web_door.getsockname()[1]
    url = public_url(port, environ)
    loopback = is_loopback(url)
    demo = loopback if demo is None else demo
    if not loopback:
        _refuse_demo_pieces(demo, url, environ)
    environment = base_environment(data, environ, url, demo)
    environment["PORTAL_HTTP_PORT"] = str(port)
    items: list[Step | Child] = [*store_items(data, environment)]
    if "PORTAL_SMTP_URL" not in environment:
        items.append(_mail_catcher(data, environment))
    items += [SETUP, _web(web_door, port), _worker(data)]
    return Plan(url, demo, environment, tuple(items))


def base_environment(
    data: DataFolder, environ: Mapping[str, str], public_url: str, demo: bool
) -> dict[str, str]:
    """What every process sees; a piece the operator names a URL for is not embedded."""
    given = {name: value for name, value in environ.items() if value}
    embedded = {} if "PORTAL_AMQP_URL" in given else {"PORTAL_BUS_PATH": str(data.bus)}
    return given | embedded | {
        "PYTHONPATH": given.get("PYTHONPATH", str(ROOT)),
        "MALLOC_ARENA_MAX": "2",
        "PORTAL_DATA_DIR": str(data.path),
        "PORTAL_SECRETS_DIR": str(data.secrets(environ)),
        "PORTAL_PUBLIC_URL": public_url,
        "PORTAL_DEMO": "1" if demo else "0",
    }  # fmt: skip


def store_items(data: DataFolder, environment: dict[str, str]) -> tuple[Step | Child, ...]:
    """The embedded store, and its URL in `environment`; nothing when a URL was given."""
    if "PORTAL_MONGO_URL" in environment:
        return ()
    port, secrets = free_port(), Path(environment["PORTAL_SECRETS_DIR"])
    url = environment["PORTAL_MONGO_URL"] = store.url(store.password(secrets), port)
    command = store.command(data.store, port)
    child = Child("store", command, _listening(port), sound=_sound(url))
    if store.provisioned(secrets, data.path):
        return (child,)
    return (
        Step("store-user", (*PYTHON, "deploy.onebox.store", str(secrets), str(data.path))),
        child,
    )


def _mail_catcher(data: DataFolder, environment: dict[str, str]) -> Child:
    door = bound(0)
    port = door.getsockname()[1]
    environment["PORTAL_SMTP_URL"] = f"smtp://{LOOPBACK}:{port}"
    environment["PORTAL_MAILBOX_DIR"] = str(data.mailbox)
    fd = door.detach()
    command = (*PYTHON, "deploy.onebox.mailcatcher", str(fd), str(data.mailbox))
    return Child("mail", command, _listening(port), (fd,))


def _web(door: socket.socket, port: int) -> Child:
    fd = door.detach()
    where = ("--config", str(GUNICORN_SETTINGS), "--bind", f"fd://{fd}")
    command = (*PYTHON, "gunicorn", *where, "deploy.onebox.front:create_front()")
    return Child("web", command, _answers(port), (fd,))


def _worker(data: DataFolder) -> Child:
    started = data.run / "worker-started"
    started.unlink(missing_ok=True)

    async def ready() -> bool:
        return started.exists()

    return Child("worker", (*PYTHON, "deploy.onebox.worker", str(started)), ready)


def _web_door(port: int) -> socket.socket:
    try:
        return bound(port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            reason = f"ポート {port} は使われています。--port で別の番号を指定してください。"
            raise Stop(reason) from error
        raise Stop(f"ポート {port} を開けません（{error.strerror}）。") from error


def public_url(port: int, environ: Mapping[str, str]) -> str:
    default = {"PORTAL_PUBLIC_URL": f"http://{LOOPBACK}:{port}"}
    reader = Reader({**default, **{name: value for name, value in environ.items() if value}})
    try:
        url = read_public_url(reader)
        reader.done()
    except SettingsError as error:
        raise Stop(str(error)) from error
    return url


def _refuse_demo_pieces(demo: bool, public_url: str, environ: Mapping[str, str]) -> None:
    if demo:
        raise Stop(f"--demo は、この1台だけで使うときのものです（公開先 {public_url}）。")
    if not environ.get("PORTAL_SMTP_URL"):
        raise Stop(f"{public_url} で公開するには、PORTAL_SMTP_URL を指定してください。")


def _listening(port: int) -> Callable[[], Awaitable[bool]]:
    async def ready() -> bool:
        return listens(port)

    return ready


def _sound(store_url: str) -> Callable[[], Awaitable[bool]]:
    look = store.watch(store_url)

    async def sound() -> bool:
        return await asyncio.to_thread(look)

    return sound


def _answers(port: int) -> Callable[[], Awaitable[bool]]:
    """Ready when /readyz says 200."""

    async def ready() -> bool:
        try:
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(b"GET /readyz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            status = await reader.readline()
            writer.close()
        except OSError:
            return False
        return b" 200 " in status

    return ready
