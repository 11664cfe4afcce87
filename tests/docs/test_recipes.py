"""The recipes of docs/developer.md, followed to the letter in a copy of the tree."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
STEP = re.compile(
    r"<!-- (?P<how>append|new|in) (?P<path>\S+?)(?: before: (?P<before>.+?))? -->\n"
    r"```\w*\n(?P<text>.*?)```\n",
    re.DOTALL,
)


@dataclass(frozen=True)
class Step:
    how: str
    path: str
    before: str | None
    text: str

    def apply(self, root: Path) -> None:
        file = root / self.path
        if self.how == "new":
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(self.text, encoding="utf-8")
            return
        old = file.read_text(encoding="utf-8")
        at = len(old)
        if self.before:
            at = old.rfind("\n", 0, old.index(self.before)) + 1
        file.write_text(old[:at] + self.text + old[at:], encoding="utf-8")


def steps() -> list[Step]:
    page = (CHECKOUT / "docs" / "developer.md").read_text(encoding="utf-8")
    return [Step(**found.groupdict()) for found in STEP.finditer(page)]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("recipes")
    for folder in ("services", "shared", "tests", "deploy"):
        ignore = shutil.ignore_patterns("__pycache__")
        shutil.copytree(CHECKOUT / folder, root / folder, ignore=ignore)
    shutil.copy(CHECKOUT / "pyproject.toml", root)
    for step in steps():
        step.apply(root)
    return root


def run(root: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return done.stdout


def test_an_event_added_by_the_recipe_satisfies_the_contracts(copy: Path) -> None:
    run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/contracts")


def test_a_mail_added_by_the_recipe_is_written_from_its_sample(copy: Path) -> None:
    said = run(
        copy,
        "-c",
        "from pathlib import Path\n"
        "from services.notifier.emails import Site, write\n"
        "from shared.contracts import decode\n"
        "from shared.settings import Operator\n"
        "sample = Path('shared/contracts/samples/AccountNoteChanged.v1.json').read_text('utf-8')\n"
        "site = Site('https://portal.example', Operator())\n"
        "mail = write('account-note-changed', decode(sample).data, site)\n"
        "print(mail.recipient, mail.subject, mail.body)",
    )
    assert "hanako@clinic.example 【施術所等向け総合ポータルサイト】備考を変更しました" in said
    assert "アカウントW0000001の備考を変更しました。" in said


def test_a_document_added_by_the_recipe_is_rendered(copy: Path) -> None:
    said = run(
        copy,
        "-c",
        "import io, os\n"
        f"os.environ['PORTAL_FONT_FILE'] = {str(CHECKOUT / '.venv/fonts/ipaexg.ttf')!r}\n"
        "from pypdf import PdfReader\n"
        "from services.documents.render import render\n"
        "pdf = render('welcome-letter', {'institution_name': 'サンプル柔整'})\n"
        "print(PdfReader(io.BytesIO(pdf)).pages[0].extract_text())",
    )
    assert "サンプル柔整 御中" in said
