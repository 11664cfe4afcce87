"""Starts processes in order, each when the one before is ready, and keeps them running.

A step runs to its end; a child stays. Whatever happens to the supervisor, nothing of what it
started outlives it (leash.py).
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import shutil
import signal
import sys
from asyncio.subprocess import DEVNULL, STDOUT, Process
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from deploy.onebox import Stop, leash

START_SECONDS = 120.0
STOP_SECONDS = 10.0
STEADY_SECONDS = 30.0
LOOK_SECONDS = 5.0
LONGEST_PAUSE = 10.0
LOG_BYTES = 10_000_000
LOG_CHECK_SECONDS = 30.0


@dataclass(frozen=True)
class Step:
    """A command that must end with status 0 before the next one starts."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class Child:
    """A command that stays; `ready` says when it can be used, `fds` are handed down to it. When
    `sound` says no while it runs, it is killed and started again.
    """

    name: str
    command: Sequence[str]
    ready: Callable[[], Awaitable[bool]]
    fds: tuple[int, ...] = ()
    sound: Callable[[], Awaitable[bool]] | None = None


class Supervisor:
    """`async with`: inside, everything runs; at the end, all of it is stopped. Children that no
    step divides stop together, those after a step before those it needed.

    `held` is a file descriptor that every process inherits (the data folder's lock). `progress`
    hears the name, number and count of what starts next, `say` what happens later. Raises Stop
    when something does not start.
    """

    def __init__(
        self,
        items: Sequence[Step | Child],
        environment: Mapping[str, str],
        logs: Path,
        held: int,
        progress: Callable[[str, int, int], None],
        say: Callable[[str], None],
    ) -> None:
        self._items, self._environment, self._logs = items, environment, logs
        self._held, self._progress, self._say = held, progress, say
        self._processes: dict[str, Process] = {}
        self._log_starts: dict[str, int] = {}
        self._tasks: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> None:
        try:
            for number, item in enumerate(self._items, start=1):
                self._progress(item.name, number, len(self._items))
                await self._start(item)
        except BaseException:
            await self._end()
            raise
        self._tasks.append(asyncio.create_task(self._trim_logs()))

    async def __aexit__(self, *_: object) -> None:
        await self._end()

    async def _start(self, item: Step | Child) -> None:
        process = await self._spawn(item)
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._started(item, process)
        except TimeoutError:
            raise self._failure(item) from None
        if isinstance(item, Child):
            self._tasks.append(asyncio.create_task(self._keep(item, process)))

    async def _started(self, item: Step | Child, process: Process) -> None:
        if isinstance(item, Step):
            if await process.wait() != 0:
                raise self._failure(item)
            del self._processes[item.name]
            return
        ready = asyncio.create_task(_until(item.ready))
        ended = asyncio.create_task(process.wait())
        try:
            done, _ = await asyncio.wait((ready, ended), return_when=asyncio.FIRST_COMPLETED)
        finally:
            ready.cancel()
            ended.cancel()
        if ready not in done:
            raise self._failure(item)

    async def _spawn(self, item: Step | Child) -> Process:
        fds = item.fds if isinstance(item, Child) else ()
        with (self._logs / f"{item.name}.log").open("ab") as log:
            self._log_starts[item.name] = log.tell()
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-I", "-S", leash.__file__, str(os.getpid()), *item.command),
                stdin=DEVNULL, stdout=log, stderr=STDOUT, env=self._environment,
                pass_fds=(self._held, *fds), start_new_session=True,
            )  # fmt: skip
        self._processes[item.name] = process
        return process

    async def _keep(self, child: Child, process: Process) -> None:
        """Restarts a child that ended by itself, after a pause that grows while it keeps ending."""
        loop = asyncio.get_running_loop()
        pause, since = 0.1, loop.time()
        while True:
            status = await _end_of(child, process)
            _kill_group(process)
            pause = 0.1 if loop.time() - since > STEADY_SECONDS else min(pause * 2, LONGEST_PAUSE)
            self._say(f"{child.name} が終了しました（{status}）。起動し直します。")
            await asyncio.sleep(pause)
            since = loop.time()
            process = await self._spawn(child)

    async def _trim_logs(self) -> None:
        while True:
            for log in self._logs.glob("*.log"):
                if log.stat().st_size > LOG_BYTES:
                    shutil.copyfile(log, log.with_suffix(".log.1"))
                    os.truncate(log, 0)
            await asyncio.sleep(LOG_CHECK_SECONDS)

    async def _end(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for names in reversed(list(_between_steps(self._items))):
            running = [self._processes[name] for name in names if name in self._processes]
            await asyncio.gather(*map(_stop, running))

    def _failure(self, item: Step | Child) -> Stop:
        log = self._logs / f"{item.name}.log"
        said = log.read_bytes()[self._log_starts[item.name] :].decode(errors="replace").strip()
        lines = [line for line in said.splitlines() if not line.startswith("[")]  # gunicorn's own
        reason = lines[-1] if lines else "応答がありません"
        return Stop(f"{item.name} を起動できませんでした: {reason}\n記録: {log}")


def _between_steps(items: Sequence[Step | Child]) -> Iterator[list[str]]:
    for is_step, group in itertools.groupby(items, key=lambda item: isinstance(item, Step)):
        names = [item.name for item in group]
        yield from ([name] for name in names) if is_step else [names]


async def _stop(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.terminate()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    _kill_group(process)
    await process.wait()


async def _end_of(child: Child, process: Process) -> int:
    """Its status; looks after it until then."""
    while True:
        with contextlib.suppress(TimeoutError):
            return await asyncio.wait_for(process.wait(), LOOK_SECONDS if child.sound else None)
        if child.sound and not await child.sound():
            _kill_group(process)


async def _until(ready: Callable[[], Awaitable[bool]]) -> None:
    while not await ready():
        await asyncio.sleep(0.05)


def _kill_group(process: Process) -> None:
    """Takes along what the process may have left behind in its session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
