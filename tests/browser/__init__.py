"""What every screen promises in a real browser: access, budget, headers, keyboard."""
