"""A TCP proxy that can lose an answer, cut the network and heal it."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable
from types import TracebackType

CHUNK = 65536
LONGEST_PATTERN = 100


class _Line:
    """One connection through the proxy; ends both sides together."""

    def __init__(self, client: socket.socket, server: socket.socket) -> None:
        self.client, self.server = client, server
        self.mute = False

    def close(self) -> None:
        for end in (self.client, self.server):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()


class Proxy:
    """Listens on `port` of loopback and passes everything on to `target`."""

    def __init__(self, target: int) -> None:
        self._target = target
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._door.getsockname()[1])
        self.withheld = threading.Event()
        self._pattern: bytes | None = None
        self._lines: set[_Line] = set()
        self._is_cut = False
        self._run(self._accept)

    def __enter__(self) -> Proxy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.cut()
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def withhold(self, pattern: bytes) -> None:
        """The next request that contains `pattern` arrives; of its answer nothing gets through.

        `withheld` is set once the server has answered. The line stays open and silent.
        """
        self.withheld.clear()
        self._pattern = pattern

    def hang_up(self) -> None:
        """Ends every present connection; new ones are welcome."""
        for line in list(self._lines):
            line.close()

    def cut(self) -> None:
        """Nobody gets through until `heal`."""
        self._is_cut = True
        self.hang_up()

    def heal(self) -> None:
        self._is_cut = False

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        try:
            if self._is_cut:
                raise ConnectionRefusedError
            server = socket.create_connection(("127.0.0.1", self._target))
        except OSError:
            client.close()
            return
        line = _Line(client, server)
        self._lines.add(line)
        self._run(lambda: self._pump(line, client, self._asked(line)))
        self._run(lambda: self._pump(line, server, self._answered(line)))

    def _pump(self, line: _Line, source: socket.socket, pass_on: Callable[[bytes], None]) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(CHUNK):
                pass_on(data)
        line.close()
        self._lines.discard(line)

    def _asked(self, line: _Line) -> Callable[[bytes], None]:
        tail = b""

        def pass_on(data: bytes) -> None:
            nonlocal tail
            pattern, seen = self._pattern, tail + data
            if pattern and pattern in seen:
                self._pattern, line.mute = None, True
            tail = seen[-LONGEST_PATTERN:]
            line.server.sendall(data)

        return pass_on

    def _answered(self, line: _Line) -> Callable[[bytes], None]:
        def pass_on(data: bytes) -> None:
            if line.mute:
                self.withheld.set()
            else:
                line.client.sendall(data)

        return pass_on

    def _run(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, daemon=True).start()
