"""Operators' commands that need the store: they use the running one, or start it meanwhile."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Mapping, Sequence

from deploy.onebox.data import DataFolder
from deploy.onebox.plan import SETUP, base_environment, public_url, store_items
from deploy.onebox.run import say
from deploy.onebox.supervisor import Supervisor


def run_with_store(command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs a command with the environment of the portal; its exit status."""
    data = DataFolder.of(None, environ)
    if running := data.running():
        return subprocess.call(command, env={**environ, **running})
    held = data.hold()
    try:
        return asyncio.run(_with_store(command, data, held, environ))
    finally:
        os.close(held)


async def _with_store(
    command: Sequence[str], data: DataFolder, held: int, environ: Mapping[str, str]
) -> int:
    environment = base_environment(data, environ, public_url(8080, environ), demo=False)
    items = (*store_items(data, environment), SETUP)
    async with Supervisor(items, environment, data.logs, held, lambda *_: None, say):
        process = await asyncio.create_subprocess_exec(*command, env=environment)
        return await process.wait()
