"""Listens to what a client asks of its store."""

from __future__ import annotations

from pymongo.monitoring import CommandListener, CommandStartedEvent


class Said(CommandListener):
    """The names of all commands, in their order."""

    def __init__(self) -> None:
        self.commands: list[str] = []

    def started(self, event: CommandStartedEvent) -> None:
        self.commands.append(event.command_name)

    def succeeded(self, event: object) -> None: ...

    def failed(self, event: object) -> None: ...
