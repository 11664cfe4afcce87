"""HTTP in: read, one use case, status and body."""
