"""The portal in containers of its own: own project name, own ports, own volumes."""

from __future__ import annotations

import contextlib
import json
import os
import re
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import httpx2

from tests.support.store import CHECKOUT, free_port

BUILT_HERE = "portal-app"
SETTLES_WITHIN = 120.0
T = TypeVar("T")


class Stack:
    """`url` is the gateway's, `seconds` how long the start took; `given` is what an operator
    would write into `.env`.
    """

    def __init__(self, *profiles: str, **given: str) -> None:
        port, mail_port = free_port(), free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.mail_url = f"http://127.0.0.1:{mail_port}/api/v1"
        self.seconds = 0.0
        ours = {name: v for name, v in os.environ.items() if not name.startswith("PORTAL_")}
        self.environment = ours | {
            "COMPOSE_PROJECT_NAME": f"portaltest{port}",
            "COMPOSE_PROFILES": ",".join(profiles),
            "PORTAL_HTTP_PORT": str(port),
            "PORTAL_MAILPIT_PORT": str(mail_port),
            **given,
        }

    def start(self) -> None:
        self.compose("build", "--quiet")
        began = time.monotonic()
        self.compose("up", "-d", "--wait")
        self.seconds = time.monotonic() - began

    def stop(self) -> None:
        self.compose("--profile", "*", "down", "-v", "--remove-orphans", "--timeout", "5")

    def compose(self, *arguments: str, text: str = "") -> str:
        """What the command printed. Raises AssertionError with all it said."""
        return self.run("docker", "compose", *arguments, text=text)

    def shell(self, commands: str, text: str = "") -> str:
        """As `compose`, for lines that an operator pastes into a terminal."""
        return self.run("bash", "-euo", "pipefail", "-c", commands, text=text)

    def run(self, *command: str | Path, text: str = "") -> str:
        done = subprocess.run(
            command, cwd=CHECKOUT, env=self.environment, input=text,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{command}: {done.stdout[-1500:]}{done.stderr[-1500:]}"
        return done.stdout

    def containers(self, service: str = "") -> list[str]:
        """Ids, ended one-shot containers included."""
        return self.compose("--profile", "*", "ps", "-aq", *filter(None, [service])).split()

    def inspect(self, container: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.run("docker", "inspect", container))[0]
        return found

    def demo(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads(self.compose("run", "--rm", "tools", "demo-facts"))
        return facts

    def wait_healthy(self, service: str) -> None:
        until(lambda: all(self.healthy(one) for one in self.containers(service)))

    def healthy(self, container: str) -> bool:
        return bool(self.inspect(container)["State"]["Health"]["Status"] == "healthy")

    def last_request(self, part: str) -> dict[str, Any]:
        """The gateway's newest log line about a path with this part."""
        lines = [line for line in self.gateway_log() if part in line]
        entry: dict[str, Any] = json.loads(lines[-1])
        return entry

    def gateway_log(self) -> list[str]:
        return self.run("docker", "logs", self.containers("gateway")[0]).splitlines()

    def ready(self) -> bool:
        try:
            return httpx2.get(f"{self.url}/readyz", timeout=10).status_code == 200
        except httpx2.TransportError:
            return False

    def mails_to(self, address: str) -> list[dict[str, Any]]:
        """With Subject, Text, MessageID; newest first."""
        query = {"query": f'to:"{address}"', "limit": "100"}
        listed = httpx2.get(f"{self.mail_url}/search", params=query).json()["messages"]
        return [httpx2.get(f"{self.mail_url}/message/{mail['ID']}").json() for mail in listed]

    def addresses_mailed(self) -> set[str]:
        """Of everybody who was sent anything."""
        listed = httpx2.get(f"{self.mail_url}/messages", params={"limit": "10000"}).json()
        return {each["Address"] for mail in listed["messages"] for each in mail["To"]}

    def token_mailed_to(self, address: str) -> str:
        """The token of the link in the newest mail that has one, waited for."""
        until(lambda: self._tokens(address))
        return self._tokens(address)[0]

    def _tokens(self, address: str) -> list[str]:
        link = re.compile(r"/a/([0-9A-Za-z]{27})\s")
        return [token for mail in self.mails_to(address) for token in link.findall(mail["Text"])]


def until(fact: Callable[[], T]) -> T:
    """What it says when it first says something true; a broken connection is another no."""
    deadline = time.monotonic() + SETTLES_WITHIN
    while True:
        with contextlib.suppress(httpx2.HTTPError):
            if said := fact():
                return said
        assert time.monotonic() < deadline, "not settled in time"
        time.sleep(0.2)


def what_is_missing() -> str:
    """Why the containers cannot run here; empty when they can."""
    if not _works("docker", "compose", "version"):
        return "there is no docker compose"
    if not _works("docker", "info"):
        return "no docker engine is running"
    named = subprocess.run(
        ["docker", "compose", "--profile", "*", "config", "--images"],
        cwd=CHECKOUT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    bases = re.findall(r"^FROM (\S+)", (CHECKOUT / "deploy" / "Dockerfile").read_text(), re.M)
    wanted = sorted({*named.stdout.split(), *bases} - {BUILT_HERE})
    missing = [image for image in wanted if not _works("docker", "image", "inspect", image)]
    return f"missing images: {', '.join(missing)}" if missing else ""


def _works(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True).returncode == 0
    except OSError:
        return False
