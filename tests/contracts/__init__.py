"""Every sample against both sides of its event."""
