"""`python -m deploy.compose COMMAND …`, the entry point of the image."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from deploy.compose.store import StoreLocked
from deploy.onebox.front import SERVICES
from shared.secrets import SecretsMissing
from shared.settings import SettingsError

GUNICORN_SETTINGS = Path(__file__).with_name("gunicorn_conf.py")


@click.group()
def main() -> None:
    """What one container of the portal does."""


@main.command()
@click.argument("part", type=click.Choice(("portal", *SERVICES)))
def serve(part: str) -> None:
    """Answer HTTP on port 8000."""
    app = f"deploy.compose.web:create_app('{part}')"
    os.execvp("gunicorn", ["gunicorn", "--config", str(GUNICORN_SETTINGS), app])


@main.command()
@click.argument("service", type=click.Choice(SERVICES))
def work(service: str) -> None:
    """Carry events, and whatever else the service does in the background."""
    from deploy.compose.work import work

    sys.exit(work(service))


@main.command()
@click.argument("to_keep", required=False, type=click.Choice(("smtp-password",)))
def setup(to_keep: str | None) -> None:
    """Make what is missing: secrets, the store's users and indexes.

    `setup smtp-password` first keeps the password that comes on standard input.
    """
    from deploy.compose import setup

    if to_keep:
        setup.keep(to_keep, click.get_text_stream("stdin").readline().strip())
    setup.run(os.environ)


@main.command()
def demo() -> None:
    """Load sample facilities and staff; only on a loopback address."""
    from deploy.compose.demo import load

    load(os.environ)


if __name__ == "__main__":
    try:
        main(prog_name="portal")
    except (SettingsError, SecretsMissing, StoreLocked) as error:
        sys.exit(str(error))
