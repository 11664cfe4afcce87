"""Picks the screenshots that tell the journey and makes them small enough for the README.

After a test run with PORTAL_SCREENSHOTS=FOLDER:  python -m tests.browser.readme_pictures FOLDER
"""

from __future__ import annotations

import sys
from pathlib import Path

from PIL import Image

PICTURES = Path(__file__).resolve().parents[2] / "docs" / "images"
JOURNEY = {
    "P1a": "1-top",
    "R3": "2-registration",
    "V3-confirm": "3-application",
    "ST3-in_review": "4-review",
    "A1": "5-accounts",
    "T1": "6-terminal",
}
WIDTH, TALLEST = 800, 640
COLOURS = 128
LARGEST = 100_000


def shrink(source: Path, target: Path) -> None:
    with Image.open(source) as picture:
        height = min(picture.height * WIDTH // picture.width, TALLEST)
        scaled = picture.convert("RGB").resize((WIDTH, picture.height * WIDTH // picture.width))
        scaled.crop((0, 0, WIDTH, height)).quantize(COLOURS).save(target, optimize=True)
    assert target.stat().st_size <= LARGEST, f"{target} is too large"


def main(folder: Path) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    for screen, name in JOURNEY.items():
        shrink(folder / f"{screen}-1280.png", PICTURES / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
