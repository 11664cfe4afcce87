"""Runs first in every process of a portal under test, because its folder leads PYTHONPATH.

Changes modules of the portal right after their import. The portal knows nothing of this.
"""

import functools
import importlib.machinery
import os
import sys


class _AfterImport:
    """Lets the usual finder work and runs `changes[name](module)` behind it."""

    def __init__(self, changes):
        self._changes = changes

    def find_spec(self, name, path=None, target=None):
        if name not in self._changes:
            return None
        spec = importlib.machinery.PathFinder.find_spec(name, path, target)
        load = spec.loader.exec_module
        spec.loader.exec_module = functools.partial(self._load, load, self._changes[name])
        return spec

    def _load(self, load, changes, module):
        load(module)
        for change in changes:
            change(module)


if "CRASH_FOLDER" in os.environ:
    import crash_builds
    import crash_hurry
    import crash_points

    wanted = {}
    for source in (crash_hurry.changes(), crash_points.changes(), crash_builds.changes()):
        for name, change in source:
            wanted.setdefault(name, []).append(change)
    sys.meta_path.insert(0, _AfterImport(wanted))
