"""What may come in and go out over HTTP, and what people read when it may not."""
