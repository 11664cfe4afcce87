"""Catches every mail into a maildir instead of sending it: real SMTP, on loopback only.

`python -m deploy.onebox.mailcatcher SOCKET_FD MAILDIR`.
"""

from __future__ import annotations

import asyncio
import signal
import socket
import sys

from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import SMTP


async def serve(door: socket.socket, maildir: str) -> None:
    """Until SIGTERM."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    handler = Mailbox(maildir)
    server = await loop.create_server(
        lambda: SMTP(handler, hostname="localhost", enable_SMTPUTF8=True), sock=door
    )
    async with server:
        await stop.wait()


if __name__ == "__main__":
    asyncio.run(serve(socket.socket(fileno=int(sys.argv[1])), sys.argv[2]))
