"""Nouns and rules of applications, accounts and terminals. No input, no output."""
