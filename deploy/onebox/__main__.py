"""`python -m deploy.onebox COMMAND …`, as ./portal calls it."""

from deploy.onebox.cli import main

main(prog_name="./portal")
