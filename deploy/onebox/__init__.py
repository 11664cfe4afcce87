"""The whole portal on one machine: `./portal up` and the operators' commands."""

from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]


class Stop(click.ClickException):
    """One sentence for the person at the terminal; the command ends with status 1."""

    def show(self, file: object = None) -> None:
        click.echo(self.message, err=True)
