"""TLS in front of the gateway, as the operator's page says."""

from __future__ import annotations

import ssl
from pathlib import Path

import httpx2

from tests.compose.stack import Stack
from tests.support.handbook import adapted, blocks
from tests.support.store import free_port

HERE = "127.0.0.1"


class TlsProxy:
    """The page's nginx on this machine; `url` is what people type."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._port, self._plain_port = folder, free_port(), free_port()
        self._name = f"portaltest-proxy{self._port}"
        self.url = f"https://localhost:{self._port}"
        self.plain_url = f"http://localhost:{self._plain_port}"

    def start(self, stack: Stack) -> None:
        self._make_certificate(stack)
        servers = f"events {{}}\nhttp {{\n{self._servers(stack.url)}}}\n"
        (self._folder / "nginx.conf").write_text(servers, encoding="utf-8")
        mounted = ("-v", f"{self._folder}:/proxy:ro", "--network", "host", "--entrypoint", "nginx")
        command = ("nginx:1.28-alpine", "-c", "/proxy/nginx.conf", "-g", "daemon off;")
        stack.run("docker", "run", "-d", "--name", self._name, *mounted, *command)

    def stop(self, stack: Stack) -> None:
        stack.shell(f"docker ps -aq --filter name={self._name} | xargs -r docker rm -f")

    def log(self, stack: Stack) -> str:
        return stack.shell(f"docker logs {self._name} 2>&1")

    def browser(self, coming_from: str = HERE) -> httpx2.Client:
        """Follows no redirect by itself."""
        trusted = ssl.create_default_context(cafile=self._folder / "portal.pem")
        way = httpx2.HTTPTransport(local_address=coming_from, verify=trusted)
        return httpx2.Client(base_url=self.url, transport=way)

    def _make_certificate(self, stack: Stack) -> None:
        made = ("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1")
        names = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        files = ("-keyout", self._folder / "portal.key", "-out", self._folder / "portal.pem")
        stack.run(*made, *names, *files)

    def _servers(self, gateway: str) -> str:
        (block,) = blocks("TLS in front")
        here = {
            "portal.example.jp": "localhost",
            "listen 443 ssl": f"listen {HERE}:{self._port} ssl",
            "listen 80": f"listen {HERE}:{self._plain_port}",
            "/etc/ssl/": "/proxy/",
            "http://127.0.0.1:8080": gateway,
        }
        return adapted(block, here)
