"""Runs a supervisor over small children: `python -m tests.onebox.supervised FOLDER`.

Each child writes its process id to FOLDER/<name>, prints to its log and waits; `first` also has
a child of its own (`grandchild`). FOLDER/ready appears when all run.
"""

from __future__ import annotations

import asyncio
import os
import sys
from pathlib import Path

from deploy.onebox.data import DataFolder
from deploy.onebox.plan import Plan
from deploy.onebox.run import run_until_signal
from deploy.onebox.supervisor import Child, Step

CHILD = """
import os, subprocess, sys, signal
for name in sys.argv[2:]:
    grandchild = subprocess.Popen([sys.executable, "-c", "import signal; signal.pause()"])
    open(name, "w").write(str(grandchild.pid))
open(sys.argv[1], "w").write(str(os.getpid()))
signal.pause()
"""


def child(folder: Path, name: str, *more: str) -> Child:
    files = [str(folder / file) for file in (name, *more)]

    async def ready() -> bool:
        return Path(files[0]).exists() and Path(files[0]).read_text() != ""

    return Child(name, (sys.executable, "-c", CHILD, *files), ready)


def main(folder: Path) -> None:
    data = DataFolder(folder / "data")
    step = Step("step", (sys.executable, "-c", "print('done')"))
    items = (step, child(folder, "first", "grandchild"), child(folder, "second"))
    plan = Plan("http://127.0.0.1", False, dict(os.environ), items)
    asyncio.run(run_until_signal(plan, data, data.hold(5), (folder / "ready").touch))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
