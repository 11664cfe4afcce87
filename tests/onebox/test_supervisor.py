"""Order, restarts and an end without leftovers, with real processes."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from deploy.onebox import Stop, supervisor
from deploy.onebox.supervisor import Child, Step, Supervisor
from tests.onebox.supervised import child
from tests.onebox.waiting import eventually

ROOT = Path(__file__).parents[2]


class Supervised:
    """tests.onebox.supervised in a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        command = [sys.executable, "-P", "-m", "tests.onebox.supervised", str(folder)]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        eventually((folder / "ready").exists)

    def pid(self, name: str) -> int:
        return int((self.folder / name).read_text() or 0)

    def pids(self) -> list[int]:
        return [self.pid(name) for name in ("first", "grandchild", "second")]


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator[Supervised]:
    running = Supervised(tmp_path)
    yield running
    left = [pid for pid in running.pids() if not gone(pid)]
    running.process.kill()
    running.process.communicate()
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def gone(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_everything_in_order(supervised: Supervised, number: int) -> None:
    pids = supervised.pids()
    supervised.process.send_signal(number)
    assert supervised.process.wait(timeout=20) == 0
    assert all(gone(pid) for pid in pids)


def test_a_killed_supervisor_leaves_no_child_behind(supervised: Supervised) -> None:
    first, _, second = supervised.pids()
    supervised.process.kill()
    eventually(lambda: gone(first) and gone(second))


def test_a_killed_child_is_started_again_without_its_leftovers(supervised: Supervised) -> None:
    first, grandchild, second = supervised.pids()
    os.kill(first, signal.SIGKILL)
    eventually(lambda: supervised.pid("first") not in (0, first))
    assert gone(grandchild)
    assert supervised.pid("second") == second
    assert not gone(second)
    assert "first が終了しました" in "".join(supervised.process.stderr.readline() for _ in range(4))


def test_a_child_that_is_broken_inside_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "LOOK_SECONDS", 0.05)
    broken = tmp_path / "broken"

    async def sound() -> bool:
        return not broken.exists()

    async def scene() -> None:
        said: asyncio.Queue[str] = asyncio.Queue()
        ill = replace(child(tmp_path, "ill"), sound=sound)
        async with running(tmp_path, ill, say=said.put_nowait):
            broken.touch()
            assert "ill が終了しました" in await asyncio.wait_for(said.get(), 10)
            broken.unlink()
            async with asyncio.timeout(10):
                while not await ill.ready():
                    await asyncio.sleep(0.05)

    asyncio.run(scene())


def test_what_children_print_is_kept(supervised: Supervised) -> None:
    assert (supervised.folder / "data" / "log" / "step.log").read_text() == "done\n"


@contextlib.asynccontextmanager
async def running(
    tmp_path: Path, *items: Step | Child, say: Callable[[str], None] = print
) -> AsyncIterator[None]:
    nothing = os.open(os.devnull, os.O_RDONLY)
    try:
        async with Supervisor(items, dict(os.environ), tmp_path, nothing, lambda *_: None, say):
            yield
    finally:
        os.close(nothing)


def start(tmp_path: Path, *items: Step | Child) -> None:
    async def enter_and_leave() -> None:
        async with running(tmp_path, *items):
            pass

    asyncio.run(enter_and_leave())


async def never() -> bool:
    return False


@pytest.mark.parametrize("kind", ["step", "child"])
def test_what_does_not_start_says_why_and_stops_the_others(tmp_path: Path, kind: str) -> None:
    failing = (sys.executable, "-c", "import sys; sys.exit('no such key')")
    item = Step("broken", failing) if kind == "step" else Child("broken", failing, never)
    earlier = tmp_path / "earlier"

    async def written() -> bool:
        return earlier.exists() and earlier.read_text() != ""

    write = "import os, signal, sys; open(sys.argv[1], 'w').write(str(os.getpid())); signal.pause()"
    waits = Child("earlier", (sys.executable, "-c", write, str(earlier)), written)
    with pytest.raises(Stop, match="broken を起動できませんでした: no such key"):
        start(tmp_path, waits, item)
    assert gone(int(earlier.read_text()))


def test_an_old_complaint_in_the_log_is_not_repeated(tmp_path: Path) -> None:
    (tmp_path / "silent.log").write_text("complaint of yesterday\n")
    with pytest.raises(Stop, match="応答がありません"):
        start(tmp_path, Step("silent", (sys.executable, "-c", "raise SystemExit(1)")))
