"""Verbs. Each loads, lets the model decide, saves on what it saw, and decides again if beaten."""
