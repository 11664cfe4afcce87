"""The verbs of registration, by theme."""
