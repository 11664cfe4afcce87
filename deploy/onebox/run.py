"""Runs a plan until Ctrl-C, SIGTERM or SIGHUP."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable

import click

from deploy.onebox.data import DataFolder
from deploy.onebox.plan import Plan
from deploy.onebox.supervisor import Supervisor

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


async def run_until_signal(
    plan: Plan, data: DataFolder, held: int, ready: Callable[[], None]
) -> None:
    """Calls `ready` when everything runs. Raises Stop when something does not start."""
    _cancel_on_signal(asyncio.current_task())
    data.publish(plan.environment)
    with contextlib.suppress(asyncio.CancelledError):
        async with Supervisor(plan.items, plan.environment, data.logs, held, starting, say):
            _clear_line()
            ready()
            try:
                await asyncio.Event().wait()
            finally:
                data.withdraw()


def starting(name: str, number: int, count: int) -> None:
    """One line that is rewritten on a terminal, a line each elsewhere."""
    _clear_line()
    end = "" if sys.stderr.isatty() else "\n"
    click.echo(f"起動しています {number} / {count}: {name}{end}", err=True, nl=False)


def say(sentence: str) -> None:
    click.echo(sentence, err=True)


def _clear_line() -> None:
    if sys.stderr.isatty():
        click.echo("\r\x1b[K", err=True, nl=False)


def _cancel_on_signal(task: asyncio.Task[None] | None) -> None:
    """The first signal ends the task; later ones must not disturb the orderly end."""
    loop = asyncio.get_running_loop()
    assert task is not None

    def stop() -> None:
        for number in SIGNALS:
            loop.add_signal_handler(number, lambda: None)
        task.cancel()

    for number in SIGNALS:
        if number is not signal.SIGHUP or signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, stop)  # under nohup a hang-up means nothing
