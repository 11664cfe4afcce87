"""The remote control of the crash points (inside/crash_points.py), from the test's side."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass
from pathlib import Path
from signal import SIGKILL, Signals

INSIDE = Path(__file__).with_name("inside")


@dataclass(frozen=True)
class Death:
    """Die at the `nth` call of the point in a process, in `times` processes one after another.
    With SIGSTOP the process only stands still.
    """

    point: str
    nth: int = 1
    times: int = 1
    signal: Signals = SIGKILL


class Control:
    """`environment` goes to every process of the portal."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._rounds = folder, itertools.count()
        _for_everybody(folder)
        _for_everybody(folder / "seen")
        self.arm()

    @property
    def environment(self) -> dict[str, str]:
        return {"CRASH_FOLDER": str(self._folder)}

    def arm(self, *deaths: Death) -> None:
        """These and no others; what was armed and has not happened is called off."""
        self._markers = self._folder / f"fired-{next(self._rounds)}"
        _for_everybody(self._markers)
        armed = {each.point: {**vars(each), "signal": int(each.signal)} for each in deaths}
        fresh = self._folder / "armed.new"
        fresh.write_text(json.dumps({"armed": armed, "markers": self._markers.name}))
        fresh.replace(self._folder / "armed.json")

    def fired(self, death: Death) -> int:
        """How many processes have died of it since it was armed."""
        return len(list(self._markers.glob(f"{death.point}#*")))

    def happened(self, *deaths: Death) -> bool:
        return all(self.fired(death) == death.times for death in deaths)

    def seen(self) -> set[str]:
        """Every point that any process ever reached."""
        return {file.name for file in (self._folder / "seen").iterdir()}


def _for_everybody(folder: Path) -> None:
    """The processes of a container are another user."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o777)
