"""The documentation is tried, not trusted."""
