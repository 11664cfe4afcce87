"""A private RabbitMQ on free loopback ports, apart from any that the machine runs."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from pathlib import Path

from deploy.onebox.ports import free_port
from shared.contracts import SERVICES
from shared.messaging import topology
from shared.messaging.rabbit import kombu_connection
from shared.messaging.topology import declare_on_broker

PROGRAMS = Path("/usr/lib/rabbitmq/bin")
SERVER = PROGRAMS / "rabbitmq-server"
POLICIES = Path(__file__).parents[1] / "rabbitmq" / "policies.json"
STARTS_WITHIN = 90.0
LIMITED = "limited"
CONF = """listeners.tcp.local = 127.0.0.1:{port}
loopback_users.guest = true
vm_memory_high_watermark.absolute = 512MiB
disk_free_limit.absolute = 50MB
log.console = false
"""


class Broker:
    """`url` names a vhost as foreign brokers have it, `limited_url` one with the policies of
    ours. A restart keeps ports and data.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port, self._dist, self._epmd = free_port(), free_port(), free_port()
        server = f"amqp://guest:guest@127.0.0.1:{self.port}"
        self.url, self.limited_url = f"{server}/%2F", f"{server}/{LIMITED}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        (self.folder / "log").mkdir(parents=True, exist_ok=True)
        (self.folder / "rabbitmq.conf").write_text(CONF.format(port=self.port))
        (self.folder / "plugins").write_text("[].\n")
        out = (self.folder / "out.log").open("ab")
        self._process = subprocess.Popen(
            [SERVER], env=self._environment(), cwd=self.folder, stdin=subprocess.DEVNULL,
            stdout=out, stderr=out, start_new_session=True,
        )  # fmt: skip
        until = time.monotonic() + STARTS_WITHIN
        while not self._speaks_amqp():
            if self._process.poll() is not None or time.monotonic() > until:
                raise RuntimeError((self.folder / "out.log").read_text()[-2000:])
            time.sleep(0.1)

    def impose_limits(self) -> None:
        """Makes the vhost of `limited_url`."""
        policies = json.loads(POLICIES.read_text("utf-8"))
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        definitions = {
            "vhosts": [{"name": LIMITED}],
            "permissions": [{"user": "guest", "vhost": LIMITED, **everything}],
            "policies": [{"vhost": LIMITED, **policy} for policy in policies],
        }
        file = self.folder / "definitions.json"
        file.write_text(json.dumps(definitions))
        self.control("import_definitions", str(file))

    def control(self, *arguments: str) -> None:
        """As an operator would with rabbitmqctl."""
        subprocess.run(
            [PROGRAMS / "rabbitmqctl", *arguments],
            env=self._environment(), cwd=self.folder, check=True, capture_output=True,
        )  # fmt: skip

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        assert self._process
        os.killpg(self._process.pid, how)
        self._process.wait(60)

    def freeze(self) -> None:
        assert self._process
        os.killpg(self._process.pid, signal.SIGSTOP)

    def thaw(self) -> None:
        assert self._process
        os.killpg(self._process.pid, signal.SIGCONT)

    def _environment(self) -> dict[str, str]:
        folder = str(self.folder)
        return {
            "PATH": os.environ["PATH"],
            "HOME": folder,
            "RABBITMQ_NODENAME": f"portal{self.port}@localhost",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_DIST_PORT": str(self._dist),
            "RABBITMQ_MNESIA_BASE": f"{folder}/data",
            "RABBITMQ_LOG_BASE": f"{folder}/log",
            "RABBITMQ_GENERATED_CONFIG_DIR": f"{folder}/generated",
            "RABBITMQ_SCHEMA_DIR": f"{folder}/schema",
            "RABBITMQ_CONFIG_FILE": f"{folder}/rabbitmq.conf",
            "RABBITMQ_ENABLED_PLUGINS_FILE": f"{folder}/plugins",
            "RABBITMQ_PID_FILE": f"{folder}/pid",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(self._epmd),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
        }

    def _speaks_amqp(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), 0.5) as probe:
                probe.settimeout(2)
                probe.sendall(b"AMQP\x00\x00\x09\x01")
                return probe.recv(8)[:1] == b"\x01"
        except OSError:
            return False

    def end_port_mapper(self) -> None:
        """epmd outlives its node; this one belongs to it alone."""
        subprocess.run(
            ["epmd", "-port", str(self._epmd), "-kill"], check=False, capture_output=True
        )


def version(url: str) -> str:
    """As the broker names itself."""
    with kombu_connection(url) as connection:
        named: dict[str, str] = connection.connection.server_properties
    return f"{named['product']} {named['version']} ({named['platform']})"


def empty_queues(url: str) -> None:
    """Declared and empty."""
    with kombu_connection(url) as connection:
        declare_on_broker(connection)
        for service in SERVICES:
            for queue in (topology.queue(service), topology.dead_letters(service)):
                queue.bind(connection.default_channel).purge()
