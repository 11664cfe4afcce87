"""The one-machine mode: bootstrap, supervisor, front, operators' commands."""
