"""How the portal calls a service whose containers come and go."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from services.portal import client
from services.portal.client import Services, Unreachable

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}"


class Flaky:
    """Hangs up on the first call after hearing it, answers the others; counts them."""

    def __init__(self) -> None:
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self.calls = 0
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                visitor, _ = self._door.accept()
            except OSError:
                return
            with visitor:
                visitor.recv(65536)
                self.calls += 1
                if self.calls > 1:
                    visitor.sendall(ANSWER)

    def close(self) -> None:
        self._door.close()


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Flaky]:
    flaky = Flaky()
    monkeypatch.setattr(client, "NETWORK_ADDRESS", flaky.address)
    yield flaky
    flaky.close()


@pytest.mark.parametrize(
    ("method", "headers"), [("GET", {}), ("POST", {"Idempotency-Key": "form-1"})]
)
def test_what_does_no_harm_twice_is_tried_again(
    service: Flaky, method: str, headers: dict[str, str]
) -> None:
    assert Services({}).send("accounts", method, "accounts", headers=headers).status_code == 200
    assert service.calls == 2


@pytest.mark.parametrize("method", ["POST", "PATCH", "DELETE"])
def test_anything_else_is_not(service: Flaky, method: str) -> None:
    with pytest.raises(Unreachable):
        Services({}).send("accounts", method, "accounts")
    assert service.calls == 1


def test_nobody_listening_is_said_after_further_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    monkeypatch.setattr(client, "NETWORK_ADDRESS", f"http://127.0.0.1:{port}")
    with pytest.raises(Unreachable, match="ConnectError"):
        Services({}).send("accounts", "POST", "accounts")
