"""A fresh clone's ./portal, to run and to look into."""

from __future__ import annotations

import shutil
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType

import pytest

from deploy.onebox import ROOT


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What ./portal needs of a fresh clone."""
    shutil.copy(ROOT / "portal", tmp_path)
    shutil.copytree(ROOT / "deploy" / "requirements", tmp_path / "deploy" / "requirements")
    return tmp_path


@pytest.fixture
def bootstrap(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The fresh clone's ./portal as a module."""
    monkeypatch.setattr(sys, "dont_write_bytecode", True)
    loader = SourceFileLoader("portal_bootstrap", str(checkout / "portal"))
    module = module_from_spec(spec_from_loader(loader.name, loader))
    monkeypatch.setitem(sys.modules, loader.name, module)
    loader.exec_module(module)
    return module
