"""Faults: what must hold when processes die between any two lines."""
