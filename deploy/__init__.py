"""How the portal is run: the locked dependencies and the one-machine mode."""
