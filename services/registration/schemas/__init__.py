"""What may come in and go out over HTTP."""
