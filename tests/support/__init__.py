"""Helpers that more than one room of the tests needs."""
