"""Nouns and rules of registration. Standard library, shared.contracts and shared.errors only."""
